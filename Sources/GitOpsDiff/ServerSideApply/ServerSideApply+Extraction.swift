public import GitOpsManifest
import GitOpsSchema

extension ServerSideApply {
    /// What a manager applied, read back from a live object: the configuration that would change nothing.
    ///
    /// `nil` when the manager applied nothing. Source: apimachinery `pkg/util/managedfields/extract.go`.
    ///
    /// - Throws: `ServerSideApplyError` for a live object without kind and for managed fields that cannot be read.
    /// - Complexity: O(size of the object).
    public func configuration(
        appliedBy manager: String, in live: Node, subresource: String = ""
    ) throws(ServerSideApplyError) -> Document? {
        let kind = try kind(of: live, live)
        let resource = AppliedResource(kind, subresource: subresource, schema: schema)
        var ownership = Ownership(resource, capacity: live.storage.nodeCount)
        do throws(ManagedFieldsError) {
            try ownership.load(live)
        } catch {
            throw .managedFields(error)
        }
        let own = ownership.owners.first {
            $0.head.operation == .apply && $0.head.manager == manager && $0.head.subresource == subresource
        }
        guard let own else { return nil }
        let identity = ["name", "namespace"].map { FieldPath([.field("metadata"), .field($0)]) }
        for path in [FieldPath([.field("apiVersion")]), FieldPath([.field("kind")])] + identity {
            let index = ownership.walk.trie.path(path)
            ownership.walk.trie.insert(index, own.bit)
        }
        ownership.walk.trie.mapMembers { _, node in
            node.members & own.bit != 0 && node.below & own.bit == 0 ? Ownership.Scratch.applied : 0
        }
        var builder = DocumentBuilder()
        ownership.walk.writeOnly(
            Ownership.Scratch.applied, live.storage, live.index, resource.type, FieldTrie.root, to: &builder)
        return try builder.finished()
    }
}
