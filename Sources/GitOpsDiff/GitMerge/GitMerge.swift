public import GitOpsManifest
public import GitOpsSchema

/// Merges two versions of manifests that come from one.
///
/// Unlike a merge of lines it knows what a change is: members of objects are merged by name, items of lists with keys by
/// their keys, sets by their values, other lists in order, as lines of text are. What both sides changed in ways that exclude
/// each other is a conflict, with its path and the three values.
///
/// Lists of kinds that the schema does not know are merged by `name` when that tells their items apart, else in order.
///
/// The laws: a side that changed nothing leaves the other as it is, what both changed alike is taken once, and the sides
/// may be exchanged.
public struct GitMerge: Sendable {
    /// The kinds that are known.
    public var schema: Schema

    /// A merge with a schema.
    public init(schema: Schema = .kubernetes) { self.schema = schema }

    /// A side of a merge.
    public enum Side: Sendable, Hashable {
        case ours, theirs
    }

    /// Merges three versions of one object; `nil` is a version without it.
    ///
    /// - Parameters:
    ///   - base: the version both sides come from.
    ///   - ours: our version.
    ///   - theirs: the other version.
    ///   - favoring: whose value stands in the result where there is a conflict.
    /// - Returns: the merged value, `nil` when it was removed, and the conflicts in the order of the object.
    /// - Throws: `DocumentBuilderError` when the result would be nested too deeply.
    /// - Complexity: O(size of the parts that differ), with a bound for lists that are merged in order.
    public func merge(
        base: Node?, ours: Node?, theirs: Node?, favoring: Side = .ours
    ) throws(DocumentBuilderError) -> MergeResult {
        let resource = [ours, theirs, base].lazy.compactMap { $0 }.compactMap { schema.resource(of: $0) }.first
        var merge = ValueMerge(favored: favoring)
        let merged = merge.merge(base, ours, theirs, resource?.type ?? UntypedSchema.type, hasAlternatives: false)
        return MergeResult(merged: try merged?.node(), conflicts: merge.conflicts)
    }
}

/// What a merge of three versions of an object gave.
public struct MergeResult: Sendable {
    /// The merged value; `nil` when it was removed. Without conflicts it has all changes of both sides.
    public let merged: Node?
    /// What could not be merged: there the merged value is that of the favoured side.
    public let conflicts: [MergeConflict]
}

/// A merged value: a node of one of the versions where it is the same as that.
indirect enum MergedValue {
    case node(Node)
    case object([Member])
    case array([MergedValue])
    /// A text that was merged by lines.
    case text(String)

    /// A member of a merged object.
    struct Member {
        let name: String
        let value: MergedValue
    }

    func node() throws(DocumentBuilderError) -> Node {
        if case .node(let node) = self { return node }
        var builder = DocumentBuilder()
        write(to: &builder)
        return try builder.finish().root
    }

    private func write(to builder: inout DocumentBuilder) {
        switch self {
        case .node(let node): builder.append(node)
        case .text(let text): builder.append(text)
        case .object(let members):
            builder.beginObject()
            for member in members {
                builder.key(member.name)
                member.value.write(to: &builder)
            }
            builder.end()
        case .array(let items):
            builder.beginArray()
            for item in items { item.write(to: &builder) }
            builder.end()
        }
    }
}
