/// Questions about the lines of a text, by byte offset.
struct SourceLines {
    private let bytes: [UInt8]
    /// The line break of the text's first line.
    let newline: String

    init(_ source: SourceText) {
        let bytes = source.withUnsafeBytes { Array($0) }
        let first = bytes.firstIndex(of: UInt8(ascii: "\n"))
        newline = first.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } == true ? "\r\n" : "\n"
        self.bytes = bytes
    }

    func byte(at offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }
    func byte(before offset: Int) -> UInt8? { byte(at: offset - 1) }

    /// Where the line begins, behind a byte order mark.
    func lineStart(_ offset: Int) -> Int {
        var start = min(max(offset, 0), bytes.count)
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        return start
    }

    /// Where the line ends, before its break.
    func lineEnd(_ offset: Int) -> Int {
        var end = min(max(offset, 0), bytes.count)
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        if end > offset, end < bytes.count, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }

    /// Where the next line begins.
    func nextLine(_ offset: Int) -> Int {
        var end = min(max(offset, 0), bytes.count)
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return min(end + 1, bytes.count)
    }

    /// Characters before the offset on its line.
    func column(_ offset: Int) -> Int {
        let start = lineStart(offset)
        guard start < offset else { return 0 }
        return bytes[start..<min(offset, bytes.count)].reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    }

    func isFirst(onLine offset: Int) -> Bool {
        bytes[lineStart(offset)..<max(lineStart(offset), min(offset, bytes.count))].allSatisfy {
            $0 == UInt8(ascii: " ")
        }
    }

    /// Whether only blanks follow on the line.
    func isBlank(from offset: Int) -> Bool {
        bytes[min(offset, bytes.count)..<max(min(offset, bytes.count), lineEnd(offset))].allSatisfy { $0 <= 0x20 }
    }

    /// The comment that follows on the line, with the blanks before it; empty when something else follows.
    func comment(from offset: Int) -> String {
        let rest = bytes[min(offset, bytes.count)..<max(min(offset, bytes.count), lineEnd(offset))]
        guard let first = rest.first, first <= 0x20, rest.first(where: { $0 > 0x20 }) == UInt8(ascii: "#") else {
            return ""
        }
        return String(decoding: rest, as: UTF8.self)
    }

    /// The start of the line, or of the comment lines directly above it that are indented alike.
    func startWithComments(_ offset: Int) -> Int {
        var start = lineStart(offset)
        let indent = offset - start
        while start > 3 {
            let above = lineStart(start - 1)
            let line = bytes[above..<start]
            guard line.prefix(while: { $0 == UInt8(ascii: " ") }).count == indent, indent < line.count,
                line[above + indent] == UInt8(ascii: "#")
            else { break }
            start = above
        }
        return start
    }

    /// One past the `:` that follows the name of a member.
    func colon(after node: Node) -> Int? {
        guard let span = node.storage.spans?[node.index] else { return nil }
        var index = Int(span.keyStart)
        guard index < Int(span.start) || span.start == span.end, let first = byte(at: index) else { return nil }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            index += 1
            while let byte = byte(at: index), byte != first {
                index += byte == UInt8(ascii: "\\") && first == UInt8(ascii: "\"") ? 2 : 1
            }
        }
        while let byte = byte(at: index), index <= Int(span.start) {
            if byte == UInt8(ascii: ":"), (self.byte(at: index + 1) ?? 0x20) <= 0x20 { return index + 1 }
            index += 1
        }
        return nil
    }

    /// The next dash, past blanks, line breaks and comments.
    func dash(from offset: Int) -> Int? {
        var index = max(0, offset)
        while let byte = byte(at: index) {
            if byte == UInt8(ascii: "-") { return index }
            if byte == UInt8(ascii: "#") {
                index = nextLine(index)
            } else if byte <= 0x20 {
                index += 1
            } else {
                return nil
            }
        }
        return nil
    }

    /// What to put between two items of a flow collection: a line break and blanks when the next item begins a line.
    func separator(before offset: Int) -> String {
        let start = lineStart(offset)
        guard start > 0, isFirst(onLine: offset) else { return byte(before: offset) == UInt8(ascii: ",") ? "" : " " }
        return newline + String(repeating: " ", count: offset - start)
    }
}
