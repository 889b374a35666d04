import GitOpsManifest
import GitOpsSchema

/// Matches the parts of policies.
struct ArgoCDMatcher: Sendable {
    let mode: ArgoCDAccess.MatchMode
    let patterns: (any PatternMatching)?

    /// A pattern made ready.
    enum Prepared: Sendable {
        case glob(ArgoCDGlob)
        case regex(String)
        /// A glob that is malformed.
        case nothing
    }

    func prepare(_ pattern: String) -> Prepared {
        switch mode {
        case .glob: ArgoCDGlob(pattern).map(Prepared.glob) ?? .nothing
        case .regex: .regex(pattern)
        }
    }

    /// Whether a text matches; `nil` for a regular expression that cannot be compiled or not be evaluated here.
    func matches(_ text: String, _ pattern: Prepared) -> Bool? {
        switch pattern {
        case .glob(let glob): glob.matches(text)
        case .regex(let pattern): patterns?.matches(text, pattern: pattern)
        case .nothing: false
        }
    }
}

/// Lines that are asked together, as casbin evaluates them.
struct ArgoCDPolicy: Sendable {
    private struct Compiled: Sendable {
        let line: ArgoCDPolicyLine
        let permission: ArgoCDPolicyLine.Permission
        let resource: ArgoCDMatcher.Prepared
        let action: ArgoCDMatcher.Prepared
        let object: ArgoCDMatcher.Prepared
    }

    /// Lines made ready. Those of the installation are shared by the policies of all projects.
    private struct Layer: Sendable {
        var permissions: [Compiled] = []
        /// For each subject its permissions.
        var numbers: [ExactText: [Int]] = [:]
        var roles: [ExactText: [String]] = [:]

        init(_ lines: [ArgoCDPolicyLine], matcher: ArgoCDMatcher) {
            for line in lines {
                switch line.rule {
                case .membership(let member, let role): roles[ExactText(member), default: []].append(role)
                case .permission(let permission):
                    numbers[ExactText(permission.subject), default: []].append(permissions.count)
                    permissions.append(
                        Compiled(
                            line: line, permission: permission, resource: matcher.prepare(permission.resource),
                            action: matcher.prepare(permission.action), object: matcher.prepare(permission.object)))
                }
            }
        }
    }

    /// What casbin says for one subject.
    enum Answer {
        case allowed(ArgoCDPolicyLine)
        case denied(ArgoCDPolicyLine)
        case notMentioned
        /// A pattern could not be evaluated, and the request is denied for it.
        case failed(ArgoCDPolicyLine)
    }

    /// How many steps from role to role are followed.
    ///
    /// Source: `NewRoleManager(10)` in `enforcer.go` of casbin.
    static let maximumSteps = 10

    private var layers: [Layer]
    private let matcher: ArgoCDMatcher

    init(_ lines: [ArgoCDPolicyLine], matcher: ArgoCDMatcher) {
        self.matcher = matcher
        layers = [Layer(lines, matcher: matcher)]
    }

    /// The same policy with further lines behind. Complexity: O(further lines).
    func adding(_ lines: [ArgoCDPolicyLine]) -> ArgoCDPolicy {
        var policy = self
        policy.layers.append(Layer(lines, matcher: matcher))
        return policy
    }

    /// Whether regular expressions can be evaluated.
    var canMatch: Bool { matcher.patterns != nil }

    /// Whether some `g` line names a member.
    func hasMember(_ name: String) -> Bool { layers.contains { $0.roles[ExactText(name)] != nil } }

    /// A subject and the roles it has, with the way to each.
    func roles(of subject: String) -> [ExactText: [String]] {
        var found: [ExactText: [String]] = [ExactText(subject): []]
        var level = [subject]
        for _ in 0..<Self.maximumSteps {
            var next: [String] = []
            for name in level {
                let way = found[ExactText(name)] ?? []
                for role in layers.flatMap({ $0.roles[ExactText(name)] ?? [] }) where found[ExactText(role)] == nil {
                    found[ExactText(role)] = way + [role]
                    next.append(role)
                }
            }
            if next.isEmpty { break }
            level = next
        }
        return found
    }

    /// The permissions of some roles, in the order of lines.
    private func rules(_ roles: [ExactText: [String]]) -> [Compiled] {
        layers.flatMap { layer in
            roles.keys.flatMap { layer.numbers[$0] ?? [] }.sorted().map { layer.permissions[$0] }
        }
    }

    /// The answer for one subject: denied by the first line that denies, else allowed by the first that allows.
    ///
    /// Source: `e.enforce` in casbin's `enforcer.go` and `AllowAndDenyEffect` in `effector/default_effector.go`; the
    /// conjunction of the matcher stops at the first part that is false.
    func answer(_ request: ArgoCDRequest, for subject: String) -> Answer {
        var allowing: ArgoCDPolicyLine?
        for rule in rules(roles(of: subject)) {
            guard let isMatch = matches(rule, request) else { return .failed(rule.line) }
            guard isMatch else { continue }
            if rule.permission.effect == "deny" { return .denied(rule.line) }
            if rule.permission.effect == "allow", allowing == nil { allowing = rule.line }
        }
        return allowing.map(Answer.allowed) ?? .notMentioned
    }

    /// Every line that concerns a subject, with the way of roles to it; with a request only those that match it.
    func lines(
        for subject: String, matching request: ArgoCDRequest?
    ) -> [(line: ArgoCDPolicyLine, roles: [String])] {
        let roles = roles(of: subject)
        return rules(roles).compactMap { rule in
            let way = roles[ExactText(rule.permission.subject)] ?? []
            if let request, matches(rule, request) != true { return nil }
            return (rule.line, way)
        }
    }

    /// Subjects and members that some line names, each once in the order of lines.
    var names: [String] {
        var seen: Set<ExactText> = []
        let members = layers.flatMap { $0.roles.keys.map(\.text) }.sorted { $0.precedesByBytes($1) }
        return (layers.flatMap { $0.permissions.map(\.permission.subject) } + members).filter {
            seen.insert(ExactText($0)).inserted
        }
    }

    private func matches(_ rule: Compiled, _ request: ArgoCDRequest) -> Bool? {
        for (text, pattern) in [
            (request.resource, rule.resource), (request.action, rule.action), (request.object, rule.object),
        ] {
            guard let isMatch = matcher.matches(text, pattern) else { return nil }
            if !isMatch { return false }
        }
        return true
    }
}
