/// Texts cut to a length that people read.
package enum ShortText {
    /// The beginning of a text, in Unicode scalars, with a mark when something is cut off. Complexity: O(`length`).
    package static func cut(_ text: String, to length: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex),
            end != scalars.endIndex
        else { return text }
        return String(String.UnicodeScalarView(scalars[..<end].dropLast())) + "…"
    }
}
