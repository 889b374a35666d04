import GitOpsManifest

/// Finds the smallest roles for what subjects used.
struct RoleSuggester {
    private let model: AccessModel?
    private let options: RoleSuggestionOptions
    private var space: PermissionSpace
    /// What every user of every cluster may do.
    private static let defaults = AccessModel(ManifestSet())

    init(model: AccessModel?, options: RoleSuggestionOptions) {
        self.model = model
        self.options = options
        space = PermissionSpace(model?.index.names ?? NameTable())
    }

    mutating func suggest(_ subject: Subject, groups: [String], uses: [ObservedUse]) -> RoleSuggestion {
        let all = (subject.implicitGroups + groups.filter { !subject.implicitGroups.contains($0) })
        let held = Held(model: model, user: subject.username, groups: all, space: &space)
        var defaults: [ObservedUse] = []
        var notGranted: [ObservedUse] = []
        var wanted: [ObservedUse] = []
        for use in uses {
            if options.omitsDefaults, isDefault(use) {
                defaults.append(use)
                continue
            }
            if let model, !model.isAllowed(model.prepare(use.attributes), by: held.prepared) {
                notGranted.append(use)
                if !options.includesNotGranted { continue }
            }
            wanted.append(use)
        }
        var plan = RolePlan(options: options, isHeld: held.contains)
        for use in wanted { plan.add(use.attributes, &space) }
        let roles = plan.roles(of: subject, &space)
        let manifests = SuggestedManifests(subject: subject, roles: roles).documents
        return RoleSuggestion(
            subject: subject, groups: all, isSuperuser: all.contains("system:masters"), roles: roles,
            manifests: manifests, defaults: defaults, notGranted: notGranted,
            unused: unused(of: subject, plan.boxes),
            proof: proof(subject, roles, manifests, wanted, held))
    }

    private func isDefault(_ use: ObservedUse) -> Bool {
        let review = SubjectAccessReview(use.subject, attributes: use.attributes)
        // The bindings of the system's own users are theirs, not everybody's.
        return Self.defaults.isAllowed(
            SubjectAccessReview(user: "", groups: review.groups, attributes: review.attributes))
    }

    // MARK: Today

    private mutating func unused(of subject: Subject, _ used: PermissionSpace.RuleBoxes) -> [RoleSuggestion.UnusedGrant]
    {
        guard let index = model?.index,
            let number = index.subjectNumbers.number(
                isGroup: subject.kind == .group, index.names.find(subject.username))
        else { return [] }
        return index.grants[Int(number)].flatMap { record in
            index.rulesInForce(record.role).compactMap { rule in
                let held = space.boxes(of: rule, in: index, .own, within: record.namespace)
                return unused(held, used, Grant(index: index, record: record, ruleNumber: rule))
            }
        }
    }

    private func unused(
        _ held: PermissionSpace.RuleBoxes, _ used: PermissionSpace.RuleBoxes, _ grant: Grant
    ) -> RoleSuggestion.UnusedGrant? {
        let boxes = held.boxes.flatMap { PermissionCover.remainder(of: [$0], without: used.boxes) ?? [$0] }
        let paths = PathCover.remainder(of: held.paths, without: used.paths) ?? held.paths
        guard !boxes.isEmpty || !paths.isEmpty else { return nil }
        let isTouched =
            held.boxes.contains { box in used.boxes.contains { $0.intersects(box) } }
            || held.paths.contains { path in used.paths.contains { $0.intersection(path) != nil } }
        return RoleSuggestion.UnusedGrant(
            grant: grant,
            permissions: PermissionCover(boxes).boxes.map(space.permission)
                + PathCover(paths).boxes.map(space.permission),
            isEntirelyUnused: !isTouched)
    }

    // MARK: Proof

    /// Reads the suggestion as it is printed, and asks it about every request; and compares it with what is held.
    private mutating func proof(
        _ subject: Subject, _ roles: [RoleSuggestion.Role], _ manifests: [Document], _ uses: [ObservedUse], _ held: Held
    ) -> RoleSuggestion.Proof {
        let text = YAMLWriter().string(stream: manifests.map(\.root))
        let suggested = AccessModel(
            ManifestSet(SourceText(text, name: "suggestion.yaml")), options: AccessModelOptions(bootstrap: .none))
        let asked = suggested.prepare(user: subject.username, groups: [])
        let missing = uses.filter { !suggested.isAllowed(suggested.prepare($0.attributes), by: asked) }
        var excess: SubjectAccessReview.Attributes?
        var isDecided = true
        if model != nil, !held.isSuperuser {
            let search = UncoveredSearch(boxes: held.boxes.boxes, paths: held.boxes.paths)
            let granted = roles.flatMap { role in role.rules.map { scoped($0, role) } }
            switch search.answer(granted) {
            case .covered: break
            case .uncovered(let found): excess = space.example(found)
            case .undecided: isDecided = false
            }
        }
        return RoleSuggestion.Proof(uses: uses.count, missing: missing, excess: excess, isDecided: isDecided)
    }

    private mutating func scoped(_ rule: PolicyRule, _ role: RoleSuggestion.Role) -> PermissionSpace.RuleBoxes {
        var boxes = space.boxes(of: rule)
        guard !role.namespaces.isEmpty else { return boxes }
        let namespaces = NameSet(role.namespaces.map { space.intern($0) })
        for index in boxes.boxes.indices { boxes.boxes[index].namespaces = namespaces }
        boxes.paths = []
        return boxes
    }
}

/// What somebody holds today.
private struct Held {
    let prepared: PreparedSubject
    let boxes: PermissionSpace.RuleBoxes
    private let isKnown: Bool
    var isSuperuser: Bool { prepared.isSuperuser }

    init(model: AccessModel?, user: String, groups: [String], space: inout PermissionSpace) {
        isKnown = model != nil
        var boxes = PermissionSpace.RuleBoxes()
        guard let model else {
            prepared = PreparedSubject(subjects: [], isSuperuser: false)
            self.boxes = boxes
            return
        }
        prepared = model.prepare(user: user, groups: groups)
        for number in prepared.subjects {
            for record in model.index.grants[Int(number)] {
                let found = space.boxes(of: record, in: model.index, .own)
                boxes.boxes += found.boxes
                boxes.paths += found.paths
            }
        }
        self.boxes = boxes
    }

    /// Whether all of a box is held: without a model nobody can say, and nothing stands against it.
    func contains(_ box: PermissionBox) -> Bool {
        guard isKnown, !isSuperuser else { return true }
        var rule = PermissionSpace.RuleBoxes()
        rule.boxes = [box]
        let search = UncoveredSearch(boxes: boxes.boxes.filter { $0.intersects(box) }, paths: [])
        return if case .covered = search.answer([rule]) { true } else { false }
    }
}
