extension Document {
    /// A new document with the edits applied in order; this one stays as it is.
    ///
    /// Complexity: O(size of the document) for each edit.
    ///
    /// - Throws: `EditError`, naming the path.
    public func applying(_ edits: [Edit]) throws(EditError) -> Document {
        var document = self
        for edit in edits {
            var copy = TreeEdit(edit: edit)
            try copy.write(document.root, edit.path.steps[...])
            document = try copy.finish()
        }
        return document
    }
}

/// Copies a tree into a builder, with one edit made on the way.
private struct TreeEdit: ~Copyable {
    let edit: Edit
    private var builder = DocumentBuilder()

    init(edit: Edit) { self.edit = edit }

    mutating func finish() throws(EditError) -> Document {
        do throws(DocumentBuilderError) {
            return try builder.finish()
        } catch {
            throw self.error(.tooDeep)
        }
    }

    private func error(_ problem: EditError.Problem) -> EditError {
        EditError(path: edit.path, position: nil, problem: problem)
    }

    mutating func write(_ node: Node, _ steps: ArraySlice<FieldPath.Step>) throws(EditError) {
        guard let step = steps.first else { return try writeTarget(node) }
        switch (node.kind, step) {
        case (.object, .field(let name)): try writeObject(node, name, steps.dropFirst())
        case (.array, .index), (.array, .keyed), (.array, .value): try writeArray(node, step, steps.dropFirst())
        default: throw error(.notFound)
        }
    }

    private mutating func writeTarget(_ node: Node) throws(EditError) {
        switch edit {
        case .set(_, let value): builder.append(value)
        case .insert(_, let position, let value):
            guard node.kind == .array, position.map({ $0 >= 0 && $0 <= node.count }) ?? true else {
                throw error(.notAList)
            }
            builder.beginArray()
            for (index, element) in node.elements.enumerated() {
                if index == position { builder.append(value) }
                builder.append(element)
            }
            if position == nil || position == node.count { builder.append(value) }
            builder.end()
        case .remove: throw error(.cannotRemoveRoot)
        }
    }

    private var isRemoval: Bool { if case .remove = edit { true } else { false } }

    private mutating func writeObject(
        _ node: Node, _ name: String, _ rest: ArraySlice<FieldPath.Step>
    ) throws(EditError) {
        var isFound = false
        builder.beginObject()
        for (key, value) in node.members {
            guard key.hasSameBytes(as: name) else {
                builder.key(key)
                builder.append(value)
                continue
            }
            isFound = true
            if rest.isEmpty, isRemoval { continue }
            builder.key(key)
            try write(value, rest)
        }
        if !isFound {
            guard case .set(_, let value) = edit else { throw error(.notFound) }
            builder.key(name)
            try writeMissing(rest, value)
        }
        builder.end()
    }

    /// The objects on the way to a member that is not there.
    private mutating func writeMissing(_ steps: ArraySlice<FieldPath.Step>, _ value: Node) throws(EditError) {
        guard steps.count <= ReadingLimits.maximumDepth else { throw error(.tooDeep) }
        for step in steps {
            guard case .field(let name) = step else { throw error(.notFound) }
            builder.beginObject()
            builder.key(name)
        }
        builder.append(value)
        for _ in steps { builder.end() }
    }

    private mutating func writeArray(
        _ node: Node, _ step: FieldPath.Step, _ rest: ArraySlice<FieldPath.Step>
    ) throws(EditError) {
        guard let target = node.child(step) else { throw error(.notFound) }
        builder.beginArray()
        for element in node.elements {
            if element.index != target.index {
                builder.append(element)
            } else if !(rest.isEmpty && isRemoval) {
                try write(element, rest)
            }
        }
        builder.end()
    }
}
