public import GitOpsManifest

/// The RBAC objects of a set of manifests, ready for questions.
///
/// Equal to the API server's RBAC authorizer over the same objects; nothing is asked of a cluster. Broken objects are
/// listed in ``problems`` and the rest is analysed.
///
/// Sources: `plugin/pkg/auth/authorizer/rbac/rbac.go`, `pkg/registry/rbac/validation/rule.go` and
/// `pkg/apis/rbac/v1/evaluation_helpers.go` of Kubernetes.
public struct AccessModel: Sendable {
    let index: AccessIndex
    /// As the options say, for comparisons.
    let threads: Int
    /// What is broken or has no effect, in the order of the set.
    public let problems: [AccessProblem]

    /// The model of the RBAC objects in a set and, unless the options leave them out, of those every API server has
    /// from its start; all other objects are passed over.
    ///
    /// Complexity: O(values of the RBAC objects), of which reading them is shared by the threads of the options. The
    /// model is the same for any number of threads.
    public init(_ manifests: ManifestSet, options: AccessModelOptions = AccessModelOptions()) {
        var builder = AccessModelBuilder(manifests.manifests, options: options)
        (index, problems) = builder.build()
        threads = options.threads
    }
}

// MARK: Decisions

extension AccessModel {
    /// Whether the API server would allow a request.
    public func isAllowed(_ review: SubjectAccessReview) -> Bool { decision(on: review).isAllowed }

    /// What the API server would answer, with the grant that allows. Complexity: O(grants of the user and groups).
    public func decision(on review: SubjectAccessReview) -> AccessDecision {
        decision(on: prepare(review.attributes), by: prepare(user: review.user, groups: review.groups))
    }

    /// Looks the names of an action up, to ask about it many times.
    public func prepare(_ attributes: SubjectAccessReview.Attributes) -> PreparedAction { index.prepare(attributes) }

    /// Looks the names of a user and groups up, to ask about them many times.
    public func prepare(user: String, groups: [String]) -> PreparedSubject {
        index.prepare(user: user, groups: groups)
    }

    /// Whether the API server would allow an action. Allocates nothing.
    public func isAllowed(_ action: PreparedAction, by subject: PreparedSubject) -> Bool {
        if subject.isSuperuser { return true }
        guard index.mayAllow(action, subject.subjects) else { return false }
        for number in subject.subjects where index.find(action, of: number) != nil { return true }
        return false
    }

    /// What the API server would answer, with the grant that allows.
    public func decision(on action: PreparedAction, by subject: PreparedSubject) -> AccessDecision {
        for number in subject.subjects {
            guard let found = index.find(action, of: number) else { continue }
            return AccessDecision(isAllowed: true, grant: index.grant(found))
        }
        return AccessDecision(isAllowed: subject.isSuperuser, grant: nil)
    }

    /// Every grant that allows a request, in the order in which they are tried: removing all but one changes nothing.
    public func reasons(_ review: SubjectAccessReview) -> [Grant] {
        let action = prepare(review.attributes)
        return prepare(user: review.user, groups: review.groups).subjects.flatMap { index.reasons(action, of: $0) }
    }
}

extension AccessIndex {
    func grant(_ found: FoundGrant) -> Grant {
        Grant(index: self, record: grants.all[found.grant], ruleNumber: found.rule)
    }

    func reasons(_ action: PreparedAction, of subject: UInt32) -> [Grant] {
        grants.range(Int(subject)).flatMap { position -> [Grant] in
            let record = grants.all[position]
            guard isInScope(record.namespace, action) else { return [] }
            return rulesInForce(record.role).filter { literally(rules[Int($0)], allows: action) }.map {
                Grant(index: self, record: record, ruleNumber: $0)
            }
        }
    }

    func isInScope(_ namespace: NameID, _ action: PreparedAction) -> Bool {
        namespace == NameTable.empty || action.isResource && action.isInNamespace && namespace == action.namespace
    }

    func rulesInForce(_ role: UInt32) -> ArraySlice<UInt32> { effectiveRules[roles[Int(role)].effective.range] }
}

// MARK: Contents

extension AccessModel {
    /// The rules in force of a role: with an aggregated ClusterRole those it selects. `nil` when it is not in the set.
    public func rules(of role: RoleID) -> [PolicyRule]? {
        index.number(of: role).map { index.rulesInForce($0).map(index.policyRule) }
    }

    /// The roles of the set, sorted.
    public var roles: [RoleID] { Set(index.roles.indices.map { index.roleID(UInt32($0)) }).sorted() }

    /// Every subject that some binding names, and every service account of the set, sorted.
    public var subjects: [Subject] {
        var all = Set(index.subjects.indices.map { index.subject(UInt32($0)) })
        for account in index.accounts { all.insert(.user(index.names[account])) }
        return all.sorted()
    }

    /// Every subject that a binding of the set itself names, and every service account of the set, sorted: those of
    /// ``subjects`` that not every API server knows. Those of default bindings are among them where the set rewrites
    /// the role.
    public var ownSubjects: [Subject] {
        var all = index.subjectsOfRewrittenDefaults
        for binding in index.bindings where binding.manifest >= index.bootstrapCount {
            for position in binding.subjects.range { all.insert(index.boundSubjects[position].subject) }
        }
        var subjects = Set(all.map(index.subject))
        for account in index.accounts { subjects.insert(.user(index.names[account])) }
        return subjects.sorted()
    }
}
