/// Requests for resources that a rule allows: each combination of one name from every dimension.
///
/// A resource and its subresource are two dimensions, so that `*/scale` is a box as well; a request without
/// subresource has the empty one, a request without name the empty name. A cluster-wide grant has all namespaces, the
/// empty one of the cluster's own resources included.
struct PermissionBox: Hashable, Sendable {
    /// The dimensions in the order in which boxes are cut.
    static let dimensions = [\PermissionBox.namespaces, \.groups, \.resources, \.subresources, \.names, \.verbs]

    var namespaces: NameSet
    var verbs: NameSet
    var groups: NameSet
    var resources: NameSet
    var subresources: NameSet
    var names: NameSet

    var isEmpty: Bool { Self.dimensions.contains { self[keyPath: $0].isEmpty } }

    func intersects(_ other: PermissionBox) -> Bool {
        Self.dimensions.allSatisfy { self[keyPath: $0].intersects(other[keyPath: $0]) }
    }

    func isSubset(of other: PermissionBox) -> Bool {
        Self.dimensions.allSatisfy { self[keyPath: $0].isSubset(of: other[keyPath: $0]) }
    }

    /// What is in this box and not in another, as boxes that do not overlap: at most one for each dimension.
    func subtracting(_ other: PermissionBox) -> [PermissionBox] {
        guard intersects(other) else { return [self] }
        var pieces: [PermissionBox] = []
        var rest = self
        for dimension in Self.dimensions {
            var piece = rest
            piece[keyPath: dimension] = rest[keyPath: dimension].subtracting(other[keyPath: dimension])
            if !piece[keyPath: dimension].isEmpty { pieces.append(piece) }
            rest[keyPath: dimension] = rest[keyPath: dimension].intersection(other[keyPath: dimension])
        }
        return pieces
    }

    /// What is in both boxes; `nil` when nothing is.
    func intersection(_ other: PermissionBox) -> PermissionBox? {
        var result = self
        for dimension in Self.dimensions {
            result[keyPath: dimension] = self[keyPath: dimension].intersection(other[keyPath: dimension])
        }
        return result.isEmpty ? nil : result
    }

    /// The box with all names wherever it has all but some. Rules have no exceptions, so one that allows all but some
    /// names allows these too.
    var withoutExceptions: PermissionBox {
        var result = self
        for dimension in Self.dimensions where self[keyPath: dimension].isComplement {
            result[keyPath: dimension] = .all
        }
        return result
    }

    /// The box made wider by another in the one dimension in which that adds something, when it contains this box in
    /// all others; `nil` when nothing can be added.
    func widened(by other: PermissionBox) -> PermissionBox? {
        var wider: WritableKeyPath<PermissionBox, NameSet>?
        for dimension in Self.dimensions where !self[keyPath: dimension].isSubset(of: other[keyPath: dimension]) {
            if wider != nil { return nil }
            wider = dimension
        }
        guard let wider else { return other == self ? nil : other }
        let union = self[keyPath: wider].union(other[keyPath: wider])
        guard union != self[keyPath: wider] else { return nil }
        var result = self
        result[keyPath: wider] = union
        return result
    }
}
