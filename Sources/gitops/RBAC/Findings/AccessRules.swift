import GitOpsRBAC
import GitOpsReport

/// The rules of findings about access, one place for ids and severities.
enum AccessRules {
    /// Those of `lint`.
    static let all: [FindingRule] = [
        unreadable, dangling, noNamespace, mixed, urlsInRole, empty, pattern, verb, twice, overwritten, cyclic,
        everything, wildcard, dangerous, redundantRule, redundantSubject, unbound, emptyRole, noSubjects, noAccount,
        everybody, defaultAccount,
    ]

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

extension AccessRules {
    // Problems of the model.
    fileprivate static let dangling = rule(
        "rbac-dangling-role", "A binding refers to a role that is not there.", .medium)
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
    fileprivate static let overwritten = rule(
        "rbac-overwritten-rules", "Rules of an aggregated ClusterRole are replaced.", .low)
    fileprivate static let cyclic = rule(
        "rbac-cyclic-aggregation", "ClusterRoles aggregate each other.", .medium)
}

extension AccessProblem.Reason {
    /// The rule of its findings.
    var rule: FindingRule {
        switch self {
        case .wrongType, .missing, .invalidSelector, .unknownKind: AccessRules.unreadable
        case .danglingRole: AccessRules.dangling
        case .missingSubjectNamespace: AccessRules.noNamespace
        case .mixedRule: AccessRules.mixed
        case .urlsInRole: AccessRules.urlsInRole
        case .emptyRule: AccessRules.empty
        case .resourceLooksLikePattern: AccessRules.pattern
        case .unknownVerb: AccessRules.verb
        case .definedTwice: AccessRules.twice
        case .overwrittenRules: AccessRules.overwritten
        case .cyclicAggregation: AccessRules.cyclic
        }
    }
}

extension AccessRules {
    // Weaknesses.
    fileprivate static let everything = rule(
        "rbac-everything", "A rule allows every verb on every resource.", .high)
    fileprivate static let wildcard = rule(
        "rbac-wildcard", "A rule has * for verbs, groups or resources.", .medium)
    fileprivate static let dangerous = rule(
        "rbac-dangerous", "A rule allows what leads to more than it says.", .medium)
    fileprivate static let redundantRule = rule(
        "rbac-redundant-rule", "Another rule of the role allows all of a rule.", .low)
    fileprivate static let redundantSubject = rule(
        "rbac-redundant-subject", "Another binding grants the same role to the same subject.", .low)
    fileprivate static let unbound = rule("rbac-unused-role", "No binding refers to a role.", .low)
    fileprivate static let emptyRole = rule("rbac-empty-role", "A role that is bound has no rules.", .low)
    fileprivate static let noSubjects = rule("rbac-no-subjects", "A binding names nobody.", .low)
    fileprivate static let noAccount = rule(
        "rbac-undefined-account", "A binding names a service account that is not in the set.", .low)
    fileprivate static let everybody = rule(
        "rbac-everybody", "A role is granted to everybody or to every service account.", .high)
    fileprivate static let defaultAccount = rule(
        "rbac-default-account", "A role is granted to the account of pods that name none.", .medium)
}

extension AccessWeakness.Kind {
    /// The rule of its findings.
    var rule: FindingRule {
        switch self {
        case .allowsEverything: AccessRules.everything
        case .wildcard: AccessRules.wildcard
        case .dangerous: AccessRules.dangerous
        case .redundantRule: AccessRules.redundantRule
        case .redundantSubject: AccessRules.redundantSubject
        case .unboundRole: AccessRules.unbound
        case .emptyRole: AccessRules.emptyRole
        case .bindingWithoutSubjects: AccessRules.noSubjects
        case .undefinedAccount: AccessRules.noAccount
        case .everybody: AccessRules.everybody
        case .defaultAccount: AccessRules.defaultAccount
        }
    }
}
