/// Finds the bytes to replace for an edit. What it proposes is checked by `EditContext`; it may be wrong, never harmful.
struct DirectEdit {
    private let text: SourceLines
    private let isJSON: Bool

    init(document: Document) {
        text = SourceLines(document.source)
        isJSON = document.format == .json
    }

    func replacement(for edit: Edit, in document: Document) -> TextReplacement? {
        let root = document.root
        switch edit {
        case .set(let path, let value):
            if let node = root.value(at: path) { return setting(node, value) }
            return adding(path, value, root)
        case .insert(let path, let position, let value):
            guard let list = root.value(at: path), list.kind == .array else { return nil }
            return inserting(value, into: list, at: position ?? list.count)
        case .remove(let path):
            guard let node = root.value(at: path), let container = node.parent else { return nil }
            return removing(node, from: container)
        }
    }

    // MARK: Setting

    private func setting(_ node: Node, _ value: Node) -> TextReplacement? {
        guard let range = node.sourceRange else { return nil }
        if isInFlow(node) || node.record.flags.contains(.flow) && !value.record.isContainer {
            return TextReplacement(range: range, text: spaced(before: range, flow(value)))
        }
        if !value.record.isContainer || value.count == 0 {
            if node.record.isContainer, !node.record.flags.contains(.flow), node.key != nil {
                return behindName(of: node, scalar(value, like: node), upTo: range.upperBound)
            }
            return TextReplacement(range: range, text: spaced(before: range, scalar(value, like: node)))
        }
        if node.record.isContainer, !node.record.flags.contains(.flow) { return rewriting(node, as: value) }
        // A list or object in the place of a scalar: below the name when nothing else stands on the line.
        guard node.key != nil, text.isBlank(from: range.upperBound), let colon = text.colon(after: node),
            colon <= range.upperBound
        else {
            return TextReplacement(range: range, text: spaced(before: range, flow(value)))
        }
        let indent = nameColumn(of: node) + 2
        return TextReplacement(
            range: colon..<range.upperBound, text: text.newline + blanks(indent) + block(value, column: indent))
    }

    /// A container written anew in the place of another value that begins at the same column.
    func rewriting(_ node: Node, as value: Node) -> TextReplacement? {
        guard let range = node.sourceRange else { return nil }
        if isInFlow(node) || node.record.flags.contains(.flow) || !value.record.isContainer || value.count == 0 {
            return TextReplacement(range: range, text: spaced(before: range, flow(value)))
        }
        let column = text.column(range.lowerBound)
        // A list may stand at the column of its name, an object must stand deeper.
        let deeper = value.kind == .object && column <= nameColumn(of: node) ? 2 : 0
        return TextReplacement(range: range, text: blanks(deeper) + block(value, column: column + deeper))
    }

    /// A value on the line of its name, in the place of lines below it; a comment behind the name stays.
    private func behindName(of node: Node, _ value: String, upTo end: Int) -> TextReplacement? {
        guard let colon = text.colon(after: node), colon <= end else { return nil }
        return TextReplacement(range: colon..<end, text: " " + value + text.comment(from: colon))
    }

    /// Where the name of a member begins; -1 for list items and the root.
    private func nameColumn(of node: Node) -> Int {
        guard node.key != nil, let span = node.storage.spans?[node.index] else { return -1 }
        return text.column(Int(span.keyStart))
    }

    // MARK: Adding

    /// The innermost object that is there gets a member with whatever is missing below it.
    private func adding(_ path: FieldPath, _ value: Node, _ root: Node) -> TextReplacement? {
        var node = root
        for (position, step) in path.steps.enumerated() {
            guard let next = node.child(step) else {
                guard case .field(let name) = step, node.kind == .object, !node.isAliased,
                    let member = nested(path.steps.dropFirst(position + 1), value)
                else { return nil }
                return adding(name, member, to: node)
            }
            node = next
        }
        return nil
    }

    private func nested(_ steps: ArraySlice<FieldPath.Step>, _ value: Node) -> Node? {
        if steps.isEmpty { return value }
        var builder = DocumentBuilder()
        for step in steps {
            guard case .field(let name) = step else { return nil }
            builder.beginObject()
            builder.key(name)
        }
        builder.append(value)
        for _ in steps { builder.end() }
        return try? builder.finish().root
    }

    private func adding(_ name: String, _ value: Node, to object: Node) -> TextReplacement? {
        guard let range = object.sourceRange else { return nil }
        guard let last = object.members.last?.value, let lastSpan = last.storage.spans?[last.index] else {
            return TextReplacement(
                range: range, text: spaced(before: range, "{\(JSONWriter.quoted(name)): \(flow(value))}"))
        }
        if isInFlow(last) {
            let separator = text.separator(before: Int(lastSpan.keyStart))
            return at(Int(lastSpan.end), ",\(separator)\(JSONWriter.quoted(name)): \(flow(value))")
        }
        // The first and the last value may stand elsewhere, behind an alias or a merge key.
        let starts = object.members.lazy.compactMap { $0.value.keyPosition?.byteOffset }
        let column = text.column(starts.first { range.contains($0) } ?? range.lowerBound)
        return at(text.lineEnd(range.upperBound), text.newline + blanks(column) + member(name, value, column: column))
    }

    private func member(_ name: String, _ value: Node, column: Int) -> String {
        let lines = YAMLWriter().lines(member: name, value)
        return lines.joined(separator: text.newline + blanks(column))
    }

    // MARK: Inserting

    private func inserting(_ value: Node, into list: Node, at position: Int) -> TextReplacement? {
        guard let range = list.sourceRange, position >= 0, position <= list.count else { return nil }
        guard list.count > 0, let span = list.storage.spans else {
            return TextReplacement(range: range, text: spaced(before: range, "[\(flow(value))]"))
        }
        let children = list.record.children
        if list.record.flags.contains(.flow) {
            if position == list.count {
                let last = span[children.upperBound - 1]
                return at(Int(last.end), ",\(text.separator(before: Int(last.start)))\(flow(value))")
            }
            let next = Int(span[children.lowerBound + position].start)
            return at(next, "\(flow(value)),\(text.separator(before: next))")
        }
        let column = text.column(range.lowerBound)
        let item = "- " + block(value, column: column + 2)
        if position == list.count {
            return at(text.lineEnd(range.upperBound), text.newline + blanks(column) + item)
        }
        guard let dash = dash(of: position, in: list) else { return nil }
        return at(dash, item + text.newline + blanks(column))
    }

    /// The first byte of an item of a block list: its dash.
    private func dash(of position: Int, in list: Node) -> Int? {
        guard let spans = list.storage.spans, let range = list.sourceRange else { return nil }
        let children = list.record.children
        let from = position == 0 ? range.lowerBound : Int(spans[children.lowerBound + position - 1].end)
        return text.dash(from: from)
    }

    // MARK: Removing

    private func removing(_ node: Node, from container: Node) -> TextReplacement? {
        guard let range = container.sourceRange, let spans = node.storage.spans else { return nil }
        let children = container.record.children
        let span = spans[node.index]
        if children.count == 1 {
            let empty = container.kind == .object ? "{}" : "[]"
            guard container.key != nil, !container.record.flags.contains(.flow) else {
                return TextReplacement(range: range, text: spaced(before: range, empty))
            }
            return behindName(of: container, empty, upTo: text.lineEnd(range.upperBound))
        }
        if container.record.flags.contains(.flow) {
            if node.index + 1 < children.upperBound {
                return TextReplacement(
                    range: Int(span.keyStart)..<Int(max(span.keyStart, spans[node.index + 1].keyStart)), text: "")
            }
            let before = spans[node.index - 1].end
            return TextReplacement(range: Int(before)..<Int(max(before, span.end)), text: "")
        }
        let position = node.index - children.lowerBound
        let start: Int
        if container.kind == .array {
            guard let dash = dash(of: position, in: container) else { return nil }
            start = dash
        } else {
            start = Int(span.keyStart)
        }
        guard text.isFirst(onLine: start) else {
            // The line begins with the dash of a list around it: what follows moves up.
            guard node.index + 1 < children.upperBound else { return nil }
            let next: Int
            if container.kind == .array {
                guard let dash = dash(of: position + 1, in: container) else { return nil }
                next = dash
            } else {
                next = Int(spans[node.index + 1].keyStart)
            }
            return next > start ? TextReplacement(range: start..<next, text: "") : nil
        }
        let lines = text.startWithComments(start)..<text.nextLine(Int(max(span.end, UInt32(truncatingIfNeeded: start))))
        return TextReplacement(range: lines, text: "")
    }

    // MARK: Spelling

    private func isInFlow(_ node: Node) -> Bool { node.parent?.record.flags.contains(.flow) ?? false }

    private func at(_ offset: Int, _ text: String) -> TextReplacement {
        TextReplacement(range: offset..<offset, text: text)
    }

    /// A blank between `:` or `-` and a value in the place of an empty one.
    private func spaced(before range: Range<Int>, _ value: String) -> String {
        guard range.isEmpty, let previous = text.byte(before: range.lowerBound), previous > 0x20 else { return value }
        return " " + value
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    private func flow(_ value: Node) -> String { isJSON ? JSONWriter().string(value) : YAMLWriter().flow(value) }

    private func block(_ value: Node, column: Int) -> String {
        YAMLWriter().lines(value).joined(separator: text.newline + blanks(column))
    }

    /// A scalar in the quotes of the one it replaces, as far as it can be written so.
    private func scalar(_ value: Node, like old: Node) -> String {
        guard !isJSON, let string = value.string else { return flow(value) }
        guard let quote = old.sourceRange.flatMap({ text.byte(at: $0.lowerBound) }) else { return flow(value) }
        if quote == UInt8(ascii: "'"), YAMLString.canBeSingleQuoted(string) {
            return "'" + string.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
        if quote == UInt8(ascii: "\"") { return YAMLWriter().doubleQuoted(string) }
        if quote == UInt8(ascii: "|"), old.key != nil {
            let lines = YAMLWriter().lines(value)
            return lines.joined(separator: text.newline + blanks(nameColumn(of: old)))
        }
        var plain = string
        if plain.withUTF8({ YAMLString.isPlain($0) }) { return string }
        return flow(value)
    }
}
