/// The trailers at the end of a commit's message (git-interpret-trailers(1)).
///
/// Only the last paragraph is looked at, and only when it is not the subject: text in the middle of a message, which may be
/// quoted from anywhere, must not sign off or seal anything. A line that is no trailer makes the paragraph plain text, but
/// for the lines that `git cherry-pick -x` writes.
struct CommitTrailers {
    private(set) var entries: [(name: String, value: String)] = []

    init(_ message: String) {
        let lines = message.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let last = lines.lastIndex(where: { !Self.isBlank($0) }) else { return }
        let before = lines[..<last].lastIndex(where: Self.isBlank)
        // Without a paragraph before it, it is the subject.
        guard let before, lines[..<before].contains(where: { !Self.isBlank($0) }) else { return }
        for line in lines[(before + 1)...last] {
            if let first = line.first, Self.isSpace(first), !entries.isEmpty {
                entries[entries.count - 1].value += " " + Self.text(line)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.isName(line[..<colon]) {
                entries.append((Self.text(line[..<colon]), Self.text(line[line.index(after: colon)...])))
            } else if !line.starts(with: "(cherry picked from commit ".utf8) {
                entries = []
                return
            }
        }
    }

    /// The values of a trailer, whose name is compared without regard to the case of ASCII letters.
    func values(_ name: String) -> [String] {
        entries.filter { $0.name.lowercased().utf8.elementsEqual(name.lowercased().utf8) }.map(\.value)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func isBlank(_ line: Substring.UTF8View) -> Bool { line.allSatisfy(isSpace) }

    private static func isName(_ text: Substring.UTF8View) -> Bool {
        !text.isEmpty
            && text.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
            }
    }

    private static func text(_ line: Substring.UTF8View) -> String {
        var line = line
        while let first = line.first, isSpace(first) { line.removeFirst() }
        while let last = line.last, isSpace(last) { line.removeLast() }
        return String(Substring(line))
    }
}
