package import GitOpsRBAC
package import GitOpsReport

/// The rules of findings about access, one place for ids and severities.
package enum AccessRules {
    /// Those of `lint`.
    package static let all: [FindingRule] =
        [
            unreadable, refused, dangling, noNamespace, mixed, urlsInRole, empty, pattern, verb, twice, overlaps,
            overwritten,
            cyclic,
        ]
        + [deadBinding, redundantRule, undecidedRule, unusedRole, outsideSet] + GrantRisk.all.map(\.rule)

    package static let unreadable = rule(
        "rbac-unreadable", "A part of a role or binding has a form that the API server refuses.", .high)

    package static let gained = rule("rbac-gained", "A change gives somebody a permission.", .medium)
    package static let lost = rule("rbac-lost", "A change takes a permission from somebody.", .info)
    package static let assertion = rule("rbac-assertion", "A statement about access does not hold.", .high)

    /// Of statements that may be about nothing.
    package static let doubts = [unknownSubject, unknownNamespace, unknownGroup, clusterScoped]
    fileprivate static let unknownSubject = rule(
        "rbac-assertion-subject", "A statement about access is about somebody that nothing names.", .low)
    fileprivate static let unknownNamespace = rule(
        "rbac-assertion-namespace", "A statement about access is about a namespace that nothing names.", .low)
    fileprivate static let unknownGroup = rule(
        "rbac-assertion-group", "A statement about access is about an API group that nothing names.", .low)
    fileprivate static let clusterScoped = rule(
        "rbac-assertion-scope", "A statement about access has a namespace for what belongs to the cluster.", .low)

    package static let unknownPaths = rule("rbac-path-unknown", "Not all that somebody reaches is known.", .high)

    /// The rule for paths to a sink.
    package static func path(to sink: EscalationSink) -> FindingRule {
        rule("rbac-path-\(sink.id)", "Somebody reaches \(sink.id) by a chain of permissions.", sink.severity)
    }

    package static func rule(_ id: String, _ summary: String, _ severity: Severity) -> FindingRule {
        FindingRule(id: id, summary: summary, severity: severity, tags: ["security", "rbac"])
    }
}

extension EscalationSink {
    /// How bad it is to be reached.
    package var severity: Severity {
        switch self {
        case .clusterAdmin, .systemMasters, .nodeRoot: .critical
        case .secrets(namespace: nil), .trafficInterception(namespace: nil), .guardrailsOff(namespace: nil),
            .cloudIdentity(namespace: nil):
            .high
        case .secrets, .trafficInterception, .guardrailsOff, .cloudIdentity: .medium
        }
    }
}

extension AccessRules {
    // Problems of the model.
    fileprivate static let dangling = rule(
        "rbac-dangling-role", "A binding refers to a role that is not there.", .medium)
    fileprivate static let refused = rule(
        "rbac-refused", "The API server refuses a role or binding.", .medium)
    fileprivate static let noNamespace = rule(
        "rbac-subject-namespace", "A ServiceAccount is bound without its namespace and never matches.", .medium)
    fileprivate static let mixed = rule(
        "rbac-mixed-rule", "A rule has both resources and URLs, which the API server refuses.", .medium)
    fileprivate static let urlsInRole = rule(
        "rbac-urls-in-role", "A Role grants URLs, which have no namespace.", .low)
    fileprivate static let empty = rule("rbac-empty-rule", "A rule grants nothing.", .low)
    fileprivate static let pattern = rule(
        "rbac-no-pattern", "A resource looks like a pattern and is a name.", .medium)
    fileprivate static let verb = rule("rbac-unknown-verb", "No API asks for a verb.", .low)
    fileprivate static let twice = rule("rbac-defined-twice", "An object is defined more than once.", .medium)
    package static let overlaps = rule(
        "rbac-folders-overlap", "Folders that may be applied apart define the same objects.", .info)
    fileprivate static let overwritten = rule(
        "rbac-overwritten-rules", "A rule of an aggregated ClusterRole is written over.", .low)
    fileprivate static let cyclic = rule(
        "rbac-cyclic-aggregation", "ClusterRoles aggregate each other.", .medium)
}

extension AssertionDoubt {
    /// The rule of its findings.
    package var rule: FindingRule {
        switch self {
        case .unknown(.subject): AccessRules.unknownSubject
        case .unknown(.namespace): AccessRules.unknownNamespace
        case .unknown(.group): AccessRules.unknownGroup
        case .clusterScoped: AccessRules.clusterScoped
        }
    }
}

extension AccessProblem.Reason {
    /// The rule of its findings.
    package var rule: FindingRule {
        switch self {
        case .wrongType, .missing, .invalidSelector, .unknownKind, .repeatedKey, .repeatedKeys: AccessRules.unreadable
        case .roleInClusterBinding, .unsupportedAPIGroup, .unservedVersion, .invalidName, .noSelectors:
            AccessRules.refused
        case .danglingRole: AccessRules.dangling
        case .emptyBinding: AccessRules.deadBinding
        case .missingSubjectNamespace: AccessRules.noNamespace
        case .mixedRule: AccessRules.mixed
        case .urlsInRole: AccessRules.urlsInRole
        case .emptyRule: AccessRules.empty
        case .resourcesLookLikePatterns: AccessRules.pattern
        case .unknownVerbs: AccessRules.verb
        case .definedTwice: AccessRules.twice
        case .overwrittenRules: AccessRules.overwritten
        case .cyclicAggregation: AccessRules.cyclic
        }
    }
}

extension AccessRules {
    // What works and is of no use.
    package static let deadBinding = rule("rbac-dead-binding", "A binding grants nothing.", .low)
    package static let redundantRule = rule(
        "rbac-redundant-rule", "A rule gives nobody anything that others do not.", .low)
    package static let undecidedRule = rule(
        "rbac-redundancy-unknown", "A rule overlaps others in too many ways to tell whether it is of use.", .info)
    package static let unusedRole = rule("rbac-unused-role", "No binding refers to a role.", .low)
    package static let outsideSet = rule(
        "rbac-undefined-account", "A binding names a service account that is not in the set.", .low)
}

extension GrantRisk {
    /// The rule of its findings.
    package var rule: FindingRule {
        FindingRule(
            id: "rbac-\(id)", summary: "A grant: \(title).", severity: severity.forFindings,
            tags: ["security", "rbac"] + references)
    }
}

extension GrantRisk.Severity {
    /// The severity as findings have it.
    package var forFindings: Severity {
        switch self {
        case .low: .low
        case .medium: .medium
        case .high: .high
        case .critical: .critical
        }
    }
}
