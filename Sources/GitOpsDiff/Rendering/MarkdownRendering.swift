import GitOpsManifest

/// A comment for a pull request: a table of the resources, then the changes of each.
struct MarkdownRendering {
    let options: DiffRenderer

    func render(_ diff: ManifestSetDiff, _ resources: [RenderedResource]) -> String {
        var lines = ["### \(diff.summary)", ""]
        if !resources.isEmpty {
            let judges = options.risk != nil
            lines +=
                judges
                ? ["| | resource | file | does |", "|---|---|---|---|"] : ["| | resource | file |", "|---|---|---|"]
            lines += resources.map {
                "| \($0.change.kind.rawValue) | \(code("\($0.change.id)")) | \(place($0.change)) |"
                    + (judges ? " \(risks($0)) |" : "")
            }
            lines.append("")
        }
        for resource in resources where !resource.changes.isEmpty {
            let body = resource.changes.flatMap { self.lines($0.change) }
            let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: body) + 1))
            lines += ["<details><summary>\(code("\(resource.change.id)"))</summary>", "", fence + "diff"]
            lines += body + [fence, "", "</details>", ""]
        }
        lines += list("Other documents", diff.otherChanges.map { "\($0)" })
        lines += list("Not readable", (diff.newlyUnreadable + diff.undecided).map { "\($0)" })
        lines += list("No longer unreadable", diff.fixedUnreadable.map { "\($0)" })
        return lines.joined(separator: "\n")
    }

    /// The kinds of risk, each once, the worst first.
    private func risks(_ resource: RenderedResource) -> String {
        var seen: Set<ChangeRisk> = []
        return (resource.risk?.findings ?? []).map(\.risk).filter { $0 > .inPlace && seen.insert($0).inserted }
            .map { "**\($0.words)**" }.joined(separator: ", ")
    }

    private func list(_ title: String, _ entries: [String]) -> [String] {
        entries.isEmpty ? [] : ["**\(title)**", ""] + entries.map { "- \(code($0))" } + [""]
    }

    private func place(_ change: ResourceChange) -> String {
        let head = RenderedResource.place(change.head, nil)
        let base = RenderedResource.place(change.base, nil)
        if change.isInOtherFile { return "\(code(base)) to \(code(head))" }
        return code(head.isEmpty ? base : head)
    }

    private func lines(_ change: Change) -> [String] {
        let path = PrintableText.escaped(change.path.description)
        switch change.operation {
        case .add: return one("+", path, change.desired)
        case .remove: return one("-", path, change.base)
        case .replace:
            let (base, desired) = options.excerpt.lines(change.base, change.desired)
            return ["- \(path): \(base)", "+ \(path): \(desired)"]
        case .reorder: return ["! \(path): the items stand in another order"]
        }
    }

    private func one(_ mark: String, _ path: String, _ value: Node?) -> [String] {
        guard let block = options.excerpt.block(value) else {
            return ["\(mark) \(path): \(options.excerpt.line(value))"]
        }
        return ["\(mark) \(path):"] + block.map { "\(mark)   \($0)" }
    }

    private func longestRun(of character: Character, in lines: [String]) -> Int {
        lines.reduce(0) { longest, line in
            var run = 0
            return line.reduce(longest) { best, next in
                run = next == character ? run + 1 : 0
                return max(best, run)
            }
        }
    }

    /// Text as HTML code, so that neither Markdown nor a table gives its characters a meaning.
    private func code(_ text: String) -> String {
        // By scalars: a character may hide `<` behind a mark that joins it.
        let escaped = PrintableText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "|", "`", "*", "_", "~", "[", "]", "@", "#", "\\":
                result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return "<code>\(escaped)</code>"
    }
}
