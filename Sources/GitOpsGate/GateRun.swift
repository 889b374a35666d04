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
    private let policies: PolicyChecks
    private var ledger = GateLedger()

    private var configuration: GateConfiguration { gate.configuration }

    init(_ gate: Gate, _ input: GateInput, now: Timestamp, progress: (any ProgressObserver)?) {
        self.gate = gate
        self.input = input
        self.progress = progress
        let configuration = gate.configuration
        policies = PolicyChecks(
            configuration: configuration,
            policies: PolicySet(
                Self.policies(input, configuration),
                options: PolicySet.Options(kubernetes: configuration.kubernetesVersion)),
            exceptions: PolicyExceptions(
                input.exceptions, now: now, expiringWithinDays: configuration.policies.expiringWithinDays),
            threads: gate.threads)
    }

    /// Everything that is asked. Policies that the change brings are, and so are those that it takes away.
    private static func policies(_ input: GateInput, _ configuration: GateConfiguration) -> ManifestSet {
        var set = ManifestSet()
        if configuration.controls.isOn {
            let controls = configuration.controls
            set =
                ControlSet(
                    minimumSeverity: controls.minimumSeverity, disabled: Set(controls.disabled),
                    allowedRegistries: controls.allowedRegistries
                ).manifests
        }
        guard configuration.policies.isOn else { return set }
        if configuration.policies.usesManifests {
            set = set.appending((input.base ?? ManifestSet()).policies.overriding(input.head.policies))
        }
        return set.appending(input.policies)
    }

    consuming func result() async throws -> GateResult {
        ledger.head = GateLedger.Documents(input.head)
        ledger.base = input.base.map { GateLedger.Documents($0) }
        var problems = input.problems
        problems += [input.policies, input.exceptions, input.definitions].flatMap(\.unreadable).map { ReportProblem($0) }

        let schema = Schema(definitionsIn: definitions)
        let changes = input.base.map { ChangeCheck(base: $0, head: input.head, schema: schema, configuration) }
        var head = checkSchemas(input.head, over: input.base, &problems)
        var base = input.base.map { checkSchemas($0, over: nil, &problems) } ?? []
        try Task.checkCancellation()
        head += input.head.unreadable.map { Finding(unreadable: $0) }
        base += (input.base ?? ManifestSet()).unreadable.map { Finding(unreadable: $0) }
        checkPolicies(&base, &head)
        try Task.checkCancellation()
        if configuration.access.isOn {
            let access = AccessCheck(input, configuration, threads: gate.threads)
            head += access.headFindings
            base += access.baseFindings
            problems += access.problems
            ledger.checks += access.checks
        }
        var findings = input.base == nil ? head : FindingComparison.findings(base: base, head: head)
        findings += changes?.findings ?? []
        if let changes {
            ledger.checks.append(.init(name: "changes", subjects: changes.changes.count, unknown: 0))
        }
        findings += try await commitFindings()
        findings = findings.map(configuration.failOn.judged)
        findings = FindingExcerpts(input).adding(to: findings)
        if configuration.commits.attributes, let commits = input.commits {
            findings = try await FindingAttributor(commits, reading: gate.reading, threads: gate.threads)
                .attributing(findings)
        }
        let report = FindingReport(findings: findings, problems: problems.eachOnce()).sorted()
        return GateResult(
            report: report, changes: changes?.changes ?? [], otherChanges: changes?.otherChanges ?? [],
            ledger: ledger)
    }

    private var definitions: ManifestSet {
        (input.base ?? ManifestSet()).appending(input.head).appending(input.definitions)
    }

    private mutating func checkSchemas(
        _ set: ManifestSet, over old: ManifestSet?, _ problems: inout [ReportProblem]
    ) -> [Finding] {
        guard configuration.validation.isOn else { return [] }
        let check = SchemaCheck(definitionsIn: set.appending(input.definitions), configuration)
        problems += check.problems
        let parts = ParallelWork.map(
            ParallelWork.chunks(set.manifests.count, parts: ParallelWork.threadCount(gate.threads) * 4) {
                set.manifests[$0].document.valueCount
            }, threads: ParallelWork.threadCount(gate.threads), phase: "schemas", isCancelled: { false }
        ) { range in
            range.flatMap { number -> [Finding] in
                let manifest = set.manifests[number]
                return check.findings(manifest, old: old?[manifest.id].last?.root)
            }
        }
        let findings = parts.flatMap { $0 ?? [] }
        ledger.count("schema", subjects: set.manifests.count, findings)
        return findings
    }

    private mutating func checkPolicies(_ base: inout [Finding], _ head: inout [Finding]) {
        let outcome = policies.outcome(input.head, over: input.base)
        head += outcome.findings
        ledger.policies = outcome.check?.sums
        ledger.mutatingPolicies = outcome.check?.mutatingSums
        if let check = outcome.check {
            ledger.count("policies", subjects: check.documents.count, check.findings)
        }
        if !outcome.reviews.isEmpty {
            ledger.count("pod-security", subjects: outcome.reviews.count, outcome.reviews.flatMap(\.findings))
        }
        if let set = input.base { base += policies.outcome(set, over: set).findings }
    }

    private mutating func commitFindings() async throws -> [Finding] {
        guard let commits = input.commits, let (policy, path) = commits.policy else { return [] }
        let result = try await policy.verify(
            from: commits.range.base, to: commits.range.head, in: commits.repository, threads: gate.threads,
            progress: progress)
        let findings = CommitFindings(result, policy: path).report.findings.map { finding in
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
        id: "manifest-unreadable", summary: "A part of the manifests cannot be read.", severity: .high,
        tags: ["manifest"])

    fileprivate init(unreadable entry: UnreadableManifest) {
        self.init(
            rule: Self.unreadableRule, verdict: .unknown, subject: .other(entry.origin.path), message: entry.text,
            places: [SourcePlace(origin: entry.origin, position: entry.position)], fingerprintDetails: [entry.text])
    }
}

extension GateLedger.Documents {
    init(_ set: ManifestSet) {
        self.init(
            resources: set.manifests.count, others: set.nonResources.count, unreadable: set.unreadable.count)
    }
}

extension ManifestSet {
    /// Policies, their bindings, and what may be parameters of them.
    fileprivate var policies: ManifestSet {
        ManifestSet(manifests.filter { $0.id.group.hasSameBytes(as: "admissionregistration.k8s.io") })
    }

    /// This set without what another set has, too, then the other set.
    fileprivate func overriding(_ other: ManifestSet) -> ManifestSet {
        ManifestSet(manifests.filter { other[$0.id].isEmpty }).appending(other)
    }
}

extension [ReportProblem] {
    /// Both states may have the same problem.
    fileprivate func eachOnce() -> [ReportProblem] {
        var seen: Set<ReportProblem> = []
        return filter { seen.insert($0).inserted }
    }
}
