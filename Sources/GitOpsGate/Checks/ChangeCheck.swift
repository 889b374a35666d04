import GitOpsDiff
import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// What changes do to what runs.
struct ChangeCheck {
    let changes: [GateChange]
    let otherChanges: [OtherChange]
    private let severities: [GateConfiguration.Changes.Risk: Severity]
    /// What definitions that come on top of one of the same object loosen: of several the last counts.
    private let replacements: [(change: ResourceChange, risks: [RiskFinding])]

    /// - Parameter policies: policies that stand in files of their own.
    init(
        base: ManifestSet, head: ManifestSet, policies: ManifestSet, schema: Schema, _ configuration: GateConfiguration
    ) {
        severities = configuration.changes.isOn ? configuration.changes.severities : [:]
        let diff = ManifestSetDiff(base: base, head: head, using: TwoWayDiff(schema: schema))
        let classifier = RiskClassifier(schema: schema, references: GuardrailReferences([base, policies]))
        changes = diff.resources.map { GateChange(resource: $0, assessment: classifier.assess($0)) }
        otherChanges = diff.otherChanges
        replacements = changes.compactMap { change in
            guard change.resource.kind == .added, let head = change.resource.head,
                let old = base[change.resource.id].last
            else { return nil }
            let kind = GroupVersionKind(apiVersion: head.apiVersion, kind: head.id.kind)
            let risks = TwoWayDiff(schema: schema).compare(base: old.root, desired: head.root).flatMap {
                classifier.findings(for: $0, in: kind, before: old.root, after: head.root)
            }
            return (change.resource, Self.guardrails(risks))
        }
    }

    private static func guardrails(_ risks: [RiskFinding]) -> [RiskFinding] {
        var seen: Set<RiskFinding> = []
        return risks.filter { [.guardrail, .guardrailLoosened].contains($0.risk) && seen.insert($0).inserted }
    }

    /// A finding for each risk of each resource that is told; a change is new, whatever was there before.
    var findings: [Finding] {
        let told = changes.map { (change: $0.resource, risks: $0.assessment.findings) } + replacements
        return told.flatMap { change, risks in
            // What is loosened is another one as well.
            let isLoosened = risks.contains { $0.risk == .guardrailLoosened }
            return risks.filter { !isLoosened || $0.risk != .guardrail }.compactMap { finding(change, $0) }
        }
    }

    private func finding(_ resource: ResourceChange, _ risk: RiskFinding) -> Finding? {
        guard let kind = GateConfiguration.Changes.Risk(rawValue: risk.risk.rawValue), let severity = severities[kind],
            let manifest = resource.manifest
        else { return nil }
        let node = manifest.root.deepestValue(at: risk.path)
        var finding = Finding(
            rule: Self.rule(kind, severity), subject: .resource(resource.id), path: risk.path, message: risk.reason,
            places: [SourcePlace(node, origin: manifest.origin, key: true, role: resource.kind.rawValue)],
            properties: ["risk": risk.risk.rawValue, "source": risk.source], fingerprintDetails: [risk.reason])
        finding.status = .new
        return finding
    }

    private static func rule(_ risk: GateConfiguration.Changes.Risk, _ severity: Severity) -> FindingRule {
        let (id, summary) =
            switch risk {
            case .dataLoss: ("change-data-loss", "A change may delete stored data.")
            case .privilege: ("change-privilege", "A change gives rights, or takes a check away.")
            case .guardrail: ("change-guardrail", "A change alters what guards the cluster.")
            case .guardrailLoosened: ("change-guardrail-loosened", "A change loosens what guards the cluster.")
            case .exposure: ("change-exposure", "A change makes something reachable.")
            case .recreate: ("change-recreate", "An object has to be deleted and created again.")
            case .rollingRestart: ("change-restart", "A change replaces pods.")
            case .capacity: ("change-capacity", "More or less can run.")
            }
        return FindingRule(id: id, summary: summary, severity: severity, tags: ["change"])
    }
}

extension Node {
    /// The value at a path, or the nearest one around it that is there.
    fileprivate func deepestValue(at path: FieldPath) -> Node {
        var path = path
        while !path.steps.isEmpty {
            if let node = value(at: path) { return node }
            path = FieldPath(Array(path.steps.dropLast()))
        }
        return self
    }
}
