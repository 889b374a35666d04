import GitOpsManifest
public import GitOpsReport

extension PolicyCheck {
    /// Everything that a reader has to look at, as findings: broken policies, errors, what is unknown, and what is
    /// wrong with policies and exceptions; documents in their order. Complexity: O(entries + findings).
    public var findings: [Finding] { findings(besidePolicies: []) }

    /// Everything that a reader has to look at, where exceptions may name other policies as well.
    ///
    /// - Parameter names: the names of policies that are not asked; `nil` when they are not known.
    package func findings(besidePolicies names: [String]?) -> [Finding] {
        var findings = PolicySetFindings.findings(policies)
        let known = policies.policies.map(\.name) + policies.mutating.policies.map(\.name)
        var usage = ExceptionUsage(exceptions, policies: names.map { known + $0 })
        var unusable = UnusablePolicies(documents.map(\.entries))
        var unusableMutating = self.unusableMutating
        for document in documents {
            findings += mutationFindings(document, &unusableMutating)
            for entry in document.entries where !entry.isSilent {
                if case .unknown(let issues) = entry.outcome {
                    guard let count = unusable.takeCount(of: entry.policy) else { continue }
                    let maker = EntryFindings(
                        policy: policies.policies[entry.policy], bindings: policies.bindings[entry.policy],
                        document: document)
                    findings.append(maker.unusable(issues, documents: count))
                    continue
                }
                let maker = EntryFindings(
                    policy: policies.policies[entry.policy], bindings: policies.bindings[entry.policy],
                    document: document)
                findings += maker.findings(entry, &usage)
            }
        }
        return findings + policies.unevaluated.map(\.finding) + usage.findings
    }

    /// What mutating policies change, and what of them could not be evaluated; documents in their order. They are part
    /// of ``findings``. Complexity: O(entries + findings).
    public var mutationFindings: [Finding] {
        var unusable = unusableMutating
        return documents.flatMap { mutationFindings($0, &unusable) }
    }

    private var unusableMutating: UnusablePolicies { UnusablePolicies(documents.map { $0.mutation?.entries ?? [] }) }

    private func mutationFindings(_ document: DocumentLedger, _ unusable: inout UnusablePolicies) -> [Finding] {
        guard let mutation = document.mutation else { return [] }
        return MutationFindings(set: policies.mutating, document: document, mutation: mutation).findings(&unusable)
    }

    /// A finding for each binding of a policy that a document passes: with all expressions true, or skipped by a match
    /// condition; parameters with which it passes alike share one. Complexity: O(entries).
    public var passed: [Finding] {
        documents.flatMap { document in
            document.entries.flatMap { entry in
                EntryFindings(
                    policy: policies.policies[entry.policy], bindings: policies.bindings[entry.policy],
                    document: document
                ).passed(entry)
            }
        }
    }

    /// The findings with the policies that were asked, so that rules without findings are seen to have passed.
    public var report: FindingReport {
        FindingReport(
            findings: findings,
            evaluatedRules: policies.policies.map(\.rule)
                + policies.mutating.policies.map(\.rule))
    }
}

extension LedgerEntry {
    /// Whether there is nothing to tell: the policy is not about the document, or is kept.
    fileprivate var isSilent: Bool {
        switch outcome {
        case .unmatched, .unbound: true
        case .unknown, .undecided: false
        case .matched(let entries): entries.allSatisfy(\.isSilent)
        }
    }
}

extension LedgerEntry.BindingEntry {
    fileprivate var isSilent: Bool {
        switch outcome {
        case .unmatched, .withoutParams: true
        case .misconfigured, .unknown: false
        case .evaluated(let evaluations):
            evaluations.allSatisfy { $0.decisions.allSatisfy { $0.evaluation == .admitted } }
        }
    }
}

/// Findings about policies and bindings themselves.
enum PolicySetFindings {
    private static let rule = FindingRule(
        id: "policy-definition", summary: "Policies and bindings load and compile.",
        help: "Correct the field; until then the policy is unknown for every document it would match.", severity: .high,
        tags: ["policy"])

    static func findings(_ set: PolicySet) -> [Finding] {
        set.issues.map { issue in
            Finding(
                rule: rule, verdict: issue.kind == .error ? .error : .warn, subject: .other(issue.place.origin.path),
                path: issue.path, message: issue.path.steps.isEmpty ? issue.message : "\(issue.path): \(issue.message)",
                places: [issue.place], fingerprintDetails: issue.identity ?? [issue.message])
        }
    }
}

/// Findings about one document and one policy.
struct EntryFindings {
    let policy: ValidatingAdmissionPolicy
    let bindings: [ValidatingAdmissionPolicyBinding]
    let document: DocumentLedger

    func findings(_ entry: LedgerEntry, _ usage: inout ExceptionUsage) -> [Finding] {
        switch entry.outcome {
        case .unmatched, .unbound: return []
        case .unknown(let issues): return [unusable(issues, documents: 1)]
        case .undecided(let reason): return [finding(.unknown, reason, others: [place(policy.manifest, "the policy")])]
        case .matched(let entries):
            var findings: [Finding] = []
            for entry in entries { append(entry, &usage, to: &findings) }
            return findings
        }
    }

    /// A policy that cannot be evaluated for so many documents, of which this is the first.
    func unusable(_ issues: [PolicyIssue], documents: Int) -> Finding {
        finding(.unknown, UnusablePolicies.message(issues, documents: documents), others: issues.map(\.place))
    }

    func passed(_ entry: LedgerEntry) -> [Finding] {
        guard case .matched(let entries) = entry.outcome else { return [] }
        return entries.flatMap { entry -> [Finding] in
            guard case .evaluated(let evaluations) = entry.outcome else { return [] }
            let binding = bindings[entry.binding]
            return evaluations.filter(\.decisions.isEmpty).map { evaluation in
                let others = evaluation.count > 1 ? " and \(evaluation.count - 1) other parameters" : ""
                let parameter = evaluation.param.map { " with \($0.id)\(others)" } ?? ""
                let message =
                    evaluation.unmetCondition.map { "the match condition \($0.goQuoted) is false\(parameter)" }
                    ?? "satisfies the policy, bound by \(binding.name)\(parameter)"
                return finding(
                    evaluation.unmetCondition == nil ? .pass : .skip, message,
                    details: [binding.name, evaluation.param?.id.description ?? ""])
            }
        }
    }

    private func append(_ entry: LedgerEntry.BindingEntry, _ usage: inout ExceptionUsage, to findings: inout [Finding])
    {
        let binding = bindings[entry.binding]
        switch entry.outcome {
        case .unmatched, .withoutParams: break
        case .misconfigured(let decision): append(decision, binding, nil, &usage, to: &findings)
        case .unknown(let reason):
            findings.append(finding(.unknown, reason, others: [place(binding)], details: [binding.name]))
        case .evaluated(let evaluations):
            for evaluation in evaluations {
                for decision in evaluation.decisions where decision.evaluation != .admitted {
                    append(masked(decision, evaluation.param), binding, evaluation.param, &usage, to: &findings)
                }
            }
        }
    }

    /// Texts that are made from a Secret are left out: reports are read by more people than the Secret is.
    private func masked(_ decision: PolicyDecision, _ param: Manifest?) -> PolicyDecision {
        guard document.step.manifest.id.isSecret || param?.id.isSecret == true else { return decision }
        var decision = decision
        switch (decision.evaluation, decision.validation) {
        case (.admitted, _), (.unknown, _): break
        case (.denied, let index?):
            decision.message = PolicyEvaluation.message(policy.validations[index], evaluated: nil)
        case (.failed, let index?):
            let text = policy.validations[index].expression.text
            decision.message = "expression '\(text)' resulted in an error, which is masked for Secrets"
        case (.denied, nil), (.failed, nil):
            decision.message = "the policy cannot be evaluated, by an error which is masked for Secrets"
        }
        return decision
    }

    private func append(
        _ decision: PolicyDecision, _ binding: ValidatingAdmissionPolicyBinding, _ param: Manifest?,
        _ usage: inout ExceptionUsage, to findings: inout [Finding]
    ) {
        let expired = usage.note(decision, policy, document)
        let expression = decision.validation.map { policy.validations[$0].expression } ?? decision.expression
        var others = [expression.map { SourcePlace($0.node, origin: policy.manifest.origin, role: "the expression") }]
            .compactMap { $0 }
        if others.isEmpty { others.append(place(binding)) }
        if let param { others.append(SourcePlace(param.root, origin: param.origin, role: "the parameter")) }
        var finding = finding(
            decision.exception == nil ? LedgerEntry.Evaluation.verdict(decision, binding.actions) : .fail,
            decision.message, decisive: decision.decisive, others: others,
            details: [binding.name, param?.id.description ?? "", expression?.text ?? ""])
        if let exception = decision.exception {
            finding.suppression = FindingSuppression(
                .external, justification: "\(exception.owner): \(exception.reason) (until \(exception.expires))")
            finding.properties["exception"] = exception.name
        }
        if let expired { finding = expired.explainingExpiry(finding) }
        finding.properties["binding"] = binding.name
        findings.append(finding)
    }

    private func place(_ binding: ValidatingAdmissionPolicyBinding) -> SourcePlace {
        place(binding.manifest, "the binding")
    }

    private func place(_ manifest: Manifest, _ role: String) -> SourcePlace {
        SourcePlace(manifest.root, origin: manifest.origin, role: role)
    }

    /// Controls stand in no file that somebody could open.
    private static func isInFile(_ place: SourcePlace) -> Bool { !place.origin.path.isEmpty }

    private func finding(
        _ verdict: Verdict, _ message: String, decisive: [Node] = [], others: [SourcePlace] = [],
        details: [String] = []
    ) -> Finding {
        let manifest = document.step.manifest
        let nodes = decisive.map { DecisivePlace.node($0, in: manifest) }
        var places = nodes.map { SourcePlace($0, origin: manifest.origin, key: true, role: "what decided") }
        if places.isEmpty { places = [SourcePlace(manifest.root, origin: manifest.origin, role: "the object")] }
        var distinct: [SourcePlace] = []
        for place in places where !distinct.contains(place) { distinct.append(place) }
        var finding = Finding(
            rule: policy.rule, verdict: verdict, subject: .resource(manifest.id), path: decisive.first?.path,
            message: message, places: distinct + others.filter(Self.isInFile),
            fingerprintDetails: details + document.step.fingerprintDetails)
        finding.evidence = FindingEvidence(decisive, in: manifest.root)
        // Another expression may break by the same value.
        finding.evidence.insert(["details"] + details)
        for (index, assumption) in document.assumptions.enumerated() {
            finding.properties["assumption\(index + 1)"] = "\(assumption)"
        }
        return finding
    }
}

/// Where a value that decided stands in the manifest.
enum DecisivePlace {
    /// The value itself, or the nearest one above it that was written: defaults stand nowhere.
    ///
    /// Elements with names are found by them, because a mutating policy may have put others before them.
    static func node(_ node: Node, in manifest: Manifest) -> Node {
        if node.storage === manifest.root.storage { return node }
        let tokens = node.pointer.tokens
        if manifest.id.isSecret, tokens.count > 1, tokens[0] == "data",
            let text = manifest.root["stringData"]?[tokens[1]]
        {
            // The server moves it to the data, where the policy sees it.
            return text
        }
        var found = manifest.root
        var judged = node.document.root
        for token in tokens {
            let inside = judged.kind == .array ? Int(token).flatMap { judged[$0] } : judged[token]
            guard let inside, let next = Self.next(token, found, inside) else { break }
            found = next
            judged = inside
        }
        return found
    }

    private static func next(_ token: String, _ container: Node, _ judged: Node) -> Node? {
        guard container.kind == .array else { return container[token] }
        let sameIndex = Int(token).flatMap { container[$0] }
        guard let name = judged["name"]?.string else { return sameIndex }
        if sameIndex?["name"]?.string?.hasSameBytes(as: name) == true { return sameIndex }
        return container.elements.first { $0["name"]?.string?.hasSameBytes(as: name) == true }
    }
}
