public import GitOpsManifest

/// What a change does to what runs.
///
/// A change may be of several classes: a pod template that gets a privileged container restarts Pods and gives rights away.
public enum ChangeRisk: String, Sendable, Hashable, CaseIterable {
    /// Nothing: the server stores the same object.
    case none
    /// Labels or annotations that nothing running depends on, as far as the object tells.
    case metadata
    /// The object is updated where it is; what runs goes on.
    case inPlace
    /// Pods or containers are replaced by new ones.
    case rollingRestart
    /// Validation refuses the update: the object has to be deleted and created again.
    case recreate
    /// Stored data may be deleted.
    case dataLoss
    /// Something can be reached that could not be reached before.
    case exposure
    /// Somebody or something gets rights it did not have, or a check is gone.
    case privilege
    /// What guards the cluster is another one: an admission policy or webhook, a network policy, a quota, a project.
    case guardrail
    /// What guards the cluster surely refuses less, or is gone.
    case guardrailLoosened
    /// What is deployed comes from another revision or folder of its repository, or goes elsewhere: an Application of Argo CD, a source
    /// or applier of Flux.
    case source
    /// What is deployed comes from another repository, is no longer verified, or is whatever somebody writes to a branch.
    case sourceLoosened
    /// More or less can run: replicas, resources, quotas, disruption.
    case capacity

    /// The name in words: `rolling restart`.
    public var words: String {
        switch self {
        case .inPlace: "in place"
        case .rollingRestart: "rolling restart"
        case .dataLoss: "data loss"
        case .guardrailLoosened: "guardrail loosened"
        case .sourceLoosened: "source loosened"
        case .none, .metadata, .recreate, .exposure, .privilege, .capacity, .guardrail, .source: rawValue
        }
    }

    /// How bad it may be, 0 for `none`. Data that is gone does not come back; rights and open ports can be taken back. What no
    /// longer guards, or comes from elsewhere, lets in more than one change shows.
    public var severity: Int {
        switch self {
        case .none: 0
        case .metadata: 1
        case .inPlace: 2
        case .capacity: 3
        case .rollingRestart: 4
        case .recreate: 5
        case .source: 6
        case .guardrail: 7
        case .exposure: 8
        case .privilege: 9
        case .sourceLoosened: 10
        case .guardrailLoosened: 11
        case .dataLoss: 12
        }
    }
}

extension ChangeRisk: Comparable {
    /// By severity.
    public static func < (left: Self, right: Self) -> Bool { left.severity < right.severity }
}

/// One thing that a change does, with the reason.
public struct RiskFinding: Sendable, Hashable {
    /// What it does.
    public let risk: ChangeRisk
    /// The field that decides: the changed one, one around it, or one in it.
    public let path: FieldPath
    /// Why, as a short sentence without a full stop.
    public let reason: String
    /// Where the rule comes from: a page of the documentation without its scheme, or a function of the API server.
    public let source: String
}

/// What the changes of an object do, together and each for itself.
public struct RiskAssessment: Sendable {
    /// Everything that was found, the most severe first, each finding once; `none` only when there is nothing else.
    public let findings: [RiskFinding]
    /// The findings for each change, in the order of the changes; empty for an object that was added or removed.
    public let changes: [[RiskFinding]]

    /// The most severe risk; `none` without changes.
    public var highest: ChangeRisk { findings.first?.risk ?? .none }

    init(changes: [[RiskFinding]], whole: [RiskFinding] = []) {
        self.changes = changes
        let all = RiskFinding.ordered(whole + changes.flatMap { $0 })
        findings = all.first?.risk == ChangeRisk.none ? all : all.filter { $0.risk != .none }
    }
}

extension RiskFinding {
    /// The most severe first, otherwise as given; each once.
    static func ordered(_ findings: [RiskFinding]) -> [RiskFinding] {
        var seen: Set<RiskFinding> = []
        return findings.filter { seen.insert($0).inserted }.enumerated()
            .sorted { (-$0.element.risk.severity, $0.offset) < (-$1.element.risk.severity, $1.offset) }
            .map(\.element)
    }
}
