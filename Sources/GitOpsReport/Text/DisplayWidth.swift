/// How many columns of a terminal a text takes.
enum DisplayWidth {
    /// Wide characters take two columns, marks none. Complexity: O(length).
    static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The longest beginning of a text that fits, with a mark when something is cut off.
    static func fitting(_ text: String, columns limit: Int) -> String {
        guard columns(of: text) > limit else { return text }
        var result = ""
        var used = 1
        for character in text {
            used += columns(of: character)
            if used > limit { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func columns(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        // A flag is a pair of letters that are wide each.
        if scalars.count == 2, scalars.allSatisfy({ regionalIndicators.contains($0.value) }) { return 2 }
        return scalars.reduce(0) { $0 + columns(of: $1) }
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if properties.isEmojiModifier { return 0 }
        if properties.isEmojiPresentation { return 2 }
        return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let regionalIndicators: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF

    /// Blocks whose characters are wide. Source: Unicode Standard Annex 11, property values W and F.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
