/// Revisions as people write them.
enum RevisionText {
    /// The newer side of a range as it is written, or the one revision; names of references have no two dots.
    static func head(range: String) -> String {
        let bytes = Array(range.utf8)
        let dot = UInt8(ascii: ".")
        guard let start = bytes.indices.dropLast().first(where: { bytes[$0] == dot && bytes[$0 + 1] == dot }) else {
            return range
        }
        var rest = bytes[(start + 2)...]
        if rest.first == dot { rest.removeFirst() }
        let head = String(decoding: rest, as: UTF8.self)
        return head.isEmpty ? "HEAD" : head
    }
}
