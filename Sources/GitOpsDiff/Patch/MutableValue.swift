import GitOpsManifest

/// A value under edit by a patch: unchanged parts stay references to the document they came from.
enum MutableValue {
    case node(Node)
    case object(MutableObject)
    case array([MutableValue])

    /// One level turned into parts that can be changed; scalars stay as they are.
    var opened: MutableValue {
        guard case .node(let node) = self else { return self }
        switch node.kind {
        case .object:
            return .object(MutableObject(node.members.map { .init(name: $0.key, value: .node($0.value)) }))
        case .array: return .array(node.elements.map { .node($0) })
        default: return self
        }
    }

    /// How many values `opened` looks at.
    var openingCost: Int {
        guard case .node(let node) = self else { return 1 }
        return 1 + node.count
    }

    /// Whether it is an object or a list.
    var isContainer: Bool {
        guard case .node(let node) = self else { return true }
        return node.kind == .object || node.kind == .array
    }

    /// A null of no document.
    static var null: MutableValue? {
        var builder = DocumentBuilder()
        builder.appendNull()
        return (try? builder.finish()).map { .node($0.root) }
    }

    func write(to builder: inout DocumentBuilder) {
        switch self {
        case .node(let node): builder.append(node)
        case .object(let object):
            builder.beginObject()
            for member in object.members {
                builder.key(member.name)
                member.value.write(to: &builder)
            }
            builder.end()
        case .array(let elements):
            builder.beginArray()
            for element in elements { element.write(to: &builder) }
            builder.end()
        }
    }

    /// The value as a document.
    ///
    /// - Throws: `DocumentBuilderError.tooDeep` and `tooLarge`.
    func document() throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        write(to: &builder)
        return try builder.finish()
    }
}

extension MutableValue {
    /// Takes the number of values and the bytes of texts from a budget; stops, and tells so, when it is used up.
    func isCounted(in budget: inout PatchBudget) -> Bool {
        budget.values -= 1
        guard budget.isLeft else { return false }
        switch self {
        case .node(let node): return Self.areCounted(node.storage, node.record, &budget)
        case .object(let object):
            for member in object.members where !member.value.isCounted(in: &budget) { return false }
        case .array(let elements):
            for element in elements where !element.isCounted(in: &budget) { return false }
        }
        return true
    }

    private static func areCounted(
        _ storage: DocumentStorage, _ value: NodeRecord, _ budget: inout PatchBudget
    ) -> Bool {
        guard value.holdsValues else {
            if value.kind == .string { budget.bytes -= storage.bytes(value).count }
            return budget.isLeft
        }
        budget.values -= value.childRange.count
        return budget.isLeft && value.childRange.allSatisfy { areCounted(storage, storage.record($0), &budget) }
    }
}

/// What the operations of a patch may still add: a small patch could double a document many times.
package struct PatchBudget: Sendable {
    /// Values that `copy` operations may add.
    package var values: Int
    /// Bytes of texts that operations may add.
    package var bytes: Int
    /// Values that operations may pass on their ways, and move aside.
    package var steps: Int

    var isLeft: Bool { values >= 0 && bytes >= 0 }

    package init(values: Int, bytes: Int = .max, steps: Int = .max) {
        self.values = values
        self.bytes = bytes
        self.steps = steps
    }
}
