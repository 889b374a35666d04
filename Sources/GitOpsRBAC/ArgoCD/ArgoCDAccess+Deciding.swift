import GitOpsManifest

/// The answer of Argo CD, and through which line.
public struct ArgoCDDecision: Sendable {
    /// The three answers.
    public enum Verdict: Sendable {
        /// Allowed by a line, for one of the names of the identity.
        case allowed(ArgoCDGrant)
        /// Denied: no line allows it, or these deny it although another would allow.
        case denied([ArgoCDPolicyLine])
        /// A regular expression would decide, and none is evaluated here.
        case unknown([ArgoCDPolicyLine])
        /// Refused, as every request is: Argo CD cannot read its policy for these lines.
        case refused([ArgoCDProblem])
    }

    /// The answer.
    public let verdict: Verdict

    /// Whether the request is allowed.
    public var isAllowed: Bool { grant != nil }

    /// What allows it.
    public var grant: ArgoCDGrant? { if case .allowed(let grant) = verdict { grant } else { nil } }
}

/// A line that concerns somebody, and how.
public struct ArgoCDGrant: Sendable, Hashable {
    /// Which name of an identity a line is asked for.
    public enum Holder: Sendable, Hashable {
        /// The default role, which everybody has.
        case defaultRole(String)
        /// The user, or the role of a project.
        case user(String)
        /// A group.
        case group(String)
    }

    /// The line.
    public let line: ArgoCDPolicyLine
    /// Which name it is asked for.
    public let holder: Holder
    /// The roles from that name to the subject of the line; empty when it names the holder itself.
    public let roles: [String]
}

extension ArgoCDGrant: CustomStringConvertible {
    /// `group ops through role:dev: p, role:dev, …`.
    public var description: String {
        let through = roles.isEmpty ? "" : " through \(roles.joined(separator: ", "))"
        return "\(holder)\(through): \(line)"
    }
}

extension ArgoCDGrant.Holder: CustomStringConvertible {
    /// `default role role:readonly`, `user ann`, `group ops`.
    public var description: String {
        switch self {
        case .defaultRole(let name): "default role \(name)"
        case .user(let name): "user \(name)"
        case .group(let name): "group \(name)"
        }
    }

    var name: String {
        switch self {
        case .defaultRole(let name), .user(let name), .group(let name): name
        }
    }
}

extension ArgoCDAccess {
    /// One question to casbin.
    private struct Attempt {
        let policy: ArgoCDPolicy
        let holder: ArgoCDGrant.Holder
    }

    /// Whether Argo CD would allow a request.
    public func isAllowed(_ request: ArgoCDRequest, by identity: ArgoCDIdentity) -> Bool {
        decision(on: request, by: identity).isAllowed
    }

    /// What Argo CD would answer.
    ///
    /// Complexity: O(lines · pattern) for each name of the identity.
    public func decision(on request: ArgoCDRequest, by identity: ArgoCDIdentity) -> ArgoCDDecision {
        refusals.isEmpty ? decisionOfLines(on: request, by: identity) : ArgoCDDecision(verdict: .refused(refusals))
    }

    /// What it would answer by the lines that can be read, as if the others were removed.
    func decisionOfLines(on request: ArgoCDRequest, by identity: ArgoCDIdentity) -> ArgoCDDecision {
        var denying: [ArgoCDPolicyLine] = []
        var failing: [ArgoCDPolicyLine] = []
        for attempt in attempts(request, identity) {
            switch attempt.policy.answer(request, for: attempt.holder.name) {
            case .allowed(let line):
                let roles = attempt.policy.roles(of: attempt.holder.name)[
                    ExactText(line.permission?.subject ?? "")]
                return ArgoCDDecision(
                    verdict: .allowed(ArgoCDGrant(line: line, holder: attempt.holder, roles: roles ?? [])))
            case .denied(let line): if !denying.contains(line) { denying.append(line) }
            case .failed(let line): if !failing.contains(line) { failing.append(line) }
            case .notMentioned: break
            }
        }
        let isUnknown = !failing.isEmpty && !canMatch
        return ArgoCDDecision(verdict: isUnknown ? .unknown(failing) : .denied(denying + failing))
    }

    /// Every line that allows or denies a request for some name of an identity, ``refusals`` left aside. The default
    /// role is asked alone, each other name as well: what denies one name leaves the others as they are.
    public func reasons(_ request: ArgoCDRequest, by identity: ArgoCDIdentity) -> [ArgoCDGrant] {
        grants(attempts(request, identity), matching: request)
    }

    /// What an identity may do: the lines that concern it, of the installation and of all projects. While there are
    /// ``refusals``, they are what it could do without those.
    public func permissions(of identity: ArgoCDIdentity) -> [ArgoCDGrant] {
        var attempts = attempts(ArgoCDRequest(resource: "", action: "", object: ""), identity)
        for project in projects {
            attempts += self.attempts(
                ArgoCDRequest(resource: "projects", action: "", object: project), identity)
        }
        return grants(attempts, matching: nil)
    }

    private func grants(_ attempts: [Attempt], matching request: ArgoCDRequest?) -> [ArgoCDGrant] {
        var seen: Set<ArgoCDGrant> = []
        return attempts.flatMap { attempt in
            attempt.policy.lines(for: attempt.holder.name, matching: request).map {
                ArgoCDGrant(line: $0.line, holder: attempt.holder, roles: $0.roles)
            }
        }.filter { seen.insert($0).inserted }
    }

    /// The questions that Argo CD asks one after the other until one is answered with yes.
    ///
    /// Source: `enforce` in `util/rbac/rbac.go`, `EnforceClaims` in `server/rbacpolicy/rbacpolicy.go`.
    private func attempts(_ request: ArgoCDRequest, _ identity: ArgoCDIdentity) -> [Attempt] {
        let byDefault = defaultRole.flatMap { $0.isEmpty ? nil : ArgoCDGrant.Holder.defaultRole($0) }
        var attempts = byDefault.map { [Attempt(policy: base, holder: $0)] } ?? []
        let user = ArgoCDGrant.Holder.user(identity.user)
        let project = project(of: request)
        let policy = project.flatMap { ofProject[$0] } ?? base
        let own = (byDefault.map { [$0] } ?? []) + [user]
        if let project, let token = identity.project {
            // A token of one project is nobody in another.
            if token.hasSameBytes(as: project) { attempts += own.map { Attempt(policy: policy, holder: $0) } }
        } else {
            attempts += own.map { Attempt(policy: policy, holder: $0) }
            for group in identity.groups where policy.hasMember(group) {
                attempts.append(Attempt(policy: policy, holder: .group(group)))
            }
        }
        return attempts + [Attempt(policy: base, holder: .user(""))]
    }

    /// The project whose roles take part in a decision.
    ///
    /// Source: `getProjectFromRequest` in `server/rbacpolicy/rbacpolicy.go`.
    func project(of request: ArgoCDRequest) -> String? {
        var name: Substring?
        if ArgoCDNames.inProjects.contains(request.resource) {
            let parts = request.object.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { name = parts[0] }
        } else if request.resource == "projects" {
            name = request.object[...]
        }
        return name.flatMap { name in projects.first { $0.hasSameBytes(as: String(name)) } }
    }

    private var canMatch: Bool { matchMode == .glob || base.canMatch }
}

// MARK: Who can

/// Who may send a request to Argo CD.
public struct ArgoCDHolders: Sendable {
    /// Whether everybody may who has logged in.
    public let everybody: Bool
    /// Users, roles and roles of projects that may, as names of policies; sorted.
    public let users: [String]
    /// Names that may as groups; sorted.
    public let groups: [String]
}

extension ArgoCDAccess {
    /// Who may send a request: the names that policies mention, each asked as a user and as a group.
    ///
    /// Complexity: O(names · lines · pattern).
    public func whoCan(_ request: ArgoCDRequest) -> ArgoCDHolders {
        let policy = project(of: request).flatMap { ofProject[$0] } ?? base
        let names = policy.names.sorted { $0.precedesByBytes($1) }
        return ArgoCDHolders(
            everybody: isAllowed(request, by: ArgoCDIdentity(user: "")),
            users: names.filter { isAllowed(request, by: ArgoCDIdentity(user: $0)) },
            groups: names.filter { isAllowed(request, by: ArgoCDIdentity(user: "", groups: [$0])) })
    }
}
