import GitOpsDiff
import GitOpsManifest
import GitOpsReport

/// Findings about one document and mutating policies: what is changed, and what could not be.
struct MutationFindings {
    let set: MutatingPolicySet
    let document: DocumentLedger
    let mutation: DocumentMutation

    static let changes = FindingRule(
        id: "policy-mutation", summary: "Objects are stored as they are written.",
        help: "Write what the policy adds, or take it for granted.", severity: .info, tags: ["policy"])

    /// A policy that cannot be evaluated is told with the first document of which that is true.
    func findings(_ unusable: inout UnusablePolicies) -> [Finding] {
        var findings: [Finding] = []
        for entry in mutation.entries { append(entry, &unusable, to: &findings) }
        if let change { findings.append(change) }
        return findings
    }

    private var manifest: Manifest { document.step.manifest }
    private var objectPlace: SourcePlace {
        SourcePlace(manifest.root, origin: manifest.origin, role: "the object")
    }

    // MARK: Changes

    /// What all policies together change. What may be made of a Secret is left out: reports are read by more people
    /// than it is.
    private var change: Finding? {
        guard let patch = mutation.patch else { return nil }
        let names = changing.map { set.policies[$0.policy].name }
        var places = [objectPlace]
        for place in changing.map(\.place) where !places.contains(place) { places.append(place) }
        let pointers = patch.operations.map(\.target)
        let fields = hasSecret ? "\(pointers.count) fields" : Self.fields(pointers)
        var finding = Finding(
            rule: Self.changes, verdict: .audit, subject: .resource(manifest.id),
            message: "\(Self.list(names)) changes \(fields)", places: places,
            fingerprintDetails: names + (hasSecret ? [] : pointers) + document.step.fingerprintDetails)
        if !hasSecret, let patch = maskedPatch { finding.properties["patch"] = patch }
        return finding
    }

    /// The patch as JSON, without copies of Secrets that other objects hold.
    private var maskedPatch: String? {
        guard let original = mutation.original, let mutated = mutation.mutated?.root,
            let masked = try? MaskedChange(of: manifest.id, from: original, to: mutated),
            let patch = try? JSONPatch(from: masked.before, to: masked.after).document()
        else { return nil }
        return JSONWriter().string(patch.root)
    }

    private static func fields(_ pointers: [String]) -> String {
        let more = pointers.count - min(pointers.count, shownPointers)
        return pointers.prefix(shownPointers).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    private static let shownPointers = 5

    private static func list(_ names: [String]) -> String {
        var distinct: [String] = []
        for name in names where !distinct.contains(where: { $0.hasSameBytes(as: name) }) { distinct.append(name) }
        return distinct.count == 1 ? "policy \(distinct[0])" : "policies \(distinct.joined(separator: ", ")) together"
    }

    /// The mutations that changed something, in order.
    private var changing: [(policy: Int, place: SourcePlace)] {
        evaluations.flatMap { policy, evaluation in
            evaluation.mutations.filter(\.isChange).map { applied in
                (policy, expressionPlace(set.policies[policy], applied.mutation))
            }
        }
    }

    private var evaluations: [(policy: Int, evaluation: LedgerEntry.Evaluation)] { mutation.evaluations }

    private var hasSecret: Bool { document.mutationReadsSecret }

    private func expressionPlace(_ policy: MutatingAdmissionPolicy, _ mutation: Int) -> SourcePlace {
        SourcePlace(policy.mutations[mutation].expression.node, origin: policy.manifest.origin, role: "the expression")
    }

    // MARK: Failures

    private func append(_ entry: LedgerEntry, _ unusable: inout UnusablePolicies, to findings: inout [Finding]) {
        let policy = set.policies[entry.policy]
        switch entry.outcome {
        case .unmatched, .unbound: break
        case .unknown(let issues):
            guard let count = unusable.takeCount(of: entry.policy) else { return }
            let message = UnusablePolicies.message(issues, documents: count)
            findings.append(finding(policy, .unknown, message, others: issues.map(\.place)))
        case .undecided(let reason):
            let place = SourcePlace(policy.manifest.root, origin: policy.manifest.origin, role: "the policy")
            findings.append(finding(policy, .unknown, reason, others: [place]))
        case .matched(let bindings):
            for binding in bindings { append(binding, of: policy, entry.policy, to: &findings) }
        }
    }

    private func append(
        _ entry: LedgerEntry.BindingEntry, of policy: MutatingAdmissionPolicy, _ index: Int,
        to findings: inout [Finding]
    ) {
        let binding = set.bindings[index][entry.binding]
        let place = SourcePlace(binding.manifest.root, origin: binding.manifest.origin, role: "the binding")
        switch entry.outcome {
        case .unmatched, .withoutParams: break
        case .misconfigured(let decision):
            findings.append(
                finding(policy, Self.verdict(decision), decision.message, others: [place], details: [binding.name]))
        case .unknown(let reason):
            findings.append(finding(policy, .unknown, reason, others: [place], details: [binding.name]))
        case .evaluated(let list):
            for evaluation in list {
                for decision in evaluation.decisions {
                    append(decision, evaluation, policy, binding, place, to: &findings)
                }
            }
        }
    }

    /// An error that is ignored is skipped: the server stores the object without the change.
    private static func verdict(_ decision: PolicyDecision) -> Verdict { decision.denies ? .error : .skip }

    private func append(
        _ decision: PolicyDecision, _ evaluation: LedgerEntry.Evaluation, _ policy: MutatingAdmissionPolicy,
        _ binding: MutatingAdmissionPolicyBinding, _ place: SourcePlace, to findings: inout [Finding]
    ) {
        let expression = decision.validation.map { policy.mutations[$0].expression } ?? decision.expression
        var others = [
            expression.map { SourcePlace($0.node, origin: policy.manifest.origin, role: "the expression") } ?? place
        ]
        if let param = evaluation.param {
            others.append(SourcePlace(param.root, origin: param.origin, role: "the parameter"))
        }
        let message =
            hasSecret ? "the mutation has an error, which is masked for Secrets" : decision.message
        var finding = finding(
            policy, Self.verdict(decision), message, decisive: decision.decisive, others: others,
            details: [
                binding.name, evaluation.param?.id.description ?? "", "\(decision.validation ?? -1)",
                evaluation.isReinvocation ? "again" : "",
            ])
        finding.properties["binding"] = binding.name
        findings.append(finding)
    }

    private func finding(
        _ policy: MutatingAdmissionPolicy, _ verdict: Verdict, _ message: String, decisive: [Node] = [],
        others: [SourcePlace], details: [String] = []
    ) -> Finding {
        var places: [SourcePlace] = []
        for node in decisive {
            let place = SourcePlace(
                DecisivePlace.node(node, in: manifest), origin: manifest.origin, key: true, role: "what decided")
            if !places.contains(place) { places.append(place) }
        }
        if places.isEmpty { places = [objectPlace] }
        return Finding(
            rule: policy.rule, verdict: verdict, subject: .resource(manifest.id), path: decisive.first?.path,
            message: message, places: places + others,
            fingerprintDetails: details + document.step.fingerprintDetails)
    }
}

extension JSONPatch.Operation {
    /// The pointer to what the operation changes.
    fileprivate var target: String {
        switch self {
        case .add(let path, _), .remove(let path), .replace(let path, _), .test(let path, _), .move(_, let path),
            .copy(_, let path):
            path.description
        }
    }
}

extension DocumentMutation {
    fileprivate var evaluations: [(policy: Int, evaluation: LedgerEntry.Evaluation)] {
        entries.flatMap { entry -> [(policy: Int, evaluation: LedgerEntry.Evaluation)] in
            guard case .matched(let bindings) = entry.outcome else { return [] }
            return bindings.flatMap { binding -> [(policy: Int, evaluation: LedgerEntry.Evaluation)] in
                guard case .evaluated(let list) = binding.outcome else { return [] }
                return list.map { (entry.policy, $0) }
            }
        }
    }
}

extension DocumentLedger {
    /// Whether what mutating policies made of the document may be made of a Secret: of itself, or of a parameter.
    package var mutationReadsSecret: Bool {
        step.manifest.id.isSecret
            || mutation?.evaluations.contains { $0.evaluation.param?.id.isSecret == true } ?? false
    }
}
