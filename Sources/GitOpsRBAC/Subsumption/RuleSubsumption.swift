/// Whether rules allow everything that others do, for every request there can be.
///
/// Complete, unlike ``KubernetesCover``: rules of the owner count together, and where something is missing there is a
/// request that shows it. Names that no rule mentions are part of the answer: rules with a list of all verbs of today
/// do not cover `*`.
public struct RuleSubsumption: Sendable {
    /// What came out of a comparison.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// The owner may do everything that the rules allow.
        case covers
        /// There is a request that the rules allow and the owner's do not.
        case doesNotCover = "does-not-cover"
        /// The comparison was given up: neither is known.
        case undecided
    }

    /// What came out. Rules that overlap in many ways can take more steps than anybody waits for; after a million of
    /// them the comparison is given up, unless the parts of the rules are each covered by one of the owner's.
    public let verdict: Verdict
    /// A request that `rules` allow and the owner's do not; `nil` unless the verdict is ``Verdict/doesNotCover``.
    public let counterexample: SubjectAccessReview.Attributes?
    /// What `rules` allow and the owner's do not, in few blocks; exact, unless it fell into more than 4,096 pieces or
    /// took too many steps: then whole rules of which only parts are missing.
    public let missing: [Permission]

    /// Whether there is an answer.
    public var isDecided: Bool { verdict != .undecided }
    /// Whether the owner may do everything that `rules` allow.
    public var holds: Bool { verdict == .covers }

    /// Compares rules, as of two ClusterRoles that are bound in the whole cluster.
    ///
    /// Complexity: O(rules²) and for each rule at worst as many steps as its lists have combinations.
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
    /// Complexity: O(rules²) and for each rule at worst as many steps as its lists have combinations.
    ///
    /// - Parameters:
    ///   - owner: the rules that shall allow everything.
    ///   - ownerNamespace: the namespace that they are confined to; `nil` for those of a ClusterRole.
    ///   - rules: the rules that are covered or not.
    ///   - namespace: the namespace that these are confined to; `nil` for those of a ClusterRole.
    public init(
        owner: [PolicyRule], in ownerNamespace: String?, covers rules: [PolicyRule], in namespace: String?
    ) {
        self.init(owner: owner, in: ownerNamespace, covers: rules, in: namespace, steps: nil)
    }

    /// As above, given up after a number of steps.
    init(
        owner: [PolicyRule], in ownerNamespace: String? = nil, covers rules: [PolicyRule], in namespace: String? = nil,
        steps: Int?
    ) {
        var space = PermissionSpace(NameTable())
        let held = owner.map { space.boxes(of: $0, within: ownerNamespace) }
        let wanted = rules.map { space.boxes(of: $0, within: namespace) }
        var search = UncoveredSearch(boxes: held.flatMap(\.boxes), paths: held.flatMap(\.paths))
        if let steps { search.maximumSteps = steps }
        switch search.answer(wanted) {
        case .covered: (verdict, counterexample, missing) = (.covers, nil, [])
        case .undecided:
            // Sound, though not complete: its yes is one where the owner's rules are in force.
            let isThere = ownerNamespace == nil || ownerNamespace == namespace
            let isCovered = isThere && KubernetesCover.isCovered(owner: owner, covers: rules)
            (verdict, counterexample, missing) = (isCovered ? .covers : .undecided, nil, [])
        case .uncovered(let found):
            (verdict, counterexample) = (.doesNotCover, space.example(found, prefersNamespace: ownerNamespace != nil))
            let wantedPaths = wanted.flatMap(\.paths)
            let paths = PathCover.remainder(of: wantedPaths, without: search.paths) ?? wantedPaths
            missing =
                PermissionCover(Self.pieces(wanted.flatMap(\.boxes), search)).boxes.map(space.permission)
                + PathCover(paths).boxes.map(space.permission)
        }
    }

    /// What boxes lack: pieces of them, or whole boxes where those are too many.
    private static func pieces(_ wanted: [PermissionBox], _ search: UncoveredSearch) -> [PermissionBox] {
        var (steps, cuts) = (search.maximumSteps, 200_000)
        let uncovered = wanted.filter { box in
            guard !box.isEmpty, case .covered = search.answer(box, &steps) else { return !box.isEmpty }
            return false
        }
        var pieces: [PermissionBox] = []
        for box in uncovered {
            guard let rest = PermissionCover.remainder(of: [box], without: search.boxes, cuts: &cuts),
                pieces.count + rest.count <= PermissionCover.mostPieces
            else { return uncovered }
            pieces += rest
        }
        return pieces
    }
}
