import GitOpsManifest

extension AccessAssertions {
    /// Checks every statement.
    ///
    /// A statement that forbids something is unknown, rather than kept, when roles or bindings of the model could not
    /// be read: they may grant it. So is one about a goal when a limit (``EscalationOptions/maximumFacts``,
    /// ``EscalationOptions/maximumSteps``) ended a search that had not reached it.
    ///
    /// Complexity: O(statements · grants of the subjects they are about), one survey of the subjects of all goals, and
    /// a search for each subject that reaches one.
    ///
    /// - Parameters:
    ///   - model: who may do what.
    ///   - escalation: the analysis of the same model; without it statements about goals are unknown.
    public func check(_ model: AccessModel, escalation: EscalationAnalysis? = nil) -> [AssertionResult] {
        var check = AssertionCheck(assertions, model: model, escalation: escalation)
        return assertions.map { assertion in
            AssertionResult(
                assertion: assertion, verdict: check.verdict(assertion), doubts: check.doubts(assertion))
        }
    }
}

/// Who of some subjects reaches a sink.
private struct SinkReach {
    private(set) var paths: [EscalationPath] = []
    private(set) var unreached: [Subject] = []
    /// Those whose search was ended by a limit before it found the sink, and the limit where it is known.
    private(set) var undecided: [(subject: Subject, limit: EscalationLimit?)] = []

    init(
        _ analysis: EscalationAnalysis, _ reaches: [Subject: EscalationReach], _ subjects: [Subject],
        _ sink: EscalationSink
    ) {
        var reached: [EscalationReach] = []
        for subject in subjects {
            guard let reach = reaches[subject] else {
                unreached.append(subject)
                continue
            }
            let asked = reach.replacingSinks { $0.covers(sink) ? [sink] : [] }
            if !asked.sinks.isEmpty {
                reached.append(asked)
            } else if let limit = reach.endedBy {
                undecided.append((subject, limit))
            } else {
                unreached.append(subject)
            }
        }
        // A path has a fact for each role, so that a limit may end it although a survey comes to its end.
        for (reach, found) in zip(reached, analysis.paths(of: reached)) {
            paths += found
            if found.isEmpty { undecided.append((reach.subject, reach.endedBy)) }
        }
    }
}

/// Checks statements against a model.
private struct AssertionCheck {
    let model: AccessModel
    let escalation: EscalationAnalysis?
    private var space: PermissionSpace
    private let unreadable: [AccessProblem]
    private var isUndecided = false
    private var names: KnownNames
    private let outsiders: [[Subject]: [Subject]]
    /// What the subjects of all statements about goals reach.
    private let reaches: [Subject: EscalationReach]

    init(_ assertions: [AccessAssertion], model: AccessModel, escalation: EscalationAnalysis?) {
        self.model = model
        self.escalation = escalation
        space = PermissionSpace(model.index.names)
        unreadable = model.problems.filter(\.isUnreadable)
        names = KnownNames(model, escalation: escalation)
        let sources = escalation?.sources ?? []
        var outsiders: [[Subject]: [Subject]] = [:]
        var asked: Set<Subject> = []
        for assertion in assertions {
            switch (assertion.statement, assertion.who) {
            case (.may, _), (.mayNot, _): break
            case (_, .each(let subjects)): asked.formUnion(subjects)
            case (_, .nobodyOutside(let insiders)):
                outsiders[insiders] = outsiders[insiders] ?? sources.filter { !Self.isInside($0, insiders) }
                asked.formUnion(outsiders[insiders] ?? [])
            }
        }
        self.outsiders = outsiders
        let surveyed = asked.isEmpty ? [] : escalation?.survey(asked.sorted()) ?? []
        reaches = Dictionary(surveyed.map { ($0.subject, $0) }) { first, _ in first }
    }

    mutating func verdict(_ assertion: AccessAssertion) -> AssertionResult.Verdict {
        switch (assertion.who, assertion.statement) {
        case (.each(let subjects), .may(let requests)):
            isUndecided = false
            let witnesses = subjects.flatMap { missing(requests, of: $0) }
            if isUndecided, witnesses.isEmpty { return .unknown("the rules overlap in too many ways to be compared") }
            return broken(witnesses, orUnknown: { !$0.isEmpty })
        case (.each(let subjects), .mayNot(let requests)):
            return broken(subjects.flatMap { held(requests, by: $0) }, orUnknown: \.isEmpty)
        case (.nobodyOutside(let insiders), .may(let requests)), (.nobodyOutside(let insiders), .mayNot(let requests)):
            return broken(outsiders(insiders, with: requests), orUnknown: \.isEmpty)
        case (.each(let subjects), .canReach(let sink)):
            return verdict(subjects, sink) { reach in
                reach.unreached.map(AssertionWitness.notReached)
            } orUnknown: {
                !$0.isEmpty
            }
        case (.each(let subjects), .cannotReach(let sink)):
            return verdict(subjects, sink) { reach in
                reach.paths.map(AssertionWitness.reached)
            } orUnknown: {
                $0.isEmpty
            }
        case (.nobodyOutside(let insiders), .canReach(let sink)),
            (.nobodyOutside(let insiders), .cannotReach(let sink)):
            return verdict(outsiders[insiders] ?? [], sink) { reach in
                reach.paths.map(AssertionWitness.reached)
            } orUnknown: {
                $0.isEmpty
            }
        }
    }

    private func broken(
        _ witnesses: [AssertionWitness], orUnknown mayBeUnknown: ([AssertionWitness]) -> Bool
    ) -> AssertionResult.Verdict {
        if let problem = unreadable.first, mayBeUnknown(witnesses) {
            return .unknown("what \(problem.object) grants is not known: \(problem)")
        }
        return witnesses.isEmpty ? .holds : .broken(witnesses)
    }

    private func verdict(
        _ subjects: [Subject], _ sink: EscalationSink, _ find: (SinkReach) -> [AssertionWitness],
        orUnknown mayBeUnknown: ([AssertionWitness]) -> Bool
    ) -> AssertionResult.Verdict {
        guard let escalation else { return .unknown("escalation was not analysed") }
        let reach = SinkReach(escalation, reaches, subjects, sink)
        let witnesses = find(reach)
        if witnesses.isEmpty, let (subject, limit) = reach.undecided.first {
            let reason = limit.map { "\($0)" } ?? "the search for a path was ended by a limit"
            return .unknown("not all that \(subject) reaches is known: \(reason)")
        }
        return broken(witnesses, orUnknown: mayBeUnknown)
    }

    /// Whether a subject is one of some, or always in one of these groups.
    private static func isInside(_ subject: Subject, _ insiders: [Subject]) -> Bool {
        insiders.contains(subject) || subject.implicitGroups.contains { insiders.contains(.group($0)) }
    }

    // MARK: Doubts

    mutating func doubts(_ assertion: AccessAssertion) -> [AssertionDoubt] {
        let subjects =
            switch assertion.who {
            case .each(let subjects), .nobodyOutside(let subjects): subjects
            }
        let unknown = subjects.compactMap { names.unknown($0) }.map(AssertionDoubt.unknown)
        switch assertion.statement {
        case .may(let requests), .mayNot(let requests): return unknown + doubts(requests)
        case .canReach(let sink), .cannotReach(let sink): return unknown + doubts([sink.namespace].compactMap { $0 })
        }
    }

    private mutating func doubts(_ requests: AssertedRequests) -> [AssertionDoubt] {
        let groups = requests.resources.compactMap { names.unknown(group: $0.group) }
        let isLiteral = !requests.namespaces.isEmpty && !requests.namespaces.contains("*")
        let ofCluster = requests.resources.filter { resource in
            isLiteral && !requests.verbs.contains { model.canHaveNamespace(resource.attributes(verb: $0)) }
        }
        return doubts(requests.namespaces) + groups.map(AssertionDoubt.unknown)
            + ofCluster.map { resource in
                .clusterScoped(
                    AccessMatrix.Resource(
                        group: resource.group, resource: resource.resource, subresource: resource.subresource))
            }
    }

    private mutating func doubts(_ namespaces: [String]) -> [AssertionDoubt] {
        namespaces.compactMap { names.unknown(namespace: $0) }.map(AssertionDoubt.unknown)
    }

    // MARK: Permissions

    private func numbers(_ subject: Subject) -> PreparedSubject {
        let review = SubjectAccessReview(subject, attributes: .nonResource(NonResourceAttributes(verb: "", path: "")))
        return model.prepare(user: review.user, groups: review.groups)
    }

    private mutating func held(_ requests: AssertedRequests, by subject: Subject) -> [AssertionWitness] {
        let prepared = numbers(subject)
        if prepared.isSuperuser { return [.superuser(subject)] }
        let wanted = space.boxes(of: requests, in: model)
        return prepared.subjects.flatMap { witnesses(of: $0, subject, wanted, ignoringBootstrap: false) }
    }

    private mutating func outsiders(_ insiders: [Subject], with requests: AssertedRequests) -> [AssertionWitness] {
        let wanted = space.boxes(of: requests, in: model)
        let subjects = model.index.subjects.indices.map {
            (UInt32(truncatingIfNeeded: $0), model.index.subject(UInt32($0)))
        }
        return subjects.filter { !Self.isInside($0.1, insiders) }.sorted { $0.1 < $1.1 }.flatMap { number, subject in
            witnesses(of: number, subject, wanted, ignoringBootstrap: true)
        }
    }

    private mutating func witnesses(
        of number: UInt32, _ subject: Subject, _ wanted: PermissionSpace.RuleBoxes, ignoringBootstrap: Bool
    ) -> [AssertionWitness] {
        let index = model.index
        var found: [AssertionWitness] = []
        for record in index.grants[Int(number)] {
            for rule in index.rulesInForce(record.role) {
                let grant = Grant(index: index, record: record, ruleNumber: rule)
                if ignoringBootstrap, grant.isBootstrap { continue }
                let held = space.boxes(of: rule, in: index, .own, within: record.namespace)
                let common = held.boxes.flatMap { box in wanted.boxes.compactMap { box.intersection($0) } }
                let paths = held.paths.flatMap { path in wanted.paths.compactMap { path.intersection($0) } }
                let permissions =
                    PermissionCover(common).boxes.map(space.permission) + PathCover(paths).boxes.map(space.permission)
                found += permissions.map { .granted(subject: subject, permission: $0, grant: grant) }
            }
        }
        return found
    }

    private mutating func missing(_ requests: AssertedRequests, of subject: Subject) -> [AssertionWitness] {
        let prepared = numbers(subject)
        if prepared.isSuperuser { return [] }
        var boxes = PermissionSpace.RuleBoxes()
        for number in prepared.subjects {
            for record in model.index.grants[Int(number)] {
                let held = space.boxes(of: record, in: model.index, .own)
                boxes.boxes += held.boxes
                boxes.paths += held.paths
            }
        }
        let search = UncoveredSearch(boxes: boxes.boxes, paths: boxes.paths)
        let wanted = space.boxes(of: requests, in: model)
        switch search.answer([wanted]) {
        case .covered: return []
        case .uncovered(let found): return [.denied(subject: subject, request: space.example(found))]
        case .undecided:
            isUndecided = true
            return []
        }
    }
}

extension PermissionSpace {
    /// The requests of a statement as boxes. Without a namespace, those that can have none are for the cluster alone.
    fileprivate mutating func boxes(of requests: AssertedRequests, in model: AccessModel) -> RuleBoxes {
        func names(_ written: [String], emptyIsAll: Bool = false) -> NameSet {
            if written.contains("*") || emptyIsAll && written.isEmpty { return .all }
            return NameSet(written.map { intern($0) })
        }
        var result = RuleBoxes()
        let verbs = names(requests.verbs)
        let namespaces = names(requests.namespaces, emptyIsAll: true)
        let objects = names(requests.names, emptyIsAll: true)
        func add(_ resource: AssertedRequests.Resource, _ verbs: [String], _ namespaces: NameSet) {
            guard !verbs.isEmpty else { return }
            result.boxes.append(
                PermissionBox(
                    namespaces: namespaces, verbs: names(verbs), groups: names([resource.group]),
                    resources: names([resource.resource]), subresources: names([resource.subresource]),
                    names: objects))
        }
        for resource in requests.resources {
            var verbsOfNamespaces = requests.verbs
            if requests.namespaces.isEmpty {
                let ofCluster = verbsOfNamespaces.partition { model.canHaveNamespace(resource.attributes(verb: $0)) }
                add(resource, Array(verbsOfNamespaces[..<ofCluster]), NameSet([NameTable.empty]))
                verbsOfNamespaces = Array(verbsOfNamespaces[ofCluster...])
            }
            add(resource, verbsOfNamespaces, namespaces)
        }
        result.paths = requests.urls.map { PathBox(verbs: verbs, pattern: PathBox.Pattern($0.utf8)) }
        return result
    }
}

extension AssertedRequests.Resource {
    fileprivate func attributes(verb: String) -> ResourceAttributes {
        ResourceAttributes(verb: verb, group: group, resource: resource, subresource: subresource)
    }
}
