/// Gives a text the line ends of the one it replaces: a rollback takes back what a file says, not how its lines end.
///
/// Only CRLF and LF are told apart; a carriage return in the middle of a line is part of the line.
struct LineEnds {
    /// The line end of a file that has some; `nil` for one that has none.
    let newline: [UInt8]?

    private static let feed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Lines that are compared with each other at most, for a text that mixes line ends.
    private static let maximumComparisons = 1 << 22

    /// The line end of the first line of a text.
    static func first(of text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let end = text.firstIndex(of: feed) else { return nil }
        let isPair = end > text.startIndex && text[end - 1] == carriageReturn
        return isPair ? [carriageReturn, feed] : [feed]
    }

    /// A new text with the line ends of the file.
    ///
    /// Where the replaced text mixes them, lines that are in both keep theirs, and new lines get that of the line
    /// before. Complexity: O(bytes), and for a mixed text O(bytes + lines · differing lines).
    ///
    /// - Parameters:
    ///   - text: what comes into the file.
    ///   - present: the text that it replaces; empty for a new one.
    func apply(to text: ArraySlice<UInt8>, replacing present: ArraySlice<UInt8> = []) -> [UInt8] {
        let lines = Self.lines(text)
        let before = Self.lines(present)
        guard let first = before.lazy.compactMap(\.end).first ?? newline else { return Array(text) }
        let isMixed = before.contains { $0.end.map { $0 != first } ?? false }
        let kept = isMixed ? Self.ends(of: lines, among: before) : [:]
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var end = first
        for (number, line) in lines.enumerated() {
            result += line.content
            guard line.end != nil else { continue }
            if let known = kept[number] { end = known }
            result += end
        }
        return result
    }

    private struct Line {
        let content: ArraySlice<UInt8>
        /// `nil` for the last line of a text that does not end with one.
        let end: [UInt8]?
    }

    private static func lines(_ text: ArraySlice<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = text
        while let end = first(of: rest), let position = rest.firstIndex(of: feed) {
            lines.append(Line(content: rest[..<(position + 1 - end.count)], end: end))
            rest = rest[(position + 1)...]
        }
        if !rest.isEmpty { lines.append(Line(content: rest, end: nil)) }
        return lines
    }

    /// For lines of a text that another one has as well, in the same order, the line ends that they have there.
    private static func ends(of lines: [Line], among others: [Line]) -> [Int: [UInt8]] {
        let (new, old) = (lines.map(\.content), others.map(\.content))
        var ends: [Int: [UInt8]] = [:]
        let start = zip(new, old).prefix { $0 == $1 }.count
        let tail = zip(new[start...].reversed(), old[start...].reversed()).prefix { $0 == $1 }.count
        for number in 0..<start { ends[number] = others[number].end }
        for offset in 0..<tail { ends[new.count - 1 - offset] = others[old.count - 1 - offset].end }
        let (middle, replaced) = (start..<new.count - tail, start..<old.count - tail)
        guard !middle.isEmpty, middle.count <= maximumComparisons / max(1, replaced.count) else { return ends }
        let difference = new[middle].difference(from: old[replaced])
        let removed = Set(difference.removals.map { change in Self.offset(change) + start })
        let inserted = Set(difference.insertions.map { change in Self.offset(change) + start })
        let pairs = zip(middle.filter { !inserted.contains($0) }, replaced.filter { !removed.contains($0) })
        for (number, other) in pairs { ends[number] = others[other].end }
        return ends
    }

    private static func offset<Element>(_ change: CollectionDifference<Element>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
