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
        return cut(Array(text(node)), from: 0)
    }

    /// Two values, both cut at the same place when they are long: shortly before they begin to differ.
    func lines(_ base: Node?, _ desired: Node?) -> (base: String, desired: String) {
        guard let base, let desired else { return (line(base), line(desired)) }
        let old = Array(text(base))
        let new = Array(text(desired))
        guard max(old.count, new.count) > maximumLength else { return (String(old), String(new)) }
        let same = zip(old, new).prefix { $0 == $1 }.count
        let start = same + Self.lead < maximumLength ? 0 : same - Self.lead
        return (cut(old, from: start), cut(new, from: start))
    }

    /// The lines of an object or list that is too long for one line; `nil` for all others.
    func block(_ node: Node?) -> [String]? {
        guard let node, node.kind == .object || node.kind == .array, text(node).count > maximumLength else {
            return nil
        }
        let lines = YAMLWriter().string(node).split(separator: "\n").map { PrintableText.escaped(String($0)) }
        guard lines.count > maximumLines else { return lines.map { cut(Array($0), from: 0) } }
        return lines.prefix(maximumLines).map { cut(Array($0), from: 0) } + [
            "… \(lines.count - maximumLines) more lines"
        ]
    }

    private func text(_ node: Node) -> String { PrintableText.escaped(JSONWriter().string(node)) }

    private func cut(_ text: [Character], from start: Int) -> String {
        let end = min(text.count, start + max(0, maximumLength))
        guard start < end || text.isEmpty else { return "…" + String(text.suffix(max(0, maximumLength))) }
        return (start > 0 ? "…" : "") + String(text[start..<end]) + (end < text.count ? "…" : "")
    }
}
