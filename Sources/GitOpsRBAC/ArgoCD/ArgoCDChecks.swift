import GitOpsManifest
import GitOpsSchema

/// Looks for lines that do not do what they seem to.
struct ArgoCDChecks {
    private(set) var problems: [ArgoCDProblem] = []
    private var told: Set<ArgoCDProblem> = []
    private let matcher: ArgoCDMatcher

    init(_ reader: ArgoCDConfigurationReader, matcher: ArgoCDMatcher) {
        self.matcher = matcher
        for line in reader.written {
            guard let permission = line.permission else { continue }
            check(permission, line)
        }
        checkRoles(reader)
        if matcher.mode == .regex, matcher.patterns == nil, let line = reader.written.first {
            problems.append(ArgoCDProblem(reason: .needsPatterns, place: line.place))
        }
    }

    private mutating func report(_ reason: ArgoCDProblem.Reason, _ line: ArgoCDPolicyLine) {
        let problem = ArgoCDProblem(reason: reason, place: line.place)
        if told.insert(problem).inserted { problems.append(problem) }
    }

    // MARK: Permissions

    private mutating func check(_ permission: ArgoCDPolicyLine.Permission, _ line: ArgoCDPolicyLine) {
        if permission.effect != "allow", permission.effect != "deny" {
            report(
                .unknownEffect(
                    permission.effect, nearest: NearestName.of(permission.effect, among: ["allow", "deny"])), line)
        }
        let patterns = [permission.resource, permission.action, permission.object]
        let invalid = patterns.filter { pattern in
            switch matcher.mode {
            case .glob: ArgoCDGlob(pattern) == nil
            case .regex: matcher.patterns.map { $0.matches("", pattern: pattern) == nil } ?? false
            }
        }
        for pattern in invalid { report(.invalidPattern(pattern), line) }
        guard invalid.isEmpty, matcher.mode == .glob else { return }
        let resources = Self.resources(permission.resource, matcher)
        let unknown = [
            Self.unknownResource(permission.resource, matcher), Self.unknownAction(permission.action, matcher),
        ]
        for reason in unknown.compactMap({ $0 }) { report(reason, line) }
        checkObject(permission.object, resources, line)
    }

    private static func resources(_ resource: String, _ matcher: ArgoCDMatcher) -> [String] {
        let pattern = matcher.prepare(resource)
        return ArgoCDNames.resources.filter { matcher.matches($0, pattern) == true }
    }

    fileprivate static func unknownResource(_ resource: String, _ matcher: ArgoCDMatcher) -> ArgoCDProblem.Reason? {
        guard resources(resource, matcher).isEmpty else { return nil }
        return .unknownResource(resource, nearest: NearestName.of(resource, among: ArgoCDNames.resources))
    }

    /// Source: `isValidAction` in `pkg/apis/application/v1alpha1/types.go`; the server asks for
    /// `action/GROUP/KIND/NAME`, never for `action` alone.
    fileprivate static func unknownAction(_ action: String, _ matcher: ArgoCDMatcher) -> ArgoCDProblem.Reason? {
        let pattern = matcher.prepare(action)
        let alone = ArgoCDNames.actions.filter { $0 != "action" }
        if alone.contains(where: { matcher.matches($0, pattern) == true }) { return nil }
        let head = action.prefix { $0 != "/" }
        let onPart = matcher.prepare(String(head))
        if head.count < action.count,
            ArgoCDNames.actionsOnParts.contains(where: { matcher.matches($0, onPart) == true })
        {
            return nil
        }
        let nearest = head == "action" ? "action/*" : NearestName.of(String(head), among: alone + ["action/*"])
        return .unknownAction(action, nearest: nearest)
    }

    private mutating func checkObject(_ object: String, _ resources: [String], _ line: ArgoCDPolicyLine) {
        guard !resources.isEmpty, resources.allSatisfy(ArgoCDNames.alwaysInProjects.contains) else { return }
        guard let glob = ArgoCDGlob(object) else { return }
        if !glob.isPattern, !object.contains("/") {
            report(.objectWithoutProject(object), line)
            return
        }
        guard let project = line.project, object.contains("/") else { return }
        let head = object.prefix { $0 != "/" }
        if ArgoCDGlob(String(head))?.matches(project) == false {
            report(.foreignObject(object, project: project), line)
        }
    }

    // MARK: Roles

    private mutating func checkRoles(_ reader: ArgoCDConfigurationReader) {
        let graph = ArgoCDRoleGraph(ArgoCDBuiltInPolicy.lines + reader.written)
        for line in reader.written {
            guard case .membership(_, let role) = line.rule, !graph.isDefined(role) else { continue }
            report(.undefinedRole(role), line)
        }
        if let (name, place) = reader.defaultRole, !graph.isDefined(name) {
            problems.append(ArgoCDProblem(reason: .undefinedRole(name), place: place))
        }
        var toldCircles: Set<Int> = []
        for line in reader.written {
            guard case .membership(let member, let role) = line.rule,
                let circle = graph.circle(of: member, and: role), toldCircles.insert(circle).inserted
            else { continue }
            // Some names tell which circle it is.
            let names = graph.names(ofCircle: circle).sorted { $0.precedesByBytes($1) }
            report(.roleCycle(Array(names.prefix(100))), line)
        }
    }
}

extension ArgoCDRequest {
    /// What of the request Argo CD never asks for: its resource and its action, each with the nearest that there is.
    public var unknownNames: [ArgoCDProblem.Reason] {
        let matcher = ArgoCDMatcher(mode: .glob, patterns: nil)
        return [ArgoCDChecks.unknownResource(resource, matcher), ArgoCDChecks.unknownAction(action, matcher)]
            .compactMap { $0 }
    }
}

extension ArgoCDAccess {
    /// What of a question nothing names, each with the nearest that there is: the groups, or without any the user, and
    /// a project that is nearly one of the set. The answer is right, and maybe not what was meant.
    ///
    /// Complexity: O(lines).
    ///
    /// - Parameters:
    ///   - identity: who asks.
    ///   - request: what is asked for; `nil` for everything.
    public func unknownNames(of identity: ArgoCDIdentity, for request: ArgoCDRequest? = nil) -> [ArgoCDProblem.Reason] {
        var named = Set(
            ([defaultRole].compactMap { $0 } + projectRoles.flatMap { [$0.subject] + $0.groups }).map(ExactText.init))
        for line in lines {
            switch line.rule {
            case .membership(let member, let role): named.formUnion([ExactText(member), ExactText(role)])
            case .permission(let permission): named.insert(ExactText(permission.subject))
            }
        }
        let known = named.sorted().map(\.text)
        // Who has groups needs no line of its own.
        let asked = identity.groups.isEmpty ? [identity.user] : identity.groups
        let unknown = asked.filter { !named.contains(ExactText($0)) }.map {
            ArgoCDProblem.Reason.unknownSubject($0, nearest: NearestName.of($0, among: known))
        }
        return unknown + [request.flatMap(unknownProject)].compactMap { $0 }
    }

    private func unknownProject(of request: ArgoCDRequest) -> ArgoCDProblem.Reason? {
        guard ArgoCDNames.alwaysInProjects.contains(request.resource), request.object.contains("/") else { return nil }
        let project = String(request.object.prefix { $0 != "/" })
        guard project != "default", !project.contains("*"), !projects.contains(where: { $0.hasSameBytes(as: project) })
        else { return nil }
        return NearestName.of(project, among: projects).map { .unknownProject(project, nearest: $0) }
    }
}
