public import GitOpsManifest
package import GitOpsSchema

/// A strategic merge patch: the form of patch in which `kubectl apply` speaks of the built-in kinds.
///
/// Objects are merged member by member, null removes a member; lists are replaced, or merged element by element where the
/// schema names a merge key, with directives for what a merge cannot say: `$patch`, `$retainKeys`, `$setElementOrder/…`
/// and `$deleteFromPrimitiveList/…`.
///
/// Source of the rules: Kubernetes, `k8s.io/apimachinery/pkg/util/strategicpatch`. Patches are those that its Go code
/// makes, value for value. Where that code panics, at a null in a merged list, this one throws.
public struct StrategicMergePatch: Sendable {
    /// The patch itself.
    public let document: Document

    /// A patch that was read.
    public init(_ document: Document) { self.document = document }
}

// MARK: Creating

extension StrategicMergePatch {
    /// The patch that turns `original` into `modified`.
    ///
    /// A null member of `modified` cannot be said: applying the patch removes the member instead.
    /// Complexity: O(size of the parts that differ, and of the merged lists).
    ///
    /// - Throws: `StrategicMergePatchError`, naming the place in one of the two.
    public init(from original: Node, to modified: Node) throws(StrategicMergePatchError) {
        try self.init(from: original, to: modified, type: try Self.type(of: modified))
    }

    /// As above, for objects of a type.
    package init(from original: Node, to modified: Node, type: TypeRef) throws(StrategicMergePatchError) {
        guard original.kind == .object, modified.kind == .object else { throw .notAnObject }
        defer { withExtendedLifetime((original, modified)) {} }
        let difference = StrategicDifference(from: original.storage, to: modified.storage, .elementOrder)
        try self.init(members: try difference.objects(original.record, modified.record, type))
    }

    /// The patch that brings `current` to `modified`: with all that `modified` says and without what `original`, the
    /// state applied before, had and `modified` does not. What only `current` has is left alone.
    ///
    /// Complexity: O(size of the parts that differ, and of the merged lists).
    ///
    /// - Parameter overwrite: whether to change what was changed in `current` since `original` to something else.
    /// - Throws: `StrategicMergePatchError`: `conflict` when `overwrite` is false and the patch contradicts a change
    ///   made in `current`; others for input that Kubernetes refuses as well.
    public init(
        original: Node, modified: Node, current: Node, overwrite: Bool = true
    ) throws(StrategicMergePatchError) {
        try self.init(
            original: original, modified: modified, current: current, type: try Self.type(of: modified),
            overwrite: overwrite)
    }

    /// As above, for objects of a type.
    package init(
        original: Node, modified: Node, current: Node, type: TypeRef, overwrite: Bool
    ) throws(StrategicMergePatchError) {
        guard original.kind == .object, modified.kind == .object, current.kind == .object else { throw .notAnObject }
        defer { withExtendedLifetime((original, modified, current)) {} }
        let additions = try StrategicDifference(
            from: current.storage, to: modified.storage, [.elementOrder, .ignoringDeletions]
        ).objects(current.record, modified.record, type)
        let deletions = try StrategicDifference(
            from: original.storage, to: modified.storage, [.elementOrder, .ignoringChanges]
        ).objects(original.record, modified.record, type)
        let hasDirectives = modified.storage.symbol("$patch") != nil
        let patch =
            deletions.isEmpty && !hasDirectives && additions.allSatisfy { !$0.name.isDirective }
            ? MemberList(additions)
            : try StrategicMerge.intoPatch(hasDirectives: hasDirectives)
                .objects(MemberList(deletions), MemberList(additions), type)
        if !overwrite {
            let changes = try StrategicDifference(from: original.storage, to: current.storage, [])
                .objects(original.record, current.record, type)
            try StrategicConflicts.check(patch, changes, type)
        }
        try self.init(members: patch.all)
    }

    private init(members: [PatchMember]) throws(StrategicMergePatchError) {
        if members.isEmpty, let empty = Self.empty {
            document = empty
        } else if let document = PatchValue.object(members).document() {
            self.document = document
        } else {
            throw .tooDeep
        }
    }

    /// Most patches say nothing: they share a document.
    private static let empty = PatchValue.object([]).document()

    /// The type of an object of a built-in kind: the API server takes no strategic merge patch for any other.
    private static func type(of object: Node) throws(StrategicMergePatchError) -> TypeRef {
        guard object.kind == .object else { throw .notAnObject }
        guard let type = Schema.builtInType(of: object) else {
            throw .unknownKind(apiVersion: object["apiVersion"]?.string, kind: object["kind"]?.string)
        }
        return type
    }

    /// Whether the patch says nothing.
    public var isEmpty: Bool { document.root.count == 0 }
}

// MARK: Applying

extension StrategicMergePatch {
    /// The object with the patch applied, as the API server does it.
    ///
    /// Complexity: O(size of the object and the patch), with O(n · log n) for merged lists.
    ///
    /// - Throws: `StrategicMergePatchError`, naming the place in the patch or the object.
    public func apply(to base: Node) throws(StrategicMergePatchError) -> Document {
        try apply(to: base, type: try Self.type(of: base))
    }

    /// As above, for an object of a type.
    package func apply(to base: Node, type: TypeRef) throws(StrategicMergePatchError) -> Document {
        let patch = document.root
        guard base.kind == .object, patch.kind == .object else { throw .notAnObject }
        defer { withExtendedLifetime((base, patch)) {} }
        let members = try StrategicMerge.intoObject
            .objects(PatchValue.ref(ValueRef(base)).members, PatchValue.ref(ValueRef(patch)).members, type)
        guard let document = PatchValue.object(members.all).document() else { throw .tooDeep }
        return document
    }
}
