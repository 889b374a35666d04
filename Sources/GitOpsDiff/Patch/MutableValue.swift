import GitOpsManifest

/// A value under edit by a patch: unchanged parts stay references to the document they came from.
indirect enum MutableValue {
    case node(Node)
    case object([Member])
    case array([MutableValue])

    /// A member of an object.
    struct Member {
        let name: String
        var value: MutableValue
    }

    /// One level turned into parts that can be changed; scalars stay as they are.
    var opened: MutableValue {
        guard case .node(let node) = self else { return self }
        switch node.kind {
        case .object: return .object(node.members.map { Member(name: $0.key, value: .node($0.value)) })
        case .array: return .array(node.elements.map { .node($0) })
        default: return self
        }
    }

    func write(to builder: inout DocumentBuilder) {
        switch self {
        case .node(let node): builder.append(node)
        case .object(let members):
            builder.beginObject()
            for member in members {
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

    /// The value as a document; `nil` when it is nested deeper than documents may be.
    func document() -> Document? {
        var builder = DocumentBuilder()
        write(to: &builder)
        return try? builder.finish()
    }
}

extension MutableValue {
    /// Takes the number of values from a budget; stops, and tells so, when it is used up.
    func isCounted(in budget: inout Int) -> Bool {
        budget -= 1
        guard budget >= 0 else { return false }
        switch self {
        case .node(let node): return Self.areCounted(node.storage, node.record, &budget)
        case .object(let members):
            for member in members where !member.value.isCounted(in: &budget) { return false }
        case .array(let elements):
            for element in elements where !element.isCounted(in: &budget) { return false }
        }
        return true
    }

    private static func areCounted(_ storage: DocumentStorage, _ value: NodeRecord, _ budget: inout Int) -> Bool {
        guard value.holdsValues else { return true }
        budget -= value.childRange.count
        return budget >= 0 && value.childRange.allSatisfy { areCounted(storage, storage.record($0), &budget) }
    }
}
