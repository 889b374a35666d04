import GitOpsTestSupport

/// Small damages to a text, with what YAML, JSON and paths are made of.
enum TextMutation {
    static let pieces =
        [
            "\n---\n", "\n", "\r", "\r\n", " ", "\t", "&x ", "*x", "<<: ", ": ", "- ", "? ", "[", "]", "{", "}", ",",
            "\"", "'", "\\'", "\\", "#", "|\n", ">-\n", "!!int ",
            "!t ", "%", "@", "é", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}", "0x", "1e9", "...\n", "null", ".nan",
            "a:,", "\\u0100", "~", "=", ".", "\\ud800",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE]]

    static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...12, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
        case 2: bytes.removeSubrange(place..<end)
        case 3: if place < bytes.count { bytes[place] = .random(in: 0...255, using: &generator) }
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        default: bytes.removeSubrange(place...)
        }
    }
}
