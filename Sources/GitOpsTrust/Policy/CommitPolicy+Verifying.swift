public import GitOpsManifest
public import GitOpsRepository

extension CommitPolicy {
    /// Judges the commits of a range: those that its head reaches and its base, or the baseline, does not.
    ///
    /// - Parameters:
    ///   - range: its two ends.
    ///   - repository: where the commits are. That a commit is what its name says is always checked; trees are checked
    ///     when the repository is opened with `verifiesObjects`.
    ///   - evidence: what is known beside the commits.
    ///   - options: how the work is done.
    ///   - progress: told now and then how far the work is.
    /// - Throws: `GitError` when the newest commit cannot be read, or there are too many commits. What else is not
    ///   there is unknown in the result.
    /// - Complexity: linear in the commits and in the folders that they change; one verification of a signature each.
    public func verify(
        _ range: RevisionRange, in repository: Repository, evidence: CommitEvidence = CommitEvidence(),
        options: CommitPolicyOptions = CommitPolicyOptions(), progress: (any ProgressObserver)? = nil
    ) throws(GitError) -> CommitPolicyResult {
        try CommitPolicyRun(
            policy: self, repository: repository, evidence: evidence, options: options, progress: progress
        ).result(head: range.head, base: range.base)
    }

    /// Judges everything that a commit reaches and the baseline does not; see above.
    public func verify(
        head: ObjectID, in repository: Repository, evidence: CommitEvidence = CommitEvidence(),
        options: CommitPolicyOptions = CommitPolicyOptions(), progress: (any ProgressObserver)? = nil
    ) throws(GitError) -> CommitPolicyResult {
        try CommitPolicyRun(
            policy: self, repository: repository, evidence: evidence, options: options, progress: progress
        ).result(head: head, base: nil)
    }

    /// Judges a range of commits, or everything that a commit reaches, on threads that may block.
    ///
    /// - Parameters:
    ///   - head: the newest commit.
    ///   - base: a commit that is left out with all that it reaches; `nil` for none but the baseline.
    ///   - repository: where the commits are.
    ///   - evidence: what is known beside the commits.
    ///   - options: how the work is done.
    ///   - progress: told now and then how far the work is.
    /// - Throws: `GitError` as above, and `CancellationError` when the task was cancelled.
    public func verify(
        from base: ObjectID?, to head: ObjectID, in repository: Repository,
        evidence: CommitEvidence = CommitEvidence(), options: CommitPolicyOptions = CommitPolicyOptions(),
        progress: (any ProgressObserver)? = nil
    ) async throws -> CommitPolicyResult {
        let policy = self
        return try await ParallelWork.offPool { isCancelled in
            try CommitPolicyRun(
                policy: policy, repository: repository, evidence: evidence, options: options, progress: progress,
                isCancelled: isCancelled
            ).result(head: head, base: base)
        }
    }

    /// Whether a rule depends on which merge brought a commit, or on the first-parent line.
    var needsMainline: Bool {
        mainline != nil || signatures == .merged || walk == .firstParent
            || walk == .all && !paths.isEmpty && countersignatures.contains(.merge)
    }
}

/// One evaluation of a policy.
private struct CommitPolicyRun {
    let policy: CommitPolicy
    let repository: Repository
    let evidence: CommitEvidence
    let threads: Int
    let progress: (any ProgressObserver)?
    let isCancelled: @Sendable () -> Bool
    private let verifier: SignatureVerifier

    init(
        policy: CommitPolicy, repository: Repository, evidence: CommitEvidence, options: CommitPolicyOptions,
        progress: (any ProgressObserver)?, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        (self.policy, self.repository, self.evidence) = (policy, repository, evidence)
        (self.threads, self.progress, self.isCancelled) = (options.threads, progress, isCancelled)
        // One present for all commits.
        verifier = SignatureVerifier(trusting: policy.trust, now: evidence.now)
    }

    /// What a walk through the history found, in names of commits.
    private struct Plan: Sendable {
        var commits: [Item] = []
        var absent: [(id: ObjectID, error: GitError)] = []
        var mainline: Set<ObjectID> = []
        var history: [CommitFinding] = []
        var sealedCount = 0

        struct Item: Sendable {
            let id: ObjectID
            let bringer: ObjectID?
            let bases: MergeBases
        }
    }

    func result(head: ObjectID, base: ObjectID?) throws(GitError) -> CommitPolicyResult {
        let tags = TagJudge(policy: policy, verifier: verifier, evidence: evidence, head: head)
        let verdicts = tags.verdicts
        var plan = try plan(head: head, base: base)
        plan.history += tags.findings
        let facts = facts(plan.commits)
        let byID = Dictionary(facts.map { ($0.id, $0) }) { first, _ in first }
        let judge = CommitJudge(
            policy: policy,
            tagSigners: verdicts.compactMap { $0.outcome == .accepted ? $0.signature?.validSigner : nil },
            isTagSigned: policy.tag == .instead && !verdicts.isEmpty && verdicts.allSatisfy { $0.outcome == .accepted },
            mainline: plan.mainline)
        var commits = zip(plan.commits, facts).map { item, facts in
            judge.verdict(facts, bringer: item.bringer.flatMap { byID[$0] })
        }
        commits += plan.absent.map { absent in
            CommitVerdict(
                id: absent.id, commit: nil, signature: nil, firstSeen: evidence.firstSeen[absent.id],
                findings: [CommitFinding(absent.error.reason, "\(absent.error)")])
        }
        return CommitPolicyResult(
            head: head, base: base, history: plan.history, tags: verdicts, commits: commits,
            sealedCount: plan.sealedCount)
    }

    // MARK: Walking

    private func plan(head: ObjectID, base: ObjectID?) throws(GitError) -> Plan {
        var bases: [ObjectID] = []
        for id in [base, policy.baseline] { if let id, !bases.contains(id) { bases.append(id) } }
        return try repository.withTreeReader(readsPacks: true) { reader throws(GitError) in
            let graph = CommitGraph(
                reader: reader, repository: repository, sealTrailer: policy.seals?.trailer,
                maximumVisits: policy.maximumAncestorVisits)
            if bases.isEmpty, policy.walk == .head || policy.walk == .none {
                let number = try graph.number(of: head)
                guard try graph.load(number) else { throw graph.failure(of: number) }
                var plan = Plan()
                if policy.walk == .head {
                    plan.commits = [try item(number, isOnMainline: true, bringer: nil, graph, nil)]
                }
                plan.mainline = [head]
                return plan
            }
            return try plan(head: head, bases: bases, graph, reader)
        }
    }

    private func plan(
        head: ObjectID, bases: [ObjectID], _ graph: CommitGraph, _ reader: TreeReader
    ) throws(GitError) -> Plan {
        let facts = FactsReader(policy: policy, verifier: verifier, reader: reader, firstSeen: evidence.firstSeen)
        let selection = try CommitSelection(
            head: head, bases: bases, allowsRewrites: policy.allowsRewrites, graph: graph
        ) { id throws(GitError) in try facts.isSigned(id, by: policy.seals?.signers ?? []) }
        var plan = Plan(history: selection.history, sealedCount: selection.sealedCount)
        plan.mainline = Set(selection.mainline.map { graph.nodes[$0].id })
        if policy.needsMainline, selection.mainlineEnd == .left, selection.history.isEmpty {
            plan.history.append(
                CommitFinding(
                    .mainlineLeft, "the first-parent line of \(head.abbreviated) does not lead to the end of the range")
            )
        }
        let bringers = selection.bringers()
        let line = MainlineOrder(selection, bringers, graph)
        if policy.walk == .head { plan.mainline.insert(head) }
        for number in try chosen(selection, head: head, graph) {
            let bringer = bringers[number].map { graph.nodes[$0].id }
            let isOnMainline = plan.mainline.contains(graph.nodes[number].id)
            plan.commits.append(
                try item(number, isOnMainline: isOnMainline, bringer: bringer, graph, line))
        }
        for number in policy.walk == .all ? selection.absent : cut(selection, graph) {
            plan.absent.append((graph.nodes[number].id, graph.failure(of: number)))
        }
        return plan
    }

    private func chosen(
        _ selection: CommitSelection, head: ObjectID, _ graph: CommitGraph
    ) throws(GitError) -> [Int] {
        switch policy.walk {
        case .all: selection.included
        case .firstParent: selection.mainline
        // Whether or not the range has it: nothing else would be looked at.
        case .head: [try graph.number(of: head)]
        case .none: []
        }
    }

    /// What is missing at the end of the first-parent line.
    private func cut(_ selection: CommitSelection, _ graph: CommitGraph) -> [Int] {
        guard policy.walk == .firstParent, selection.mainlineEnd == .cut, let last = selection.mainline.last else {
            return []
        }
        let node = graph.nodes[last]
        let missing = node.cutParents.first ?? node.parents.first.map { graph.nodes[$0].id }
        return selection.absent.filter { graph.nodes[$0].id == missing }
    }

    private func item(
        _ number: Int, isOnMainline: Bool, bringer: ObjectID?, _ graph: CommitGraph, _ line: MainlineOrder?
    ) throws(GitError) -> Plan.Item {
        let node = graph.nodes[number]
        let isAsked = !policy.paths.isEmpty || isOnMainline && policy.mainline?.requiresMerges ?? false
        let bases = isAsked ? try mergeBases(number, graph, line) : .known([])
        return Plan.Item(id: node.id, bringer: bringer, bases: bases)
    }

    private func mergeBases(
        _ merge: Int, _ graph: CommitGraph, _ line: MainlineOrder?
    ) throws(GitError) -> MergeBases {
        let parents = graph.nodes[merge].parents
        guard let first = parents.first, parents.count > 1 else { return .known([]) }
        var bases: [[ObjectID]] = []
        for other in parents.dropFirst() {
            switch try commonAncestors(merge, first, other, graph, line) {
            case .known(let found): bases.append(found.sorted().map { graph.nodes[$0].id })
            case .cut: return .cut
            case .tooFar: return .tooFar
            }
        }
        return .known(bases)
    }

    private func commonAncestors(
        _ merge: Int, _ first: Int, _ other: Int, _ graph: CommitGraph, _ line: MainlineOrder?
    ) throws(GitError) -> CommonAncestors {
        if let known = line?.mergeBases(of: merge, other) { return known }
        return try graph.mergeBases(of: first, other)
    }

    // MARK: Reading

    private func facts(_ items: [Plan.Item]) -> [CommitFacts] {
        let threads = ParallelWork.threadCount(threads)
        let chunks = ParallelWork.chunks(items.count, parts: threads * 8) { _ in 1 }
        let results = ParallelWork.map(
            chunks, threads: threads, progress: progress, phase: "verifying", isCancelled: isCancelled
        ) { range in
            facts(items[range])
        }
        return results.flatMap { $0 ?? [] }
    }

    private func facts(_ items: ArraySlice<Plan.Item>) -> [CommitFacts] {
        do throws(GitError) {
            return try repository.withTreeReader(readsPacks: true) { reader throws(GitError) in
                let facts = FactsReader(
                    policy: policy, verifier: verifier, reader: reader, firstSeen: evidence.firstSeen)
                return items.map { facts.facts(of: $0.id, bases: $0.bases) }
            }
        } catch {
            return items.map { CommitFacts(id: $0.id, failure: CommitFinding(error.reason, "\(error)")) }
        }
    }
}
