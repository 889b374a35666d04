/// The trailers at the end of a commit's message (git-interpret-trailers(1)).
///
/// Only the last paragraph is looked at, and only when it is not the subject: text in the middle of a message, which
/// may be quoted from anywhere, must not sign off or seal anything. A line that is no trailer makes the paragraph plain
/// text, but for the lines that `git cherry-pick -x` writes.
struct CommitTrailers {
    private(set) var entries: [(name: String, value: String)] = []

    init(_ message: String) {
        var message = message
        entries = message.withUTF8 { Self.entries($0) }
    }

    private static func entries(_ message: UnsafeBufferPointer<UInt8>) -> [(name: String, value: String)] {
        var entries: [(name: String, value: String)] = []
        for line in lastParagraph(message) {
            if let first = line.first, isSpace(first), !entries.isEmpty {
                entries[entries.count - 1].value += " " + text(line)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), isName(line[..<colon]) {
                entries.append((text(line[..<colon]), text(line[(colon + 1)...])))
            } else if !line.starts(with: "(cherry picked from commit ".utf8) {
                return []
            }
        }
        return entries
    }

    private typealias Line = Slice<UnsafeBufferPointer<UInt8>>

    /// The lines of the last paragraph; none when it is the subject. What is before it is not read but for that.
    private static func lastParagraph(_ message: UnsafeBufferPointer<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = message[...]
        while true {
            let start = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let line = rest[start...]
            if !isBlank(line) {
                lines.append(line)
            } else if !lines.isEmpty {
                return rest[..<start].allSatisfy { isSpace($0) || $0 == UInt8(ascii: "\n") } ? [] : lines.reversed()
            }
            guard start > 0 else { return [] }
            rest = rest[..<(start - 1)]
        }
    }

    /// The values of a trailer, whose name is compared without regard to the case of ASCII letters.
    func values(_ name: String) -> [String] {
        entries.filter { entry in
            entry.name.utf8.count == name.utf8.count
                && zip(entry.name.utf8, name.utf8).allSatisfy { Self.folded($0) == Self.folded($1) }
        }.map(\.value)
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func isBlank(_ line: Line) -> Bool { line.allSatisfy(isSpace) }

    private static func isName(_ text: Line) -> Bool {
        !text.isEmpty
            && text.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
            }
    }

    private static func text(_ line: Line) -> String {
        var line = line
        while let first = line.first, isSpace(first) { line.removeFirst() }
        while let last = line.last, isSpace(last) { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}
