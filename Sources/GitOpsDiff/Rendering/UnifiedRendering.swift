import GitOpsManifest

/// Unified diff of both states as YAML with sorted keys, a file header for each resource.
struct UnifiedRendering {
    let options: DiffRenderer

    func render(_ diff: ManifestSetDiff, _ resources: [RenderedResource]) -> String {
        var lines: [String] = []
        for resource in resources { lines += self.lines(resource) }
        for change in diff.otherChanges { lines.append("# other \(PrintableText.escaped("\(change)"))") }
        for entry in diff.newlyUnreadable + diff.undecided {
            lines.append("# unreadable: \(PrintableText.escaped("\(entry)"))")
        }
        for entry in diff.fixedUnreadable {
            lines.append("# no longer unreadable: \(PrintableText.escaped("\(entry)"))")
        }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ resource: RenderedResource) -> [String] {
        let hunks = LineDiff.hunks(yaml(resource.base), yaml(resource.head), context: max(0, options.contextLines))
        let name = PrintableText.escaped("\(resource.change.id)")
        let base = resource.change.base.map { _ in "a/\(PrintableText.escaped(resource.basePath))" } ?? "/dev/null"
        let head = resource.change.head.map { _ in "b/\(PrintableText.escaped(resource.headPath))" } ?? "/dev/null"
        var lines = ["--- \(base)\t\(name)", "+++ \(head)\t\(name)"]
        for hunk in hunks {
            lines.append(color(.cyan, hunk.header))
            for line in hunk.lines {
                let text = line.mark + PrintableText.escaped(line.text)
                switch line.mark {
                case "+": lines.append(color(.green, text))
                case "-": lines.append(color(.red, text))
                default: lines.append(text)
                }
            }
        }
        return lines
    }

    private func yaml(_ node: Node?) -> [Substring] {
        guard let node else { return [] }
        return YAMLWriter(sortsKeys: true).string(node).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
    }

    private func color(_ color: ANSIColor, _ text: String) -> String { options.isColored ? color.wrap(text) : text }
}

/// Differences between two lists of lines, as `diff -u` groups them.
enum LineDiff {
    struct Line {
        let mark: String
        let text: String
    }

    struct Hunk {
        var baseStart: Int
        var baseCount = 0
        var headStart: Int
        var headCount = 0
        var lines: [Line] = []

        /// An empty side starts before its first line, as GNU diff writes it.
        var header: String {
            "@@ -\(baseCount == 0 ? baseStart : baseStart + 1),\(baseCount) "
                + "+\(headCount == 0 ? headStart : headStart + 1),\(headCount) @@"
        }
    }

    static func hunks(_ base: [Substring], _ head: [Substring], context: Int) -> [Hunk] {
        let rows = self.rows(base, head)
        let changed = rows.indices.filter { rows[$0].mark != " " }
        var hunks: [Hunk] = []
        var index = 0
        while index < changed.count {
            let first = max(0, changed[index] - context)
            var last = changed[index]
            while index < changed.count, changed[index] - last <= 2 * context + 1 {
                last = changed[index]
                index += 1
            }
            let end = min(rows.count, last + context + 1)
            hunks.append(hunk(rows, first..<end))
        }
        return hunks
    }

    private static func hunk(_ rows: [Line], _ range: Range<Int>) -> Hunk {
        var hunk = Hunk(
            baseStart: rows[..<range.lowerBound].reduce(0) { $0 + ($1.mark == "+" ? 0 : 1) },
            headStart: rows[..<range.lowerBound].reduce(0) { $0 + ($1.mark == "-" ? 0 : 1) })
        for row in rows[range] {
            if row.mark != "+" { hunk.baseCount += 1 }
            if row.mark != "-" { hunk.headCount += 1 }
            hunk.lines.append(row)
        }
        return hunk
    }

    /// Every line of both sides with its mark, removed ones before the added ones of the same place.
    private static func rows(_ base: [Substring], _ head: [Substring]) -> [Line] {
        var rows: [Line] = []
        var added: [Line] = []
        for step in ListAlignment.align(base.count, head.count, { base[$0] == head[$1] }) {
            switch step {
            case .both(let old, let new) where base[old] == head[new]:
                rows += added
                added.removeAll()
                rows.append(Line(mark: " ", text: String(base[old])))
            case .both(let old, let new):
                rows.append(Line(mark: "-", text: String(base[old])))
                added.append(Line(mark: "+", text: String(head[new])))
            case .removed(let old): rows.append(Line(mark: "-", text: String(base[old])))
            case .added(let new): added.append(Line(mark: "+", text: String(head[new])))
            }
        }
        return rows + added
    }
}
