import GitOpsManifest
import GitOpsRBAC
import GitOpsSchema
import GitOpsTestSupport
import Testing

@Suite("Argo CD's own RBAC")
struct ArgoCDAccessTests {
    private static func access(_ policy: String, defaultRole: String? = nil) -> ArgoCDAccess {
        ArgoCDAccess(policy: SourceText(policy, name: "policy.csv"), defaultRole: defaultRole)
    }

    private static func can(
        _ access: ArgoCDAccess, _ user: String, _ resource: String, _ action: String, _ object: String,
        groups: [String] = []
    ) -> Bool {
        access.isAllowed(
            ArgoCDRequest(resource: resource, action: action, object: object),
            by: ArgoCDIdentity(user: user, groups: groups))
    }

    @Test("the roles of every Argo CD")
    func builtIn() {
        let access = Self.access("")
        #expect(Self.can(access, "admin", "applications", "delete", "shop/web"))
        #expect(Self.can(access, "admin", "applications", "action/apps/Deployment/restart", "shop/web"))
        #expect(Self.can(access, "role:readonly", "applications", "get", "shop/ns/web"))
        #expect(!Self.can(access, "role:readonly", "applications", "sync", "shop/web"))
        #expect(!Self.can(access, "role:admin", "extensions", "invoke", "metrics"))
        #expect(!Self.can(access, "ann", "applications", "get", "shop/web"))
        #expect(!access.lines.contains { !$0.place.isBuiltIn })
    }

    @Test("a second definition of an object, and a name that it has twice, make the answers uncertain")
    func repeated() {
        func problems(_ texts: String...) -> [ArgoCDProblem] {
            let set = texts.enumerated().flatMap { ManifestSet(SourceText($1, name: "\($0)/argocd.yaml")).manifests }
            return ArgoCDAccess(ManifestSet(set)).problems
        }
        func configuration(_ data: String) -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm, namespace: argocd}\ndata:\n\(data)"
        }
        let readonly = "  policy.default: role:readonly\n"
        let project = """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            """
        #expect(problems(configuration(readonly), project).isEmpty)
        let twice = problems(configuration(readonly), configuration(readonly), project, project)
        #expect(twice.map(\.place.path) == ["0/argocd.yaml", "2/argocd.yaml"])
        for (problem, later) in zip(twice, ["1/argocd.yaml", "3/argocd.yaml"]) {
            guard case .definedTwice(_, later) = problem.reason else {
                Issue.record("\(problem)")
                continue
            }
            #expect(problem.isUnreadable)
        }
        let keys = problems(configuration(readonly + "  policy.default: role:admin\n"))
        #expect(keys.map(\.place.position?.line) == [6] && keys.allSatisfy(\.isUnreadable))
    }

    @Test("a deny takes away from the same name alone, and nothing from the default role")
    func deny() {
        let policy = """
            p, role:dev, applications, *, shop/*, allow
            p, role:dev, applications, delete, shop/*, deny
            p, ann, applications, get, shop/secret, deny
            g, ann, role:dev
            g, ops, role:admin
            """
        let access = Self.access(policy)
        #expect(Self.can(access, "ann", "applications", "sync", "shop/web"))
        #expect(!Self.can(access, "ann", "applications", "delete", "shop/web"))
        #expect(Self.can(access, "ann", "applications", "delete", "shop/web", groups: ["ops"]))
        #expect(!Self.can(access, "ann", "applications", "get", "shop/secret"))
        #expect(
            Self.can(Self.access(policy, defaultRole: "role:readonly"), "ann", "applications", "get", "shop/secret"))
        guard
            case .denied(let lines) = access.decision(
                on: .application("delete", project: "shop", name: "web"), by: ArgoCDIdentity(user: "ann")
            ).verdict
        else {
            Issue.record("it must be denied")
            return
        }
        #expect(lines.map(\.place.description) == ["policy.csv:2:1"])
    }

    @Test("a line for a group does nothing unless the group has a role")
    func groups() {
        let access = Self.access("p, dev, applications, get, shop/*, allow\ng, qa, role:readonly")
        #expect(!Self.can(access, "ann", "applications", "get", "shop/web", groups: ["dev"]))
        #expect(Self.can(access, "dev", "applications", "get", "shop/web"))
        #expect(Self.can(access, "ann", "applications", "get", "shop/web", groups: ["qa"]))
    }

    @Test("roles are followed for ten steps, and in circles")
    func steps() {
        let chain = (0..<12).map { "g, r\($0), r\($0 + 1)" }.joined(separator: "\n")
        let access = Self.access("p, r12, logs, get, a/b, allow\n\(chain)\ng, r12, r0")
        #expect(Self.can(access, "r2", "logs", "get", "a/b"))
        #expect(!Self.can(access, "r1", "logs", "get", "a/b"))
        guard
            case .roleCycle(let roles)? = access.problems.map(\.reason).last(where: {
                if case .roleCycle = $0 { true } else { false }
            })
        else {
            Issue.record("a circle was expected")
            return
        }
        #expect(roles.count == 13)
    }

    @Test("lines are CSV: quotes, blanks before a field, comments")
    func csv() {
        let access = Self.access(
            #"""
            # comment
              p,   "a,b", projects, get, "say ""hi""", allow  \#r

            p, x , projects, get, p, allow
            """#)
        #expect(access.problems.isEmpty)
        #expect(Self.can(access, "a,b", "projects", "get", "say \"hi\""))
        // What stands behind a field belongs to it.
        #expect(Self.can(access, "x ", "projects", "get", "p"))
        #expect(!Self.can(access, "x", "projects", "get", "p"))
    }

    @Test(
        "a line that Argo CD cannot read is a problem with its place, and nothing is allowed while it stands",
        arguments: [
            ("p, a, b", "needs 6"), ("g, a", "needs 3"), ("g, a, b, c", "needs 3"), ("x, a, b", "must begin with"),
            ("p, \"a, projects, get, p, allow", "quotes"), ("p, a\"b, projects, get, p, allow", "quotes"),
            ("p", "needs 6"),
        ])
    func malformed(line: String, text: String) throws {
        let access = Self.access("p, ann, projects, get, p, allow\n\(line)")
        let problem = try #require(access.problems.first)
        #expect(problem.place.description == "policy.csv:2:1")
        #expect(problem.description.contains(text) && problem.isUnreadable, "\(problem)")
        #expect(!Self.can(access, "ann", "projects", "get", "p") && access.refusals == [problem])
        let request = ArgoCDRequest(resource: "projects", action: "get", object: "p")
        let decision = access.decision(on: request, by: ArgoCDIdentity(user: "ann"))
        guard case .refused(let problems) = decision.verdict else {
            Issue.record("\(decision.verdict)")
            return
        }
        #expect(problems == [problem] && !decision.isAllowed)
        let holders = access.whoCan(request)
        #expect(!holders.everybody && holders.users.isEmpty && holders.groups.isEmpty)
        #expect(access.permissions(of: ArgoCDIdentity(user: "ann")).count == 1)
    }

    @Test(
        "lines of the other sections of the model are read and mean nothing",
        arguments: ["r, a", "e, allow", "m, x, y, z"])
    func typesWithoutEffect(line: String) {
        let access = Self.access("p, ann, projects, get, p, allow\n\(line)")
        #expect(access.problems.map(\.reason) == [.typeWithoutEffect(String(line.prefix(1)))])
        #expect(access.refusals.isEmpty && Self.can(access, "ann", "projects", "get", "p"))
    }

    @Test(
        "lines that do not what they seem to are told, with the nearest name",
        arguments: [
            (
                "p, a, aplications, get, x/*, allow",
                ArgoCDProblem.Reason.unknownResource("aplications", nearest: "applications")
            ),
            ("p, a, applications, synk, x/*, allow", .unknownAction("synk", nearest: "sync")),
            ("p, a, applications, action, x/*, allow", .unknownAction("action", nearest: "action/*")),
            ("p, a, applications, get, x/*, Allow", .unknownEffect("Allow", nearest: "allow")),
            ("p, a, applications, get, web, allow", .objectWithoutProject("web")),
            ("p, a, applications, get, [a, allow", .invalidPattern("[a")),
            ("g, a, role:missing", .undefinedRole("role:missing")),
        ])
    func checks(line: String, reason: ArgoCDProblem.Reason) {
        #expect(Self.access(line).problems.map(\.reason) == [reason])
    }

    @Test(
        "lines that are right are no problem",
        arguments: [
            "p, a, *, *, *, allow", "p, a, applications, action/apps/Deployment/restart, */*, allow",
            "p, a, applications, update/*, x/*, deny", "p, a, \"{logs,exec}\", *, x/*, allow",
            "p, a, clusters, get, https://x, allow",
            "g, a, role:admin", "p, a, extensions, invoke, metrics, allow",
            "p, a, applications, delete/*/Pod/*, x/*, allow",
        ])
    func fine(line: String) { #expect(Self.access(line).problems.isEmpty, "\(Self.access(line).problems)") }

    // MARK: Objects

    private static let objects = set()

    /// `more` stands behind the policy of the ConfigMap's second key.
    private static func set(more: String = "") -> ManifestSet {
        ManifestSet(SourceText(text.replacing("MORE", with: more), name: "argocd.yaml"))
    }

    private static let text = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: argocd-rbac-cm
          namespace: argocd
        data:
          policy.default: role:readonly
          scopes: '[email, groups]'
          policy.csv: |
            # developers
            p, role:dev, applications, sync, shop/*, allow

            g, devs, role:dev
          policy.more.csv: "p, eve, projects, get, shop, allowMORE"
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata:
          name: shop
          namespace: argocd
        spec:
          roles:
          - name: deployer
            groups: [deployers]
            policies:
            - p, proj:shop:deployer, applications, override, shop/*, allow
            - p, proj:shop:deployer, applications, override, other/*, allow
            - p, ann, applications, override, shop/*, allow
            jwtTokens: [{iat: 1}, {iat: 2}]
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata: {name: other, namespace: argocd}
        spec:
          roles:
          - name: broken
            policies: ["p, proj:other:broken, applications", "p, proj:other:broken, applications, sync, other/*, allow"]
        """

    @Test("the ConfigMap and the projects of a set")
    func fromObjects() {
        let access = ArgoCDAccess(Self.objects)
        #expect(access.defaultRole == "role:readonly" && access.scopes == ["email", "groups"])
        #expect(access.projects == ["other", "shop"])
        #expect(access.projectRoles.first?.tokenCount == 2)
        #expect(Self.can(access, "ann", "applications", "get", "shop/web"))
        #expect(Self.can(access, "ann", "applications", "sync", "shop/web", groups: ["devs"]))
        #expect(!Self.can(access, "ann", "applications", "sync", "other/web", groups: ["devs"]))
    }

    @Test("roles of a project count for its own objects alone")
    func projects() {
        let access = ArgoCDAccess(Self.objects)
        let token = "proj:shop:deployer"
        #expect(Self.can(access, token, "applications", "override", "shop/web"))
        #expect(Self.can(access, token, "projects", "get", "shop"))
        #expect(!Self.can(access, token, "applications", "override", "other/web"))
        #expect(Self.can(access, "ann", "applications", "override", "shop/ns/web", groups: ["deployers"]))
        #expect(Self.can(access, "ann", "applications", "override", "shop/web"))
        // One line that cannot be read takes all policies of its project away.
        #expect(!Self.can(access, "proj:other:broken", "applications", "sync", "other/web"))
        let reasons = access.problems.map(\.reason)
        #expect(reasons.contains(.foreignObject("other/*", project: "shop")))
        #expect(reasons.contains(.foreignSubject("ann", expected: token)))
    }

    @Test("every line has its place, also inside a block of text")
    func places() {
        let access = ArgoCDAccess(Self.set(more: "\\np, eve, broken"))
        let places = access.lines.filter { !$0.place.isBuiltIn }.map { "\($0.place)" }
        #expect(
            places == [
                "argocd.yaml:11:5", "argocd.yaml:13:5", "argocd.yaml:14:20", "argocd.yaml:23:5", "argocd.yaml:26:7",
                "argocd.yaml:27:7", "argocd.yaml:28:7", "argocd.yaml:24:14",
            ])
        #expect(access.problems.contains { $0.place.description == "argocd.yaml:14:20" && $0.isUnreadable })
    }

    @Test("fields of other types are problems")
    func types() {
        let text = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"argocd-rbac-cm"},"data":{"policy.csv":1,"scopes":"{}"}}
            {"apiVersion":"argoproj.io/v1alpha1","kind":"AppProject","metadata":{"name":"a"},"spec":{"roles":{}}}
            {"apiVersion":"argoproj.io/v1alpha1","kind":"AppProject","metadata":{"name":"b"},"spec":{"roles":[{"name":1}]}}
            {"apiVersion":"argoproj.io/v1alpha1","kind":"AppProject","metadata":{"name":"c"},\
            "spec":{"roles":[{"name":"r","policies":"p","groups":[1]}]}}
            """
        let fields = ArgoCDAccess(ManifestSet(SourceText(text))).problems.map { problem -> String in
            guard case .wrongType(let field, _) = problem.reason else { return "\(problem)" }
            return field
        }
        #expect(
            fields == [
                "data.policy.csv", "data.scopes", "spec.roles", "spec.roles[].name", "spec.roles[].groups",
                "spec.roles[].policies",
            ])
    }

    @Test("who can, and what somebody may do")
    func questions() {
        let access = ArgoCDAccess(Self.objects)
        let holders = access.whoCan(.application("override", project: "shop", name: "web"))
        #expect(!holders.everybody)
        #expect(holders.users == ["admin", "ann", "deployers", "proj:shop:deployer", "role:admin"])
        #expect(holders.groups == ["admin", "deployers", "role:admin"])
        #expect(access.whoCan(.application("get", project: "shop", name: "web")).everybody)
        let own = access.permissions(of: ArgoCDIdentity(user: "eve", groups: ["deployers"]))
        #expect(own.contains { $0.holder == .group("deployers") && $0.roles == ["proj:shop:deployer"] })
        #expect(own.contains { $0.holder == .user("eve") && $0.line.permission?.object == "shop" })
    }

    // MARK: Regular expressions

    private struct Patterns: PatternMatching {
        /// The few texts that the tests below use.
        func matches(_ text: String, pattern: String) -> Bool? {
            switch pattern {
            case ".*": true
            case "(": nil
            default: text.contains(pattern)
            }
        }
    }

    @Test("regular expressions match anywhere in a text, and one that cannot be compiled denies what reaches it")
    func regex() {
        func access(_ policy: String, _ patterns: (any PatternMatching)? = Patterns()) -> ArgoCDAccess {
            ArgoCDAccess(policy: SourceText(policy), matchMode: .regex, patterns: patterns)
        }
        #expect(Self.can(access("p, ann, clusters, get, git, allow"), "ann", "clusters", "get", "https://github.com"))
        let broken = "p, ann, clusters, get, .*, allow\np, ann, clusters, update, (, allow"
        #expect(Self.can(access(broken), "ann", "clusters", "get", "x"))
        #expect(!Self.can(access(broken + "\np, ann, clusters, update, .*, allow"), "ann", "clusters", "update", "x"))
        #expect(access(broken).problems.map(\.reason) == [.invalidPattern("(")])
        let unknown = access("p, ann, clusters, get, .*, allow", nil)
        #expect(unknown.problems.map(\.reason) == [.needsPatterns])
        guard
            case .unknown = unknown.decision(
                on: ArgoCDRequest(resource: "clusters", action: "get", object: "x"), by: ArgoCDIdentity(user: "ann")
            ).verdict
        else {
            Issue.record("nobody can know")
            return
        }
    }
}
