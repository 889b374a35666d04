public import GitOpsManifest

/// A change of a live object with all that is known of it: which side moved, who wrote the live value and when, and what
/// applying the change does.
public struct ExplainedChange: Sendable {
    /// What re-applying would change.
    public let change: Change
    /// The value that was applied before; `nil` when there was none, or it is not known.
    public let lastApplied: Node?
    /// Which side moved.
    public let classification: Classification
    /// The managers that own the live value or parts of it, in the order of `metadata.managedFields`; none for a value that
    /// is not there.
    public let owners: [FieldOwner]
    /// What applying the change does, the most severe first; empty when it was not asked for.
    public let risks: [RiskFinding]

    /// Which side moved away from what was applied before.
    ///
    /// What was applied before is known from `lastApplied`, the annotation of `kubectl apply`, or the fields that the
    /// manager who applies still owns: they have the value that it applied last.
    public enum Classification: String, Sendable, Hashable, CaseIterable {
        /// The live value is the one that was applied before: the manifests want another one now.
        case desiredChanged
        /// What is desired was applied before: somebody changed or removed it in the cluster.
        case liveChanged
        /// Neither is what was applied before.
        case bothChanged
        /// Others own the live value; it was not applied before, or no longer belongs to who applied it.
        case takenOver
        /// The live object lacks the value; it is new in the manifests, or was removed in the cluster.
        case missing
        /// The server writes the field itself when another one changes.
        case derived
        /// Nothing tells.
        case unknown
    }
}

/// A manager that owns a field.
///
/// Source: k8s.io/apimachinery `pkg/apis/meta/v1/types.go`, `ManagedFieldsEntry`.
public struct FieldOwner: Sendable, Hashable {
    /// The name of the manager.
    public let manager: String
    /// How it came to own the field.
    public let operation: ManagedFieldsEntry.Operation
    /// The subresource that was written; empty for the resource itself.
    public let subresource: String
    /// When it last changed what it owns, as the object says it; `nil` when it does not.
    public let time: String?
}

extension FieldOwner: CustomStringConvertible {
    /// The manager, the subresource and the time.
    public var description: String {
        manager + (subresource.isEmpty ? "" : " (\(subresource))") + (time.map { " since \($0)" } ?? "")
    }
}
