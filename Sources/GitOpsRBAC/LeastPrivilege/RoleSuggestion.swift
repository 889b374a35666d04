public import GitOpsManifest

/// The smallest roles with which a subject could have done what audit logs tell it did.
public struct RoleSuggestion: Sendable {
    /// A role, and where it is to be bound to the subject.
    public struct Role: Sendable {
        /// The role.
        public let id: RoleID
        /// Its rules.
        public let rules: [PolicyRule]
        /// The namespaces it is bound in; empty for a binding in the whole cluster.
        public let namespaces: [String]
    }

    /// A grant of today that is wider than what was used.
    public struct UnusedGrant: Sendable {
        /// The grant.
        public let grant: Grant
        /// What of it was not used.
        public let permissions: [Permission]
        /// Whether nothing of it was used, so that the rule can go.
        public let isEntirelyUnused: Bool
    }

    /// What was checked after the fact, against the text of the suggestion.
    public struct Proof: Sendable {
        /// Requests that were used and belong to the roles.
        public let uses: Int
        /// Those that the suggestion would not allow: none.
        public let missing: [ObservedUse]
        /// A request that the suggestion allows and the model does not: none, unless what is not granted was to be
        /// included. `nil` as well without a model.
        public let excess: SubjectAccessReview.Attributes?

        /// Whether the comparison with the model came to an end; see ``RuleSubsumption/isDecided``.
        public let isDecided: Bool

        /// Whether the roles allow all that was used, and nothing that is not granted.
        public var holds: Bool { missing.isEmpty && excess == nil && isDecided }
    }

    /// Whose permissions these are.
    public let subject: Subject
    /// The groups it is always in, and those the log names.
    public let groups: [String]
    /// Whether it was a member of `system:masters`, who needs no role.
    public let isSuperuser: Bool
    /// The roles.
    public let roles: [Role]
    /// The roles and bindings as manifests.
    public let manifests: [Document]
    /// What was used and is not in the roles, because everybody may do it.
    public let defaults: [ObservedUse]
    /// What was used, though the model does not grant it: the log is of another state, or somebody else decided (node
    /// authorizer, webhook).
    public let notGranted: [ObservedUse]
    /// Grants of the model to the subject that are wider than what was used. Empty without a model.
    public let unused: [UnusedGrant]
    /// The proof that the roles are neither too narrow nor too wide.
    public let proof: Proof

    /// The roles and bindings as a YAML stream, ready to be applied.
    public var yaml: String { YAMLWriter().string(stream: manifests.map(\.root)) }
}

extension AuditLog {
    /// The smallest roles for a subject.
    ///
    /// - Parameters:
    ///   - subject: who used something.
    ///   - model: what is granted today; suggestions stay within it. Without it they are what was used.
    ///   - options: how far they may go beyond.
    public func suggestion(
        for subject: Subject, model: AccessModel? = nil, options: RoleSuggestionOptions = RoleSuggestionOptions()
    ) -> RoleSuggestion {
        var suggester = RoleSuggester(model: model, options: options)
        return suggester.suggest(subject, groups: groups(of: subject), uses: uses(of: subject))
    }

    /// The smallest roles for every subject that used something, sorted by subject.
    public func suggestions(
        model: AccessModel? = nil, options: RoleSuggestionOptions = RoleSuggestionOptions()
    ) -> [RoleSuggestion] {
        var suggester = RoleSuggester(model: model, options: options)
        let uses = uses
        var suggestions: [RoleSuggestion] = []
        var start = 0
        while start < uses.count {
            let subject = uses[start].subject
            let end = uses[start...].firstIndex { $0.subject != subject } ?? uses.count
            suggestions.append(
                suggester.suggest(subject, groups: groups(of: subject), uses: Array(uses[start..<end])))
            start = end
        }
        return suggestions
    }
}
