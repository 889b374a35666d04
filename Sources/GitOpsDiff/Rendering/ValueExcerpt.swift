import GitOpsManifest

/// Values in the lines of a report: whole where they are short, else the part that matters.
struct ValueExcerpt {
    /// Longest value on a line, in characters.
    let maximumLength: Int
    /// Most lines of an object or list that is written below the line of its path.
    let maximumLines: Int

    /// Characters that are shown before the first difference.
    private static let lead = 16

    /// A value on one line, `nil` when there is none.
    func line(_ node: Node?) -> String {
        guard let node else { return "" }
        let text = text(node)
        return cut(text, from: text.startIndex)
    }

    /// Two values, both cut at the same place when they are long: shortly before they begin to differ.
    func lines(_ base: Node?, _ desired: Node?) -> (base: String, desired: String) {
        guard let base, let desired else { return (line(base), line(desired)) }
        let old = text(base)
        let new = text(desired)
        guard isLong(old) || isLong(new) else { return (old, new) }
        // By bytes and in place: a list of the characters takes sixteen times the memory of the text.
        let same = zip(old.utf8, new.utf8).prefix { $0 == $1 }.count
        return (cut(old, from: start(old, same)), cut(new, from: start(new, same)))
    }

    /// Where to cut a text so that the byte at an offset is shown.
    private func start(_ text: String, _ offset: Int) -> String.Index {
        let difference = text.utf8.index(text.startIndex, offsetBy: offset)
        let near = text.index(text.startIndex, offsetBy: max(0, maximumLength - Self.lead), limitedBy: text.endIndex)
        guard let near, near <= difference else { return text.startIndex }
        return text.index(difference, offsetBy: -Self.lead, limitedBy: text.startIndex) ?? text.startIndex
    }

    /// The lines of an object or list that is too long for one line; `nil` for all others.
    func block(_ node: Node?) -> [String]? {
        guard let node, node.kind == .object || node.kind == .array, isLong(text(node)) else { return nil }
        let lines = YAMLWriter().string(node).split(separator: "\n")
        let shown = lines.prefix(maximumLines).map { line in
            let line = PrintableText.escaped(String(line))
            return cut(line, from: line.startIndex)
        }
        return lines.count > maximumLines ? shown + ["… \(lines.count - maximumLines) more lines"] : shown
    }

    private func text(_ node: Node) -> String { PrintableText.escaped(JSONWriter().string(node)) }

    private func isLong(_ text: String) -> Bool {
        let end = text.index(text.startIndex, offsetBy: max(0, maximumLength), limitedBy: text.endIndex)
        return end.map { $0 < text.endIndex } ?? false
    }

    private func cut(_ text: String, from start: String.Index) -> String {
        let end = text.index(start, offsetBy: max(0, maximumLength), limitedBy: text.endIndex) ?? text.endIndex
        return (start > text.startIndex ? "…" : "") + text[start..<end] + (end < text.endIndex ? "…" : "")
    }
}
