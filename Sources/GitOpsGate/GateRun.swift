import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsRepository
import GitOpsSchema
import GitOpsTrust

/// One evaluation.
struct GateRun {
    let gate: Gate
    let input: GateInput
    let progress: (any ProgressObserver)?
    private let now: Timestamp
    private let shared: SharedManifests?
    private var ledger = GateLedger()

    private var configuration: GateConfiguration { gate.configuration }

    init(_ gate: Gate, _ input: GateInput, now: Timestamp, progress: (any ProgressObserver)?) {
        self.gate = gate
        self.input = input
        self.now = now
        self.progress = progress
        shared = input.base.map { SharedManifests(base: $0, head: input.head) }
    }

    consuming func result() async throws -> GateResult {
        ledger.head = GateLedger.Documents(input.head)
        ledger.base = input.base.map { GateLedger.Documents($0) }
        var problems = input.problems
        problems += [input.policies, input.exceptions, input.definitions].flatMap(\.unreadable).map {
            ReportProblem($0)
        }

        let former = shared?.hasAlike([.definition]) == true ? nil : input.base
        let schema = Schema(definitionsIn: definitions(of: former, input.head))
        let changes = input.base.map {
            ChangeCheck(base: $0, head: input.head, policies: input.policies, schema: schema, configuration)
        }
        var (base, head) = checkSchemas()
        try Task.checkCancellation()
        head += input.head.unreadable.map { Finding(unreadable: $0) }
        base += (input.base ?? ManifestSet()).unreadable.map { Finding(unreadable: $0) }
        checkPolicies(&base, &head)
        try Task.checkCancellation()
        if configuration.access.isEnabled {
            let access = AccessCheck(input, configuration, threads: gate.threads)
            head += access.headFindings
            base += access.baseFindings
            problems += access.problems
            ledger.checks += access.checks
        }
        var findings = input.base == nil ? head : FindingComparison.findings(base: base, head: head)
        var exceptions = RuleExceptions(input, configuration, now: now)
        // What an exception covers does not stand for what a change does to the same field.
        findings = exceptions.applied(to: SharedSubjects.joining(findings))
        let (excepted, told) = exceptions.parting(changes?.findings ?? [])
        findings = exceptions.applied(to: SharedSubjects.adding(told, to: findings)) + excepted
        findings += exceptions.findings(beside: findings)
        if let changes {
            ledger.checks.append(.init(name: "changes", subjects: changes.changes.count, unknown: 0))
        }
        findings += try await commitFindings()
        findings += GateFindings.all(input, configuration, ledger)
        findings = findings.map(configuration.failOn.judged) + GateFindings.rules(input)
        findings = FindingExcerpts(input).adding(to: findings)
        if configuration.commits.hasAttribution, let commits = input.commits {
            findings = try await FindingAttributor(
                commits, head: input.head, reading: gate.reading, threads: gate.threads
            ).attributing(findings)
        }
        let report = FindingReport(findings: findings, problems: problems.eachOnce()).sorted()
        return GateResult(
            report: report, changes: changes?.changes ?? [], otherChanges: changes?.otherChanges ?? [],
            ledger: ledger)
    }

    /// The definitions of custom resources of states, with those beside them.
    private func definitions(of states: ManifestSet?...) -> ManifestSet {
        ManifestSet((states + [definitions(notIn: states)]).flatMap { $0?.resourceDefinitions ?? [] })
    }

    /// The definitions beside states. A folder of definitions may well be among the manifests; they count once.
    private func definitions(notIn states: [ManifestSet?]) -> ManifestSet {
        var known = Set(states.flatMap { $0?.resourceDefinitions ?? [] }.map(\.origin))
        // A file that is named beside its folder counts once; the items of a list have one origin.
        let places = Dictionary(grouping: input.definitions.manifests) { $0.origin }
        return ManifestSet(
            input.definitions.manifests.flatMap { manifest in
                known.insert(manifest.origin).inserted ? Self.eachOnce(places[manifest.origin] ?? []) : []
            })
    }

    private static func eachOnce(_ manifests: [Manifest]) -> [Manifest] {
        var seen: Set<SourcePosition?> = []
        return manifests.filter { seen.insert($0.position).inserted }
    }

    /// Definitions beside the manifests that stand there twice: the last one counts.
    private func duplicates(_ definitions: ManifestSet) -> [Finding] {
        DuplicateCheck(AdmissionSimulation(head: definitions, base: nil).duplicates, configuration).findings
    }

    // MARK: Schemas

    private mutating func checkSchemas() -> (base: [Finding], head: [Finding]) {
        guard configuration.validation.isEnabled else { return ([], []) }
        let check = SchemaCheck(definitionsIn: definitions(of: input.head), configuration)
        let head = schemaFindings(input.head, check, over: input.base) { _ in nil }
        let beside = definitions(notIn: [input.head])
        let headFindings = head.flatMap { $0 } + check.definitionFindings(beside) + duplicates(beside)
        ledger.count("schema", subjects: head.count, headFindings)
        guard let base = input.base, let shared else { return ([], headFindings) }
        var baseCheck = check
        if !shared.hasAlike([.definition]) {
            baseCheck = SchemaCheck(definitionsIn: definitions(of: base), configuration)
        }
        let objects = schemaFindings(base, baseCheck, over: nil) { position in
            shared.place(of: position, whileAlike: [.definition]).map { head[$0] }
        }
        let former = definitions(notIn: [base])
        let baseFindings = objects.flatMap { $0 } + baseCheck.definitionFindings(former) + duplicates(former)
        ledger.count("schema", subjects: base.manifests.count, baseFindings)
        return (baseFindings, headFindings)
    }

    /// The findings of each object, but for those of which they are known.
    private func schemaFindings(
        _ set: ManifestSet, _ check: SchemaCheck, over old: ManifestSet?, known: (Int) -> [Finding]?
    ) -> [[Finding]] {
        let reused = set.manifests.indices.map(known)
        let threads = ParallelWork.threadCount(gate.threads)
        let parts = ParallelWork.map(
            ParallelWork.chunks(set.manifests.count, parts: threads * 4) {
                reused[$0] == nil ? set.manifests[$0].document.valueCount : 1
            }, threads: threads, phase: "schemas", isCancelled: { false }
        ) { range in
            range.map { number -> [Finding] in
                let manifest = set.manifests[number]
                return reused[number] ?? check.findings(manifest, old: old?[manifest.id].last?.root)
            }
        }
        return parts.flatMap { $0 ?? [] }
    }

    private mutating func checkPolicies(_ base: inout [Finding], _ head: inout [Finding]) {
        let policies = PolicyChecks(input, shared, configuration, now: now, threads: gate.threads)
        base += policies.baseFindings
        head += policies.headFindings
        ledger.policies = policies.ledger.policies
        ledger.mutatingPolicies = policies.ledger.mutatingPolicies
        ledger.headPolicies = policies.ledger.headPolicies
        ledger.basePolicies = policies.ledger.basePolicies
        ledger.baseMutatingPolicies = policies.ledger.baseMutatingPolicies
        ledger.checks += policies.ledger.checks
    }

    private mutating func commitFindings() async throws -> [Finding] {
        guard let commits = input.commits, let policy = commits.policy else { return [] }
        let result = try await policy.policy.verify(
            from: commits.range.base, to: commits.range.head, in: commits.repository,
            options: CommitPolicyOptions(threads: gate.threads), progress: progress)
        let findings = CommitFindings(result, policy: policy.path).report.findings.map { finding in
            var finding = finding
            finding.status = .new
            return finding
        }
        ledger.count("commits", subjects: result.commits.count, findings)
        return findings
    }
}

extension GateLedger {
    mutating func count(_ name: String, subjects: Int, _ findings: [Finding]) {
        let unknown = findings.count { $0.verdict == .unknown || $0.verdict == .error }
        if let index = checks.firstIndex(where: { $0.name == name }) {
            checks[index].subjects += subjects
            checks[index].unknown += unknown
        } else {
            checks.append(Check(name: name, subjects: subjects, unknown: unknown))
        }
    }
}

extension Finding {
    /// The rule of what could not be read: nobody knows what it would do.
    static let unreadableRule = FindingRule(
        id: "manifest-unreadable", summary: "A part of the manifests cannot be read.",
        help: """
            Correct it. A submodule or link that need not be read is left out by manifests.exclude, as [vendor/], or by --path \
            with another folder; failOn.unknown: new lets pass what the base has as well.
            """,
        severity: .high, tags: ["manifest"])

    fileprivate init(unreadable entry: ManifestError) {
        self.init(
            rule: Self.unreadableRule, verdict: .unknown, subject: .other(entry.origin.path), message: entry.text,
            places: [SourcePlace(origin: entry.origin, position: entry.position)], fingerprintDetails: [entry.text])
    }
}

extension ManifestSet {
    fileprivate var resourceDefinitions: [Manifest] {
        manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io")
    }
}

extension GateLedger.Documents {
    init(_ set: ManifestSet) {
        self.init(
            resources: set.manifests.count, others: set.nonResources.count, unreadable: set.unreadable.count,
            hiddenPaths: set.hiddenPaths)
    }
}

extension [ReportProblem] {
    /// Both states may have the same problem.
    fileprivate func eachOnce() -> [ReportProblem] {
        var seen: Set<ReportProblem> = []
        return filter { seen.insert($0).inserted }
    }
}
