/// Whether rules allow everything that others do, for every request there can be.
///
/// Complete, unlike ``KubernetesCover``: rules of the owner count together, and where something is missing there is a
/// request that shows it. Names that no rule mentions are part of the answer: rules with a list of all verbs of today
/// do not cover `*`.
public struct RuleSubsumption: Sendable {
    /// A request that `rules` allow and the owner's do not; `nil` when there is none.
    public let counterexample: SubjectAccessReview.Attributes?
    /// Whether there is an answer. Rules that overlap in many ways can take more steps than anybody waits for; after
    /// a million of them the comparison is given up.
    public let isDecided: Bool
    /// What `rules` allow and the owner's do not, in few blocks; exact, unless it fell into more than 4,096 pieces:
    /// then whole rules of which only parts are missing.
    public let missing: [Permission]

    /// Whether the owner may do everything that `rules` allow.
    public var holds: Bool { isDecided && counterexample == nil }

    /// Compares rules, as of two ClusterRoles that are bound in the whole cluster.
    ///
    /// Complexity: O(rules²) when few rules overlap; at worst as many steps as there are combinations of their lists.
    public init(owner: [PolicyRule], covers rules: [PolicyRule]) {
        self.init(owner: owner, in: nil, covers: rules, in: nil)
    }

    /// Compares rules, as of two roles that are bound as widely as they can be.
    ///
    /// Rules of a Role are in force in its namespace alone: there they are compared, and nowhere else do they allow
    /// anything, URLs included. So a ClusterRole may cover a Role, and a Role covers a ClusterRole or a Role of another
    /// namespace only where these allow nothing; the counterexample is then a request in another namespace. Give the
    /// same namespace twice to compare what the rules allow where both are bound.
    ///
    /// Complexity: O(rules²) when few rules overlap; at worst as many steps as there are combinations of their lists.
    ///
    /// - Parameters:
    ///   - owner: the rules that shall allow everything.
    ///   - ownerNamespace: the namespace that they are confined to; `nil` for those of a ClusterRole.
    ///   - rules: the rules that are covered or not.
    ///   - namespace: the namespace that these are confined to; `nil` for those of a ClusterRole.
    public init(
        owner: [PolicyRule], in ownerNamespace: String?, covers rules: [PolicyRule], in namespace: String?
    ) {
        var space = PermissionSpace(NameTable())
        let held = owner.map { space.boxes(of: $0, within: ownerNamespace) }
        let wanted = rules.map { space.boxes(of: $0, within: namespace) }
        self.init(held, wanted, space, prefersNamespace: ownerNamespace != nil)
    }

    init(
        _ held: [PermissionSpace.RuleBoxes], _ wanted: [PermissionSpace.RuleBoxes], _ space: PermissionSpace,
        prefersNamespace: Bool = false
    ) {
        let search = UncoveredSearch(boxes: held.flatMap(\.boxes), paths: held.flatMap(\.paths))
        switch search.answer(wanted) {
        case .covered:
            (counterexample, missing, isDecided) = (nil, [], true)
            return
        case .undecided:
            (counterexample, missing, isDecided) = (nil, [], false)
            return
        case .uncovered(let found):
            counterexample = space.example(found, prefersNamespace: prefersNamespace)
            isDecided = true
        }
        let pieces = wanted.flatMap(\.boxes).flatMap { box in
            PermissionCover.remainder(of: [box], without: search.boxes) ?? [box]
        }
        let paths = PathCover.remainder(of: wanted.flatMap(\.paths), without: search.paths)
        missing =
            PermissionCover(pieces).boxes.map(space.permission) + PathCover(paths).boxes.map(space.permission)
    }
}

/// Looks for something that boxes do not contain.
struct UncoveredSearch {
    let boxes: [PermissionBox]
    let paths: [PathBox]
    /// After how many steps a search is given up.
    var maximumSteps = 1_000_000

    enum Found {
        case resource(PermissionBox)
        case path(PathBox)
    }

    enum Answer {
        case covered
        case uncovered(Found)
        case undecided
    }

    func answer(_ wanted: [PermissionSpace.RuleBoxes]) -> Answer {
        var steps = 0
        for rule in wanted {
            for box in rule.boxes where !box.isEmpty {
                if let piece = uncovered(box, from: 0, &steps) { return .uncovered(.resource(piece)) }
                if steps > maximumSteps { return .undecided }
            }
            if let piece = PathCover.remainder(of: rule.paths, without: paths).first { return .uncovered(.path(piece)) }
        }
        return .covered
    }

    /// A part of a box that no box contains: one piece is followed at a time, so that memory stays small whatever the
    /// number of pieces.
    private func uncovered(_ box: PermissionBox, from start: Int, _ steps: inout Int) -> PermissionBox? {
        var index = start
        while index < boxes.count {
            steps += 1
            if steps > maximumSteps { return nil }
            if boxes[index].intersects(box) {
                for piece in box.subtracting(boxes[index]) {
                    if let found = uncovered(piece, from: index + 1, &steps) { return found }
                }
                return nil
            }
            index += 1
        }
        return box
    }
}
