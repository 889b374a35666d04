/// Requests for resources that a rule allows: each combination of one name from every dimension.
///
/// A resource and its subresource are two dimensions, so that `*/scale` is a box as well; a request without
/// subresource has the empty one, a request without name the empty name. A cluster-wide grant has all namespaces, the
/// empty one of the cluster's own resources included.
struct PermissionBox: Hashable, Sendable {
    /// The dimensions in the order in which boxes are cut.
    enum Dimension: CaseIterable { case namespaces, groups, resources, subresources, names, verbs }

    var namespaces: NameSet
    var verbs: NameSet
    var groups: NameSet
    var resources: NameSet
    var subresources: NameSet
    var names: NameSet

    subscript(dimension: Dimension) -> NameSet {
        get {
            switch dimension {
            case .namespaces: namespaces
            case .groups: groups
            case .resources: resources
            case .subresources: subresources
            case .names: names
            case .verbs: verbs
            }
        }
        set {
            switch dimension {
            case .namespaces: namespaces = newValue
            case .groups: groups = newValue
            case .resources: resources = newValue
            case .subresources: subresources = newValue
            case .names: names = newValue
            case .verbs: verbs = newValue
            }
        }
    }

    var isEmpty: Bool { Dimension.allCases.contains { self[$0].isEmpty } }

    func intersects(_ other: PermissionBox) -> Bool {
        namespaces.intersects(other.namespaces) && groups.intersects(other.groups)
            && resources.intersects(other.resources) && verbs.intersects(other.verbs)
            && subresources.intersects(other.subresources) && names.intersects(other.names)
    }

    func isSubset(of other: PermissionBox) -> Bool {
        namespaces.isSubset(of: other.namespaces) && groups.isSubset(of: other.groups)
            && resources.isSubset(of: other.resources) && verbs.isSubset(of: other.verbs)
            && subresources.isSubset(of: other.subresources) && names.isSubset(of: other.names)
    }

    /// What is in this box and not in another, as boxes that do not overlap: at most one for each dimension.
    func subtracting(_ other: PermissionBox) -> [PermissionBox] {
        guard intersects(other) else { return [self] }
        if isSubset(of: other) { return [] }
        var pieces: [PermissionBox] = []
        var rest = self
        for dimension in Dimension.allCases {
            var piece = rest
            piece[dimension] = rest[dimension].subtracting(other[dimension])
            if !piece[dimension].isEmpty { pieces.append(piece) }
            rest[dimension] = rest[dimension].intersection(other[dimension])
        }
        return pieces
    }

    /// What is in both boxes; `nil` when nothing is.
    func intersection(_ other: PermissionBox) -> PermissionBox? {
        var result = self
        for dimension in Dimension.allCases {
            result[dimension] = self[dimension].intersection(other[dimension])
        }
        return result.isEmpty ? nil : result
    }

    /// The box with all names wherever it has all but some. Rules have no exceptions, so one that allows all but some
    /// names allows these too.
    var withoutExceptions: PermissionBox {
        var result = self
        for dimension in Dimension.allCases where self[dimension].isComplement {
            result[dimension] = .all
        }
        return result
    }

    /// The box made wider by another in the one dimension in which that adds something, when it contains this box in
    /// all others; `nil` when nothing can be added.
    func widened(by other: PermissionBox) -> PermissionBox? {
        var wider: Dimension?
        for dimension in Dimension.allCases where !self[dimension].isSubset(of: other[dimension]) {
            if wider != nil { return nil }
            wider = dimension
        }
        guard let wider else { return other == self ? nil : other }
        let union = self[wider].union(other[wider])
        guard union != self[wider] else { return nil }
        var result = self
        result[wider] = union
        return result
    }
}
