import GitOpsManifest

/// A line for each change.
struct TextRendering {
    let options: DiffRenderer

    func render(_ diff: ManifestSetDiff, _ resources: [RenderedResource]) -> String {
        var lines: [String] = []
        for resource in resources { lines += self.lines(resource) }
        for change in diff.otherChanges { lines.append(color(.yellow, "! other ") + printable("\(change)")) }
        for entry in diff.newlyUnreadable { lines.append(color(.red, "! unreadable: ") + printable("\(entry)")) }
        for entry in diff.undecided { lines.append(color(.red, "! unreadable in both: ") + printable("\(entry)")) }
        for entry in diff.fixedUnreadable {
            lines.append(color(.green, "! no longer unreadable: ") + printable("\(entry)"))
        }
        if !lines.isEmpty { lines.append("") }
        lines.append(diff.summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ resource: RenderedResource) -> [String] {
        let change = resource.change
        let name = printable("\(change.id)")
        let head = printable(RenderedResource.place(change.head, nil))
        let base = printable(RenderedResource.place(change.base, nil))
        switch change.kind {
        case .added: return [color(.green, "+ \(name)") + "  \(head)" + printable(resource.consequences)]
        case .removed: return [color(.red, "- \(name)") + "  \(base)" + printable(resource.consequences)]
        case .moved: return [color(.cyan, "> \(name)") + "  \(base) -> \(head)"]
        case .changed:
            let place = change.isInOtherFile ? "\(base) -> \(head)" : head
            return [color(.yellow, "~ \(name)") + "  \(place)" + printable(resource.consequences)]
                + resource.changes.flatMap { lines($0, resource) }
        }
    }

    private func lines(_ rendered: RenderedResource.RenderedChange, _ resource: RenderedResource) -> [String] {
        let change = rendered.change
        let path = printable(change.path.description)
        let position: String
        var text: String
        var block: [String] = []
        switch change.operation {
        case .add: (text, block) = one("+ \(path):", change.desired, .green)
        case .remove: (text, block) = one("- \(path):", change.base, .red)
        case .replace:
            let (base, desired) = options.excerpt.lines(change.base, change.desired)
            text = color(.yellow, "~ \(path): \(base) -> \(desired)")
        case .reorder: text = color(.yellow, "~ \(path): the items stand in another order")
        }
        if change.operation == .remove {
            position = RenderedResource.place(resource.change.base, rendered.basePosition)
        } else {
            position = RenderedResource.place(resource.change.head, rendered.desiredPosition)
        }
        let consequences = printable(RenderedResource.consequences(rendered.risks))
        return ["    \(text)  \(printable(position))\(consequences)"] + block
    }

    /// A value that only one side has: on the line of its path, or as lines below it.
    private func one(_ start: String, _ value: Node?, _ color: ANSIColor) -> (line: String, block: [String]) {
        guard let block = options.excerpt.block(value) else {
            return (self.color(color, "\(start) \(options.excerpt.line(value))"), [])
        }
        return (self.color(color, start), block.map { "        " + self.color(color, $0) })
    }

    private func printable(_ text: String) -> String { PrintableText.escaped(text) }

    private func color(_ color: ANSIColor, _ text: String) -> String { options.isColored ? color.wrap(text) : text }
}

/// The colours of a terminal.
enum ANSIColor: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36

    func wrap(_ text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
