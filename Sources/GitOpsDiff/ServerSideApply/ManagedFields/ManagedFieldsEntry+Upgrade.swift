import GitOpsManifest

extension ManagedFieldsEntry {
    /// The entries after fields of client-side apply went over to a server-side applier.
    ///
    /// Without this, fields that were set by client-side apply stay when the configuration drops them. The last-applied
    /// annotation itself is owned by nobody afterwards.
    ///
    /// Source: client-go `util/csaupgrade/upgrade.go`.
    ///
    /// - Parameters:
    ///   - entries: The entries of an object, in its order.
    ///   - clientManagers: The names that client-side apply used, such as `kubectl-client-side-apply`.
    ///   - applier: The name of the server-side applier.
    ///   - subresource: The subresource whose entries are meant; empty for the object itself.
    /// - Complexity: O(size of the entries).
    package static func upgradingClientSideApply(
        _ entries: [ManagedFieldsEntry], of clientManagers: [String], to applier: String, subresource: String = ""
    ) -> [ManagedFieldsEntry] {
        var entries = entries
        for manager in clientManagers { upgrade(&entries, manager, applier, subresource) }
        return entries
    }

    private static func upgrade(
        _ entries: inout [ManagedFieldsEntry], _ manager: String, _ applier: String, _ subresource: String
    ) {
        func isClient(_ entry: ManagedFieldsEntry) -> Bool {
            entry.manager == manager && entry.operation == .update && entry.subresource == subresource
        }
        let known = entries.firstIndex {
            $0.manager == applier && $0.operation == .apply && $0.subresource == subresource
        }
        guard let target = known ?? entries.firstIndex(where: isClient) else { return }
        if known == nil {
            entries[target].manager = applier
            entries[target].operation = .apply
        }
        let version = entries[target].apiVersion
        if let other = entries.first(where: { isClient($0) && $0.apiVersion == version }) {
            entries[target].fields = entries[target].fields.union(other.fields)
        }
        let annotation = FieldPath([.field("metadata"), .field("annotations"), .field(ClientSideApplyAnnotation.name)])
        entries[target].fields = entries[target].fields.subtracting(FieldSet([annotation]))
        entries.removeAll(where: isClient)
    }
}
