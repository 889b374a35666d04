public import GitOpsManifest
import GitOpsSchema

extension ServerSideApply {
    /// Merges a configuration into an object without books of who owns what, as a mutating admission policy does.
    ///
    /// The result has everything of the object and of the configuration, and is not written in its stored form. A
    /// configuration that names an atomic list, map or object is refused: it would replace what it does not name.
    ///
    /// Source: `ApplyStructuredMergeDiff` in `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch/smd.go`.
    ///
    /// - Throws: `ServerSideApplyError` for what the server refuses.
    /// - Complexity: O(size of both).
    public func merge(_ configuration: Node, into live: Node) throws(ServerSideApplyError) -> Document {
        let resource = AppliedResource(try kind(of: configuration, live), subresource: "", schema: schema)
        var walk = OwnershipWalk(
            capacity: live.storage.nodeCount + configuration.storage.nodeCount, definition: resource.definition)
        walk.toleratesUnknownFields = toleratesUnknownFields
        walk.insertFields(
            configuration.storage, configuration.index, resource.type, FieldTrie.root, Ownership.Scratch.applied,
            checks: true)
        if let problem = walk.problem { throw problem }
        let atomics = AtomicValues.paths(in: configuration, resource.type)
        if !atomics.isEmpty { throw .atomicValues(atomics) }
        if let path = walk.unreadable, resource.isBuiltIn {
            throw .invalidConfiguration(walk.trie.path(of: path), .unreadableScalar)
        }
        var builder = DocumentBuilder(roomFor: live.document)
        walk.writeMerged(
            live.storage, live.index, configuration.storage, configuration.index, resource.type, FieldTrie.root,
            to: &builder)
        return try builder.finished()
    }
}

/// Finds the atomic lists, maps and objects that a value has.
///
/// Below maps and members without a type nothing is looked for. Source: `findAtomics` in `mutating/patch/smd.go`.
private struct AtomicValues {
    private var found: [FieldPath] = []

    static func paths(in value: Node, _ type: TypeRef) -> [FieldPath] {
        var search = AtomicValues()
        search.visit(value.storage, value.index, type, FieldPath())
        return search.found
    }

    private mutating func visit(_ storage: DocumentStorage, _ index: Int, _ type: TypeRef, _ path: FieldPath) {
        let record = storage.record(index)
        switch (record.kind, type.kind) {
        case (.object, .object), (.object, .map):
            if type.isAtomic { found.append(path) }
            guard type.kind == .object else { return }
            for child in record.children {
                let key = storage.record(child).key
                guard let field = type.field(key, in: storage) else { continue }
                visit(storage, child, field.type, path.appending(.field(storage.name(key))))
            }
        case (.array, .list):
            if type.listKind == .atomic { found.append(path) }
            for (offset, child) in record.children.enumerated() {
                visit(storage, child, type.element, path.appending(.index(offset)))
            }
        // A list of no type is one value.
        case (.array, .untyped), (.array, .builtIn): found.append(path)
        default: return
        }
    }
}
