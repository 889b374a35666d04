import GitOpsManifest

/// A value under edit by a patch: unchanged parts stay references to the document they came from.
indirect enum MutableValue {
    case node(Node)
    case object([(name: String, value: MutableValue)])
    case array([MutableValue])

    /// One level turned into parts that can be changed; scalars stay as they are.
    var opened: MutableValue {
        guard case .node(let node) = self else { return self }
        switch node.kind {
        case .object: return .object(node.members.map { ($0.key, .node($0.value)) })
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
