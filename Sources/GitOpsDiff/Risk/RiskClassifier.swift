public import GitOpsManifest
public import GitOpsSchema

/// Says what changes do to what runs: restart Pods, delete data, open ports, give rights away.
///
/// ```swift
/// let diff = ManifestSetDiff(base: base, head: head)
/// for resource in diff.resources {
///     let risk = RiskClassifier().assess(resource)
///     print(resource.id, risk.highest, risk.findings.first?.reason ?? "")
/// }
/// ```
///
/// Direction matters: a Pod that loses a right is no `privilege`. Three sources of knowledge answer: the schema (what the
/// server takes for the same value, what it refuses to update), a table of rules for the kinds people use most, and the
/// general shape of an object. Nothing is asked of a cluster, so a rule that depends on other objects says what may happen.
///
/// What guards the cluster (admission policies and webhooks, Kyverno's and Gatekeeper's policies, network policies, quotas,
/// projects, labels of Pod Security) has two classes of its own: ``ChangeRisk/guardrailLoosened`` where it is sure that less is
/// refused than before, and ``ChangeRisk/guardrail`` for every other change of what it says. So have the objects that tell Argo CD
/// and Flux what to deploy: ``ChangeRisk/sourceLoosened`` where that comes from elsewhere, is no longer verified or no longer fixed,
/// and ``ChangeRisk/source`` for another revision, folder or destination.
public struct RiskClassifier: Sendable {
    /// The kinds that are known.
    public var schema: Schema
    /// What admission policies of the older state refer to.
    public var references: GuardrailReferences

    /// A classifier; with definitions of custom resources in the schema, defaults of those are no changes either.
    public init(schema: Schema = .kubernetes, references: GuardrailReferences = GuardrailReferences()) {
        self.schema = schema
        self.references = references
    }

    /// What a change of a resource between two sets of manifests does.
    public func assess(_ resource: ResourceChange) -> RiskAssessment {
        guard let manifest = resource.manifest else { return RiskAssessment(changes: []) }
        let kind = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind)
        let (before, after) = (resource.base?.root, resource.head?.root)
        switch resource.kind {
        case .added: return RiskAssessment(changes: [], whole: additions(of: kind, after))
        case .removed: return RiskAssessment(changes: [], whole: removals(of: kind, before))
        case .moved: return RiskAssessment(changes: [])
        case .changed:
            return RiskAssessment(
                changes: resource.changes.map { findings(for: $0, in: kind, before: before, after: after) })
        }
    }

    /// What applying the desired state of an object to the live one does.
    public func assess(_ result: ComparisonResult, desired: Node, live: Node) -> RiskAssessment {
        guard let apiVersion = desired["apiVersion"]?.string, let name = desired["kind"]?.string else {
            return RiskAssessment(changes: [])
        }
        let kind = GroupVersionKind(apiVersion: apiVersion, kind: name)
        let states = RiskStates(before: live, after: desired, isOverlay: true)
        return RiskAssessment(changes: result.changes.map { findings(for: $0, in: kind, states) })
    }

    /// What one change does, the most severe first; never empty.
    ///
    /// - Parameters:
    ///   - change: the change.
    ///   - kind: the kind of the object.
    ///   - before: the whole object before the change; rules about the rest of the object need it.
    ///   - after: the whole object after the change.
    /// - Complexity: O(rules of the kind × depth) and the size of what changed.
    public func findings(
        for change: Change, in kind: GroupVersionKind, before: Node?, after: Node?
    ) -> [RiskFinding] {
        findings(for: change, in: kind, RiskStates(before: before, after: after, isOverlay: false))
    }
}

extension RiskClassifier {
    private func findings(for change: Change, in kind: GroupVersionKind, _ states: RiskStates) -> [RiskFinding] {
        let resource = schema.resource(kind)
        if let reason = SameObject.reason(change, resource, states) {
            return [finding(.none, change, reason, RiskSource.conventions)]
        }
        let key = RiskRules.key(kind: kind.kind, group: kind.group)
        let guardrail = guardrail(of: kind, states.before)
        var found = refusals(change, resource, states, key)
        for rule in RiskRules.byKind[key] ?? [] { found += rule.findings(change, states) }
        for rule in guardrail?.rules ?? [] { found += rule.findings(change, states) }
        if key == "Namespace" { found += exclusion(change, states) }
        if let comparison = SourceComparison(key, states) {
            found += comparison.findings.filter { $0.path.isRelated(to: change.path) }
        }
        if let guardrail, Guardrails.isContent(change.path), !found.contains(where: { $0.risk == .guardrailLoosened }) {
            let part = FieldPath(Array(change.path.steps.prefix(1)))
            found.append(
                RiskFinding(
                    risk: .guardrail, path: part, reason: "what guards the cluster is another one",
                    source: guardrail.source))
        }
        if found.isEmpty { found.append(general(change, isKnown: RiskRules.byKind[key] != nil || resource != nil)) }
        return RiskFinding.ordered(found)
    }

    private func finding(_ risk: ChangeRisk, _ change: Change, _ reason: String, _ source: String) -> RiskFinding {
        RiskFinding(risk: risk, path: change.path, reason: reason, source: source)
    }

    private func guardrail(of kind: GroupVersionKind, _ object: Node?) -> Guardrail? {
        if let guardrail = Guardrails.of(kind) { return guardrail }
        let key = RiskRules.key(kind: kind.kind, group: kind.group)
        return object.map { references.areTaken(from: $0, key: key) } == true ? Guardrails.parameters : nil
    }

    /// Namespaces that policies and webhooks chose by their labels.
    private func exclusion(_ change: Change, _ states: RiskStates) -> [RiskFinding] {
        let path = FieldPath([.field("metadata"), .field("labels")])
        guard change.path.steps.starts(with: path.steps) || path.steps.starts(with: change.path.steps),
            references.leavesOut(states.before(path), states.after(path))
        else { return [] }
        return [
            RiskFinding(
                risk: .guardrailLoosened, path: path, reason: "a policy or webhook no longer chooses the namespace",
                source: RiskSource.admissionPolicy)
        ]
    }

    /// Updates that validation refuses; what deleting the object would do comes with them.
    private func refusals(
        _ change: Change, _ resource: ResourceSchema?, _ states: RiskStates, _ key: String
    ) -> [RiskFinding] {
        guard let resource, let before = states.before,
            let function = UpdateRules.refusal(of: change.path, in: resource.type, before: before)
        else { return [] }
        if change.operation == .remove, UpdateRules.keepsValue(at: change.path, in: resource.type) { return [] }
        var found = [
            finding(
                .recreate, change, "the field may not change: the object has to be deleted and created again", function)
        ]
        if let removal = RiskRules.removals[key], removal.risk == .dataLoss {
            found.append(finding(.dataLoss, change, removal.reason, removal.source))
        }
        return found
    }

    private func general(_ change: Change, isKnown: Bool) -> RiskFinding {
        guard case .field(let section)? = change.path.steps.first, section == "metadata" else {
            return isKnown
                ? finding(.inPlace, change, "the object is updated where it is", RiskSource.conventions)
                : finding(.inPlace, change, "the controller of the kind decides what happens", RiskSource.definitions)
        }
        guard change.path.steps.count > 1, case .field(let field) = change.path.steps[1] else {
            return finding(.metadata, change, "labels, annotations or owners change", RiskSource.labels)
        }
        switch field {
        case "labels": return finding(.metadata, change, "a label changes", RiskSource.labels)
        case "annotations": return finding(.metadata, change, "an annotation changes", RiskSource.annotations)
        default: return finding(.metadata, change, "a record about the object changes", RiskSource.conventions)
        }
    }

    private func additions(of kind: GroupVersionKind, _ object: Node?) -> [RiskFinding] {
        let change = Change(path: FieldPath(), operation: .add, base: nil, desired: object)
        let states = RiskStates(before: nil, after: object, isOverlay: false)
        let key = RiskRules.key(kind: kind.kind, group: kind.group)
        if let guardrail = Guardrails.of(kind), guardrail.isExemption {
            let reason = "what it names is exempt from policies"
            return [finding(.guardrailLoosened, change, reason, guardrail.source)]
        }
        // What is not there yet has nothing to lose.
        let found = (RiskRules.byKind[key] ?? []).flatMap { $0.findings(change, states) }
            .filter { $0.risk != .dataLoss }
        return found.isEmpty ? [finding(.inPlace, change, "the object is new", RiskSource.conventions)] : found
    }

    private func removals(of kind: GroupVersionKind, _ object: Node?) -> [RiskFinding] {
        let change = Change(path: FieldPath(), operation: .remove, base: nil, desired: nil)
        let known = RiskRules.removals[RiskRules.key(kind: kind.kind, group: kind.group)]
        guard let removal = guardrail(of: kind, object)?.removal ?? known else {
            return [finding(.inPlace, change, "the object is deleted", RiskSource.conventions)]
        }
        return [finding(removal.risk, change, removal.reason, removal.source)]
    }
}

extension FieldPath {
    /// Whether one path leads to a part of what the other leads to. Items of a list are not told apart: each comparison names them in its
    /// own way.
    fileprivate func isRelated(to other: FieldPath) -> Bool {
        zip(steps, other.steps).allSatisfy { step, taken in
            switch (step, taken) {
            case (.field(let name), .field(let otherName)): name.hasSameBytes(as: otherName)
            case (.field, _), (_, .field): false
            default: true
            }
        }
    }
}
