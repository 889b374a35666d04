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
        severities = configuration.changes.isEnabled ? configuration.changes.severities : [:]
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
            return (change.resource, Self.loosening(risks))
        }
    }

    private static func loosening(_ risks: [RiskFinding]) -> [RiskFinding] {
        var seen: Set<RiskFinding> = []
        let kinds: Set<ChangeRisk> = [.guardrail, .guardrailLoosened, .source, .sourceLoosened]
        return risks.filter { kinds.contains($0.risk) && seen.insert($0).inserted }
    }

    /// A finding for each thing that a change of a resource does; a change is new, whatever was there before.
    ///
    /// What several fields do alike is one finding with their places: three volumes that show the node's files are one cause.
    var findings: [ChangeFinding] {
        let told = changes.map { (change: $0.resource, risks: $0.assessment.findings) } + replacements
        return told.flatMap { change, risks -> [ChangeFinding] in
            // What is loosened is another one as well.
            let isLoosened = risks.contains { $0.risk == .guardrailLoosened }
            var found: [ChangeFinding] = []
            for risk in risks where !isLoosened || risk.risk != .guardrail {
                guard let next = finding(change, risk) else { continue }
                let same = found.firstIndex {
                    $0.finding.rule == next.finding.rule && $0.reason.hasSameBytes(as: next.reason)
                }
                if let same { found[same].sites += next.sites } else { found.append(next) }
            }
            return found
        }
    }

    private func finding(_ resource: ResourceChange, _ risk: RiskFinding) -> ChangeFinding? {
        guard let kind = GateConfiguration.Changes.Risk(rawValue: risk.risk.rawValue), let severity = severities[kind],
            let manifest = resource.manifest
        else { return nil }
        var finding = Finding(
            rule: Self.rule(kind, severity), subject: .resource(resource.id), path: risk.path, message: risk.reason,
            properties: ["risk": risk.risk.rawValue, "source": risk.source], fingerprintDetails: [risk.reason])
        finding.status = .new
        let node = manifest.root.deepestValue(at: risk.path)
        let place = SourcePlace(node, origin: manifest.origin, key: true, role: resource.kind.rawValue)
        return ChangeFinding(finding: finding, reason: risk.reason, sites: [.init(path: risk.path, place: place)])
    }

    /// The names of the rules of all changes.
    static var ruleIDs: [String] { GateConfiguration.Changes.Risk.allCases.map { rule($0, .info).id } }

    private static func rule(_ risk: GateConfiguration.Changes.Risk, _ severity: Severity) -> FindingRule {
        let (id, summary) =
            switch risk {
            case .dataLoss: ("change-data-loss", "A change may delete stored data.")
            case .rulesLoosened: ("gate-rules-loosened", "A change loosens what later changes are judged by.")
            case .privilege: ("change-privilege", "A change gives rights, or takes a check away.")
            case .guardrail: ("change-guardrail", "A change alters what guards the cluster.")
            case .guardrailLoosened: ("change-guardrail-loosened", "A change loosens what guards the cluster.")
            case .source: ("change-source", "A change alters what Argo CD or Flux deploys, and where to.")
            case .sourceLoosened:
                ("change-source-loosened", "A change has Argo CD or Flux deploy what nobody has looked at.")
            case .exposure: ("change-exposure", "A change makes something reachable.")
            case .recreate: ("change-recreate", "An object has to be deleted and created again.")
            case .rollingRestart: ("change-restart", "A change replaces pods.")
            case .capacity: ("change-capacity", "More or less can run.")
            }
        return FindingRule(id: id, summary: summary, severity: severity, tags: ["change"])
    }
}

/// What a change of a resource does, and where.
struct ChangeFinding {
    /// A field that does it.
    struct Site {
        let path: FieldPath
        let place: SourcePlace
    }

    /// The finding, without its places.
    var finding: Finding
    let reason: String
    /// Never empty.
    var sites: [Site]

    /// The finding about some of the places; `nil` when none is left.
    func finding(about sites: [Site]) -> Finding? {
        guard let first = sites.first else { return nil }
        var finding = finding
        finding.path = first.path
        finding.places = sites.map(\.place)
        if sites.count > 1 { finding.message = "\(reason), in \(sites.count) places" }
        finding.fingerprint = Fingerprint(
            rule: finding.rule.id, subject: finding.subject, path: first.path, details: [reason])
        return finding
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
