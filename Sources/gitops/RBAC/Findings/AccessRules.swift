import GitOpsRBAC
import GitOpsReport

/// The rules of findings about access, one place for ids and severities.
enum AccessRules {
    static let all: [FindingRule] =
        [unreadable] + AccessProblem.Reason.rules + AccessWeakness.Kind.rules

    static let unreadable = rule(
        "rbac-unreadable", "A part of a role or binding has a form that the API server refuses.", .high)

    static let gained = rule("rbac-gained", "A change gives somebody a permission.", .medium)
    static let lost = rule("rbac-lost", "A change takes a permission from somebody.", .info)
    static let assertion = rule("rbac-assertion", "A statement about access does not hold.", .high)

    /// The rule for paths to a sink.
    static func path(to sink: EscalationSink) -> FindingRule {
        rule("rbac-path-\(sink.id)", "Somebody reaches \(sink.id) by a chain of permissions.", sink.severity)
    }

    static func rule(_ id: String, _ summary: String, _ severity: Severity) -> FindingRule {
        FindingRule(id: id, summary: summary, severity: severity, tags: ["security", "rbac"])
    }
}

extension EscalationSink {
    /// How bad it is to be reached.
    var severity: Severity {
        switch self {
        case .clusterAdmin, .systemMasters, .nodeRoot: .critical
        case .secrets(namespace: nil), .trafficInterception(namespace: nil), .guardrailsOff(namespace: nil),
            .cloudIdentity(namespace: nil):
            .high
        case .secrets, .trafficInterception, .guardrailsOff, .cloudIdentity: .medium
        }
    }
}

extension AccessProblem.Reason {
    fileprivate static let rules: [FindingRule] = [
        dangling, noNamespace, mixed, urlsInRole, empty, pattern, verb, twice, overwritten, cyclic,
    ]

    private static let dangling = AccessRules.rule(
        "rbac-dangling-role", "A binding refers to a role that is not there.", .medium)
    private static let noNamespace = AccessRules.rule(
        "rbac-subject-namespace", "A ServiceAccount is bound without its namespace and never matches.", .medium)
    private static let mixed = AccessRules.rule(
        "rbac-mixed-rule", "A rule has both resources and URLs, which the API server refuses.", .medium)
    private static let urlsInRole = AccessRules.rule(
        "rbac-urls-in-role", "A Role grants URLs, which have no namespace.", .low)
    private static let empty = AccessRules.rule("rbac-empty-rule", "A rule grants nothing.", .low)
    private static let pattern = AccessRules.rule(
        "rbac-no-pattern", "A resource looks like a pattern and is a name.", .medium)
    private static let verb = AccessRules.rule("rbac-unknown-verb", "No API asks for a verb.", .low)
    private static let twice = AccessRules.rule("rbac-defined-twice", "An object is defined more than once.", .medium)
    private static let overwritten = AccessRules.rule(
        "rbac-overwritten-rules", "Rules of an aggregated ClusterRole are replaced.", .low)
    private static let cyclic = AccessRules.rule(
        "rbac-cyclic-aggregation", "ClusterRoles aggregate each other.", .medium)

    var rule: FindingRule {
        switch self {
        case .wrongType, .missing, .invalidSelector, .unknownKind: AccessRules.unreadable
        case .danglingRole: Self.dangling
        case .missingSubjectNamespace: Self.noNamespace
        case .mixedRule: Self.mixed
        case .urlsInRole: Self.urlsInRole
        case .emptyRule: Self.empty
        case .resourceLooksLikePattern: Self.pattern
        case .unknownVerb: Self.verb
        case .definedTwice: Self.twice
        case .overwrittenRules: Self.overwritten
        case .cyclicAggregation: Self.cyclic
        }
    }
}

extension AccessWeakness.Kind {
    fileprivate static let rules: [FindingRule] = [
        everything, wildcard, dangerous, redundantRule, redundantSubject, unbound, emptyRole, noSubjects, noAccount,
        everybody, defaultAccount,
    ]

    private static let everything = AccessRules.rule(
        "rbac-everything", "A rule allows every verb on every resource.", .high)
    private static let wildcard = AccessRules.rule(
        "rbac-wildcard", "A rule has * for verbs, groups or resources.", .medium)
    private static let dangerous = AccessRules.rule(
        "rbac-dangerous", "A rule allows what leads to more than it says.", .medium)
    private static let redundantRule = AccessRules.rule(
        "rbac-redundant-rule", "Another rule of the role allows all of a rule.", .low)
    private static let redundantSubject = AccessRules.rule(
        "rbac-redundant-subject", "Another binding grants the same role to the same subject.", .low)
    private static let unbound = AccessRules.rule("rbac-unused-role", "No binding refers to a role.", .low)
    private static let emptyRole = AccessRules.rule("rbac-empty-role", "A role that is bound has no rules.", .low)
    private static let noSubjects = AccessRules.rule("rbac-no-subjects", "A binding names nobody.", .low)
    private static let noAccount = AccessRules.rule(
        "rbac-undefined-account", "A binding names a service account that is not in the set.", .low)
    private static let everybody = AccessRules.rule(
        "rbac-everybody", "A role is granted to everybody or to every service account.", .high)
    private static let defaultAccount = AccessRules.rule(
        "rbac-default-account", "A role is granted to the account of pods that name none.", .medium)

    var rule: FindingRule {
        switch self {
        case .allowsEverything: Self.everything
        case .wildcard: Self.wildcard
        case .dangerous: Self.dangerous
        case .redundantRule: Self.redundantRule
        case .redundantSubject: Self.redundantSubject
        case .unboundRole: Self.unbound
        case .emptyRole: Self.emptyRole
        case .bindingWithoutSubjects: Self.noSubjects
        case .undefinedAccount: Self.noAccount
        case .everybody: Self.everybody
        case .defaultAccount: Self.defaultAccount
        }
    }
}
