import Foundation
import GitOpsTestSupport
import Testing

/// `gitops rbac` over the example `access`: a shop whose pipeline may roll out, and a change that lets it do more.
@Suite("The command gitops rbac")
struct RBACCommandTests {
    private static let folder = BuiltCommand.examples + "/access"

    private func rbac(_ arguments: String..., input: String = "") throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["rbac"] + arguments, input: input, in: Self.folder)
    }

    private func json(_ outcome: BuiltCommand.Outcome) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }

    // MARK: Questions

    @Test("can-i says yes with the lines of the grant, and exits with 0")
    func yes() throws {
        let result = try rbac(
            "can-i", "patch", "deployments", "web", "-n", "shop", "--as", "sa:ci/deployer", "-f", "base")
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("yes: ServiceAccount ci/deployer may patch deployments.apps [web] in shop\n"))
        #expect(result.output.contains("rule     base/ci.yaml:13:5"))
        #expect(result.output.contains("subject  base/ci.yaml:30:5"))
    }

    @Test("can-i says no with what comes near, and exits with 1")
    func no() throws {
        let result = try rbac(
            "can-i", "patch", "deployments", "-n", "platform", "--as", "sa:ci/deployer", "-f", "base")
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("no: ServiceAccount ci/deployer may not patch deployments.apps in platform\n"))
        #expect(result.output.contains("the RoleBinding grants it in the namespace shop alone"))
        let now = try rbac("can-i", "patch", "deployments", "-n", "platform", "--as", "sa:ci/deployer", "-f", "head")
        #expect(now.status == 0)
    }

    @Test(
        "a subject is read in every form that people and the API server write",
        arguments: [
            "sa:ci/deployer", "serviceaccount:ci/deployer", "ServiceAccount ci/deployer",
            "system:serviceaccount:ci:deployer", "user:system:serviceaccount:ci:deployer",
        ])
    func subjects(text: String) throws {
        let result = try rbac("can-i", "get", "services", "-n", "shop", "--as", text, "-f", "base")
        #expect(result.status == 0)
        #expect(result.output.contains("yes: ServiceAccount ci/deployer may get services in shop"))
    }

    @Test("groups, paths and the default roles of the API server count")
    func groups() throws {
        #expect(
            try rbac("can-i", "list", "pods", "-n", "shop", "--as", "user:ann", "-f", "base").status == 1)
        #expect(
            try rbac(
                "can-i", "list", "pods", "-n", "shop", "--as", "user:ann", "--as-group", "developers", "-f", "base"
            ).status == 0)
        #expect(try rbac("can-i", "get", "--url", "/healthz", "--as", "user:ann", "-f", "base").status == 0)
        #expect(
            try rbac("can-i", "get", "/healthz", "--as", "user:ann", "-f", "base", "--bootstrap", "none").status == 1)
        let masters = try rbac(
            "can-i", "delete", "nodes", "--as", "group:system:masters", "-f", "base", "--bootstrap", "none")
        #expect(masters.status == 0 && masters.output.contains("members of system:masters may do everything"))
    }

    @Test("can-i as JSON has the answer, the grants and the near misses")
    func canIJSON() throws {
        let yes = try json(
            rbac(
                "can-i", "get", "configmaps", "settings", "-n", "shop", "--as", "sa:shop/web", "--all", "-f", "base",
                "--output", "json"))
        let object = try #require(yes as? [String: Any])
        #expect(object["allowed"] as? Bool == true && (object["grants"] as? [Any])?.count == 2)
        let no = try json(
            rbac("can-i", "get", "secrets", "-n", "shop", "--as", "sa:shop/web", "-f", "base", "--output", "json"))
        let denied = try #require(no as? [String: Any])
        #expect(denied["allowed"] as? Bool == false && !((denied["nearMisses"] as? [Any])?.isEmpty ?? true))
    }

    @Test("who-can lists each grant with its lines, in one namespace or in all")
    func whoCan() throws {
        let everywhere = try rbac("who-can", "patch", "deployments", "--own", "-f", "head", "--output", "csv")
        #expect(everywhere.status == 0)
        #expect(everywhere.output.hasPrefix("subject,namespace,role,rule,rulePlace,subjectPlace\r\n"))
        #expect(everywhere.output.contains("\"ServiceAccount ci/deployer\",shop,\"ClusterRole deployer\","))
        #expect(everywhere.output.contains("\"ServiceAccount ci/deployer\",platform,\"ClusterRole deployer\","))
        let one = try rbac(
            "who-can", "patch", "deployments", "-n", "shop", "--own", "-f", "head", "--output", "csv")
        #expect(
            !one.output.contains(",platform,")
                && one.output.contains("\"Group operations\",*,\"ClusterRole cluster-admin\""))
    }

    @Test("what belongs to the cluster is granted by no RoleBinding, and a namespace for it is told")
    func clusterScoped() throws {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: all}
            rules: [{verbs: [get], apiGroups: [""], resources: [nodes, pods]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: all, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
            """
        let nodes = try rbac("who-can", "get", "nodes", "--own", "-f", "-", input: text)
        #expect(nodes.status == 0 && !nodes.output.contains("User ann"))
        #expect(try rbac("who-can", "get", "pods", "--own", "-f", "-", input: text).output.contains("User ann"))
        for arguments in [
            ["who-can", "get", "nodes", "-n", "shop", "--own", "-f", "-"],
            ["matrix", "-", "-n", "shop", "--resource", "nodes"],
        ] {
            let result = try BuiltCommand.run(["rbac"] + arguments, input: text, in: Self.folder)
            #expect(result.output.contains("User ann") && result.errors.contains("belongs to the cluster"))
        }
        let statement =
            "assertions: [{name: one, subject: User ann, may: {verbs: get, resources: nodes, namespace: shop}}]"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(statement.utf8).write(to: URL(fileURLWithPath: folder + "/assertions.yaml"))
        let checked = try rbac("assert", folder + "/assertions.yaml", "-", input: text)
        #expect(checked.status == 0 && checked.output.contains("warn  rbac-assertion-scope  one"))
        #expect(try rbac("assert", folder + "/assertions.yaml", "-", "--fail-on-warning", input: text).status == 1)
    }

    @Test("what-can brings rules into few, and matrix shows them by verb")
    func whatCan() throws {
        let web = try rbac("what-can", "sa:shop/web", "base", "--own", "--output", "csv")
        #expect(web.status == 0)
        #expect(web.output.contains("\"get,list,watch configmaps\",\"in shop\","))
        #expect(web.output.split(separator: "\r\n").count == 2)
        let matrix = try rbac(
            "matrix", "base", "-n", "shop", "--subject", "sa:ci/deployer", "--resource", "deployments", "--output",
            "json")
        let rows = try #require(try json(matrix) as? [[String: Any]])
        #expect(rows.count == 1 && rows[0]["patch"] as? Bool == true && rows[0]["delete"] as? Bool == false)
    }

    @Test(
        "a question about a name that nothing has is answered with the nearest one there is",
        arguments: [
            (["what-can", "group:developpers", "base"], "did you mean Group developers?", 0),
            (["paths", "base", "--from", "sa:ci/deploer"], "did you mean ServiceAccount ci/deployer?", 0),
            (["paths", "base", "--from", "sa:ci/deployer", "--to", "secrets:shopp"], "did you mean shop?", 0),
            (["graph", "base", "--from", "user:operations"], "did you mean Group operations?", 0),
            (["matrix", "base", "-n", "shopp"], "did you mean shop?", 0),
            (["who-can", "get", "pods", "-n", "shopp", "-f", "base"], "did you mean shop?", 0),
            (
                ["can-i", "get", "pods", "--as", "sa:shop/wbe", "-f", "base"], "did you mean ServiceAccount shop/web?",
                1
            ),
        ] as [([String], String, Int32)])
    func nearNames(arguments: [String], expected: String, status: Int32) throws {
        let result = try BuiltCommand.run(["rbac"] + arguments, in: Self.folder)
        #expect(result.errors.contains(expected) && result.status == status, "\(result.errors)")
    }

    @Test("two sides without roles and bindings are not compared in silence")
    func nothingToCompare() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let result = try rbac("diff", folder, folder)
        #expect(result.status == 2 && result.errors.contains("no roles or bindings were found on either side"))
        #expect(try rbac("diff", folder, "base").status == 1)
    }

    @Test("a log without events suggests nothing, and says so")
    func noEvents() throws {
        let result = try rbac("suggest", "--audit", "-", input: "")
        #expect(result.status == 2 && result.errors.contains("no events were found"))
    }

    @Test("a name that no policy of Argo CD has is told with the nearest one")
    func argoCDNames() throws {
        let policy = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"argocd-rbac-cm","namespace":"argocd"},
             "data":{"policy.csv":"p, role:deployer, applications, sync, shop/*, allow\\ng, developers, role:deployer"}}
            """
        let group = try rbac(
            "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developer", "-f", "-",
            input: policy)
        #expect(group.status == 1 && group.errors.contains("did you mean developers?"), "\(group.errors)")
        let role = try rbac("argocd", "what-can", "role:deploier", "-", input: policy)
        #expect(role.status == 0 && role.errors.contains("did you mean role:deployer?"))
        let known = try rbac(
            "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developers", "-f", "-",
            input: policy)
        #expect(known.status == 0 && known.errors.isEmpty)
    }

    @Test("what is told of names of megabytes is short")
    func longNames() throws {
        let name = String(repeating: "x", count: 1_000_000)
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: a}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: User, name: \(name), apiGroup: rbac.authorization.k8s.io}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: b}
            rules: \(name)
            """
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let changes = try rbac("diff", folder, "-", input: text)
        #expect(changes.status == 2 && changes.output.utf8.count < 200_000 && changes.errors.utf8.count < 20_000)
    }

    @Test("paths from a subject come as tables with their steps and lines")
    func pathTables() throws {
        let csv = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--output", "csv")
        #expect(csv.status == 1 && csv.output.hasPrefix("subject,sink,hops,severity,steps,places\r\n"))
        let lines = try rbac("paths", "head", "--from", "sa:ci/deployer", "--output", "jsonlines")
        let rows = try lines.output.split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
        let first = try #require(rows.first as? [String: Any])
        #expect(first["sink"] as? String == "cluster-admin" && (first["steps"] as? [String])?.count == 3)
        #expect((first["places"] as? [String])?.contains("head/ci.yaml:45:5") == true)
    }

    @Test("covers names a request that one role allows and the other does not")
    func covers() throws {
        let yes = try rbac("covers", "edit", "view")
        #expect(yes.status == 0 && yes.output.hasPrefix("yes: ClusterRole edit allows all that ClusterRole view does"))
        let no = try rbac("covers", "shop/web", "Role/platform/backup", "base")
        #expect(no.status == 1 && no.output.contains("no: Role shop/web does not allow get secrets"))
        let missing = try rbac("covers", "edit", "nothing")
        #expect(missing.status == 2 && missing.errors.contains("there is no ClusterRole nothing"))
    }

    @Test("Argo CD's own policies answer the same questions")
    func argoCD() throws {
        let yes = try rbac(
            "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developers", "-f",
            "base")
        #expect(yes.status == 0 && yes.output.contains("group developers through role:deployer"))
        #expect(yes.output.contains("base/argocd.yaml:13"))
        let no = try rbac("argocd", "can-i", "delete", "applications", "shop/web", "--as", "ann", "-f", "base")
        #expect(no.status == 1)
        let answer = try #require(
            try json(
                try rbac(
                    "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developers",
                    "-f", "base", "--output", "json")) as? [String: Any])
        #expect(answer["allowed"] as? Bool == true && answer["holder"] as? String == "group developers")
        let line = try #require((answer["lines"] as? [[String: Any]])?.first)
        #expect(line["path"] as? String == "base/argocd.yaml" && line["lineNumber"] as? Int == 13)
        #expect(try rbac("argocd", "check", "base").status == 0)
        let slips = try rbac("argocd", "can-i", "gett", "appz", "shop/web", "--as", "ann", "-f", "base")
        #expect(slips.status == 1 && slips.errors.contains("never asks for the action \"gett\"; did you mean get?"))
        #expect(slips.errors.contains("never asks for the resource \"appz\""))
        let limited = try rbac("argocd", "check", "base", "--max-policy-lines", "1")
        #expect(limited.status == 2 && limited.output.contains("more than 1 policy lines"))
        let holders = try rbac("argocd", "who-can", "sync", "applications", "shop/web", "-f", "base", "--output", "csv")
        #expect(holders.output.contains("group,developers"))
        let lines = try rbac("argocd", "what-can", "role:deployer", "base", "--output", "json")
        #expect(((try json(lines)) as? [Any])?.isEmpty == false)
    }

    // MARK: Findings

    @Test("lint finds what is redundant, dangerous and unused, with lines, as every kind of report")
    func lint() throws {
        let result = try rbac("lint", "base")
        #expect(result.status == 1)
        for id in ["rbac-redundant-rule", "rbac-wildcard-verbs", "rbac-bind", "rbac-everything", "rbac-unused-role"] {
            #expect(result.output.contains(id), "\(id)")
        }
        #expect(!result.output.contains("system:"))
        for format in ["json", "jsonlines", "csv", "junit", "markdown", "sarif"] {
            let other = try rbac("lint", "base", "--output", format)
            #expect(other.status == 1 && other.output.contains("base/shop.yaml"), "\(format)")
        }
        let worst = try rbac("lint", "base", "--minimum", "critical")
        #expect(worst.status == 1 && !worst.output.contains("rbac-unused-role"))
        let good = try rbac("lint", "base/shop.yaml", "--minimum", "medium")
        #expect(good.status == 0 && good.output.contains("no findings"))
    }

    @Test("statements hold before the change, and the broken one shows the way after it")
    func assertions() throws {
        let before = try rbac("assert", "assertions.yaml", "base")
        #expect(before.status == 0 && before.output.contains("3 pass"))
        let after = try rbac("assert", "assertions.yaml", "head", "--output", "json")
        #expect(after.status == 1)
        #expect(after.output.contains("only operations and their operator can become cluster-admin"))
        #expect(after.output.contains("head/ci.yaml"))
        let unknown = try rbac(
            "assert", "-", "base", input: "assertions:\n- name: a\n  subject: User ann\n  canReach: moon\n")
        #expect(unknown.status == 2 && unknown.errors.contains("there is no goal \"moon\""))
    }

    @Test("statements read names as questions do, and what stands for nothing is told")
    func namesOfStatements() throws {
        func check(_ resource: String, verb: String = "patch", subject: String = "ServiceAccount ci/deployer") throws
            -> BuiltCommand.Outcome
        {
            let text = """
                assertions:
                - name: one
                  subject: \(subject)
                  mayNot: {verbs: [\(verb)], resources: [\(resource)], namespace: shop}
                """
            return try rbac("assert", "-", "base", input: text)
        }
        for resource in ["deployments.apps", "deployments", "deploy", "Deployment", "deployments.v1.apps"] {
            let result = try check(resource)
            #expect(result.status == 1 && result.output.contains("may patch deployments.apps in shop"), "\(resource)")
            let answer = try rbac("can-i", "patch", resource, "-n", "shop", "--as", "sa:ci/deployer", "-f", "base")
            #expect(answer.status == 0, "\(resource)")
        }
        let resource = try check("deploymnts")
        #expect(resource.status == 2 && resource.errors.contains("<stdin>:4:"), "\(resource.errors)")
        #expect(resource.errors.contains("did you mean deployments.apps?"))
        let verb = try check("pods", verb: "GET")
        #expect(verb.status == 2 && verb.errors.contains("verbs are in lowercase; write get"))
        let subject = try check("pods", subject: "ServiceAccount ci/deployr")
        #expect(subject.status == 0 && subject.output.contains("warn  rbac-assertion-subject  one"))
        let none = try rbac("assert", "-", "base", input: "assertions: []")
        #expect(none.status == 2 && none.errors.contains("an assertion is missing"))
        let goal = "assertions:\n- {name: one, subject: ServiceAccount ci/deployer, cannotReach: 'secrets:platform'}"
        #expect(try rbac("assert", "-", "head", input: goal).status == 1)
    }

    @Test("questions refuse verbs in capitals, and warn of what nothing is known of")
    func namesOfQuestions() throws {
        let capitals = try rbac("can-i", "GET", "pods", "--as", "user:ann", "-f", "base")
        #expect(capitals.status == 64 && capitals.errors.contains("write get"))
        let unknown = try rbac("can-i", "get", "podz", "--as", "user:ann", "-f", "base")
        #expect(unknown.status == 1 && unknown.errors.contains("did you mean pods?"))
        #expect(unknown.output.hasPrefix("no: User ann may not get podz"))
        #expect(try rbac("who-can", "gte", "pods", "-f", "base").errors.contains("did you mean get?"))
    }

    @Test("a set without roles and bindings is told as that")
    func nothingFound() throws {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
        for arguments in [
            ["lint", "-"], ["what-can", "user:ann", "-"], ["matrix", "-"], ["paths", "-"], ["graph", "-"],
            ["who-can", "get", "pods", "-f", "-"], ["can-i", "get", "pods", "--as", "user:ann", "-f", "-"],
        ] {
            let result = try BuiltCommand.run(["rbac"] + arguments, input: text, in: Self.folder)
            #expect(
                result.status == 2 && result.errors.contains("no roles or bindings were found in -"), "\(arguments)")
        }
        let statements = try rbac("assert", "assertions.yaml", "-", input: text)
        #expect(statements.status == 2 && statements.output.contains("no roles or bindings were found in -"))
        let argoCD = try rbac("argocd", "check", "-", input: text)
        #expect(argoCD.status == 2 && argoCD.errors.contains("no argocd-rbac-cm and no AppProject"))
    }

    @Test("Argo CD allows nothing while it cannot read its policy")
    func brokenPolicy() throws {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd}
            data:
              policy.csv: |
                p, ann, applications, *, */*, allow
                p, bob, applications
            """
        let answer = try rbac(
            "argocd", "can-i", "get", "applications", "shop/web", "--as", "ann", "-f", "-", input: text)
        #expect(answer.status == 2 && answer.output.hasPrefix("no: Argo CD cannot read its policy"))
        #expect(answer.output.contains("<stdin>:7:5: the line has 3 fields"))
        let parsed = try json(
            rbac(
                "argocd", "can-i", "get", "applications", "shop/web", "--as", "ann", "--output", "json", "-f", "-",
                input: text))
        let object = try #require(parsed as? [String: Any])
        #expect(object["allowed"] as? Bool == false && (object["refusals"] as? [String])?.count == 1)
        #expect(answer.output.contains("without these lines the answer would be:\n    yes: ann may get applications"))
        #expect((object["withoutRefusedLines"] as? [String: Any])?["allowed"] as? Bool == true)
        let holders = try rbac("argocd", "who-can", "get", "applications", "shop/web", "-f", "-", input: text)
        #expect(holders.status == 2 && holders.errors.contains("without the lines that it cannot read: "))
        #expect(holders.errors.contains("user ann"))
    }

    @Test("suggest writes the roles that were used, and tells what was not")
    func suggest() throws {
        let result = try rbac("suggest", "--audit", "audit.jsonl", "--subject", "sa:ci/deployer", "base")
        #expect(result.status == 0)
        #expect(result.output.contains("kind: Role") && result.output.contains("- deployments"))
        #expect(!result.output.contains("services"))
        #expect(result.errors.contains("did not use") && result.errors.contains("base/ci.yaml:"))
        #expect(result.errors.contains("3 events, 3 counted"))
        let broken = try rbac("suggest", "--audit", "-", input: "{\"kind\":\"Event\"}\n{broken\n")
        #expect(broken.status == 2 && broken.errors.contains("<stdin>:2"))
    }

    // MARK: Changes and paths

    @Test("diff shows what a change gives, by which line, and the path that it opens")
    func diff() throws {
        let result = try rbac("diff", "base", "head")
        #expect(result.status == 1)
        #expect(result.output.contains("- list configmaps in shop"))
        #expect(result.output.contains("ServiceAccount ci/deployer\n  + "))
        #expect(result.output.contains("ci.yaml:45:5  the binding"))
        #expect(result.output.contains("paths opened\n  ServiceAccount ci/deployer reaches cluster-admin in "))
        let without = try rbac("diff", "base", "head", "--no-paths", "--output", "csv")
        #expect(without.status == 1 && !without.output.contains("path opened"))
        #expect(try rbac("diff", "base", "head", "--output", "csv").output.contains("\"path opened\","))
        let same = try rbac("diff", "base", "base")
        #expect(same.status == 0 && same.output == "nobody gains or loses anything\n")
    }

    @Test("paths are shown step by step with lines, and the cut closes them")
    func paths() throws {
        let survey = try rbac("paths", "head", "--to", "cluster-admin", "--output", "csv")
        #expect(survey.status == 1 && survey.output.contains("\"ServiceAccount ci/deployer\",cluster-admin,"))
        let steps = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--cut")
        #expect(steps.status == 1)
        #expect(steps.output.hasPrefix("ServiceAccount ci/deployer reaches cluster-admin in "))
        #expect(
            steps.output.contains(
                "ServiceAccount ci/deployer by \"get,list,watch,create,update,patch deployments.apps\"")
                && steps.output.contains("head/ci.yaml:"))
        #expect(steps.output.contains("closed by removing:"))
        let table = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--output", "csv")
        #expect(table.status == 1 && table.output.hasPrefix("subject,sink,hops,severity,steps,places\r\n"))
        #expect(table.output.contains("\"ServiceAccount ci/deployer\",cluster-admin,"))
        let before = try rbac("paths", "base", "--from", "sa:ci/deployer", "--to", "cluster-admin")
        #expect(before.status == 0 && before.output == "nothing is reached\n")
        let few = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--max-hops", "1")
        #expect(few.status == 0)
    }

    @Test("of a sink in a namespace the way to that namespace is cut, and what is still reached is told")
    func cutOfNamespace() throws {
        let binding = { (kind: String, metadata: String) in
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: \(kind)
            metadata: {\(metadata)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]

            """
        }
        let manifests =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]

            """ + binding("ClusterRoleBinding", "name: all") + binding("RoleBinding", "name: a, namespace: a")
        let arguments = ["rbac", "paths", "-", "--from", "user:ann", "--to", "secrets:b", "--cut"]
        let text = try BuiltCommand.run(arguments, input: manifests, in: Self.folder)
        #expect(text.status == 1)
        #expect(text.output.hasPrefix("User ann reaches secrets of b in 1 hop\n"), "\(text.output)")
        #expect(text.output.contains("closed by removing:\n    the subject at "), "\(text.output)")
        #expect(text.output.contains("ClusterRoleBinding.rbac.authorization.k8s.io all\n"), "\(text.output)")
        #expect(text.output.contains("  still reached then: secrets of a"), "\(text.output)")
        let result = try BuiltCommand.run(arguments + ["--output", "json"], input: manifests, in: Self.folder)
        let paths = try #require(try json(result) as? [[String: Any]])
        let cut = try #require(paths.first?["cut"] as? [String: Any])
        #expect(cut["sink"] as? String == "secrets of b" && cut["isSmallest"] as? Bool == true)
        #expect((cut["lines"] as? [Any])?.count == 1)
        #expect((cut["remaining"] as? [String])?.contains("secrets of a") == true)
    }

    @Test("SARIF has a code flow for each path, with places in files")
    func sarif() throws {
        let result = try rbac("paths", "head", "--from", "sa:ci/deployer", "--output", "sarif")
        #expect(SARIFRules(result.output).violations == [])
        let log = try #require(try json(result) as? [String: Any])
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(!results.isEmpty)
        for entry in results {
            #expect((entry["codeFlows"] as? [Any])?.isEmpty == false)
            #expect((entry["locations"] as? [Any])?.isEmpty == false)
        }
    }

    @Test("an opened path is shown at the line of the change that opens it")
    func openingLine() throws {
        let result = try rbac("diff", "base", "head", "--output", "sarif")
        #expect(SARIFRules(result.output).violations == [])
        let log = try #require(try json(result) as? [String: Any])
        let results = try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
        let path = try #require(results.first { $0["ruleId"] as? String == "rbac-path-cluster-admin" })
        #expect("\(path["locations"] ?? "")".contains("\"startLine\": 45"))
        let flows = "\(path["codeFlows"] ?? "")"
        for line in [13, 45] { #expect(flows.contains("\"startLine\": \(line)"), "\(line)") }
        #expect(results.contains { $0["ruleId"] as? String == "rbac-gained" })
    }

    @Test(
        "the example prints what is written down for it",
        arguments: [
            ("diff.txt", ["diff", "base", "head"]), ("diff.md", ["diff", "base", "head", "--output", "markdown"]),
            ("lint.txt", ["lint", "head"]), ("survey.csv", ["paths", "head", "--output", "csv"]),
            ("paths.txt", ["paths", "head", "--from", "sa:ci/deployer", "--cut"]),
            ("paths.mmd", ["graph", "head", "--show", "paths"]),
            ("suggested.yaml", ["suggest", "--audit", "audit.jsonl", "--subject", "sa:ci/deployer", "base"]),
        ])
    func golden(file: String, arguments: [String]) throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/" + file, encoding: .utf8)
        let result = try BuiltCommand.run(["rbac"] + arguments, in: Self.folder)
        #expect(result.output == expected)
    }

    @Test("the README shows what the example prints")
    func readme() throws {
        let expected = try String(contentsOfFile: Self.folder + "/expected/diff.txt", encoding: .utf8)
        let readme = try String(contentsOfFile: BuiltCommand.examples + "/../../README.md", encoding: .utf8)
        #expect(readme.contains("$ gitops rbac diff base head\n" + expected))
    }

    @Test("the table of edges is complete in every format")
    func edges() throws {
        let rows = try #require(try json(rbac("edges", "--output", "json")) as? [[String: Any]])
        #expect(rows.count >= 60)
        #expect(rows.allSatisfy { ($0["source"] as? String)?.isEmpty == false })
        #expect(try rbac("edges", "--output", "markdown").output.hasPrefix("| Id | Who |"))
    }

    @Test("graphs of bindings and of paths carry files and lines in every format")
    func graphs() throws {
        for format in ["mermaid", "dot", "html", "json"] {
            let bindings = try rbac("graph", "head", "--output", format)
            #expect(bindings.status == 0 && bindings.output.contains("developers"), "\(format)")
            let paths = try rbac("graph", "head", "--to", "cluster-admin", "--output", format)
            #expect(paths.output.contains("team-operator"), "\(format)")
        }
        let drawing = try #require(
            try json(rbac("graph", "head", "--show", "paths", "--from", "sa:ci/deployer", "--output", "json"))
                as? [String: Any])
        #expect((drawing["edges"] as? [[String: Any]])?.contains { "\($0)".contains("head/ci.yaml") } == true)
    }

    // MARK: Bad input

    @Test(
        "wrong usage exits with 64 and says what was expected",
        arguments: [
            (["can-i", "get", "pods", "-f", "base"], "--as"),
            (["can-i", "get", "pods", "--as", "ann", "-f", "base"], "user:NAME"),
            (["can-i", "get", "pods", "--as", "sa:web", "-f", "base"], "serviceaccount:NAMESPACE/NAME"),
            (["can-i", "get", "pods", "--as", "user:ann"], "give files"),
            (["can-i", "get", "--as", "user:ann", "-f", "base"], "give a resource"),
            (["can-i", "get", "/x", "-n", "shop", "--as", "user:ann", "-f", "base"], "neither a name nor a namespace"),
            (["lint"], "give files"), (["lint", "base", "--repo", "."], "--path base"),
            (["lint", "base", "--blame"], "--blame goes with --repo"),
            (["lint", "base", "--revision", "HEAD"], "go with --repo"),
            (["lint", "base", "--output", "html"], "sarif"), (["diff", "base"], "give two files"),
            (["paths", "base", "--to", "moon"], "cluster-admin, system-masters"),
            (["paths", "base", "--to", "node-root:shop"], "is no sink"), (["paths", "base", "--cut"], "--from"),
            (["paths", "base", "--from", "user:a", "--cut", "--output", "csv"], "text or json"),
            (["paths", "base", "--max-hops", "0"], "positive"),
            (["graph", "base", "--show", "bindings", "--to", "secrets"], "--show paths"),
            (["graph", "base", "--output", "svg"], "mermaid"), (["covers", "a/b/c", "view"], "is no role"),
            (["suggest", "base"], "--audit"), (["who-can", "get", "a/", "-f", "base"], "is no resource"),
        ] as [([String], String)])
    func usage(arguments: [String], expected: String) throws {
        let result = try BuiltCommand.run(["rbac"] + arguments, in: Self.folder)
        #expect(result.status == 64, "\(result.output)\(result.errors)")
        #expect(result.errors.contains(expected), "\(result.errors)")
    }

    @Test("what cannot be read is told with its place and makes every answer one with doubt")
    func unreadable() throws {
        let text =
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules: none\n---\n[\n"
        for command in [["lint"], ["paths"], ["matrix"], ["graph"]] {
            let result = try BuiltCommand.run(["rbac"] + command + ["-"], input: text)
            #expect(result.status == 2, "\(command)")
            #expect((result.errors + result.output).contains("<stdin>:"), "\(command)")
        }
        let sarif = try BuiltCommand.run(["rbac", "lint", "-", "--output", "sarif"], input: text)
        #expect(sarif.output.contains("toolExecutionNotifications"))
        let missing = try rbac("lint", "nowhere")
        #expect(missing.status == 2 && missing.output.contains("nowhere"))
    }

    @Test("names cannot write to the terminal")
    func hostileNames() throws {
        let text =
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: \"a\\e[2J\"}\n"
            + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\n"
            + "subjects: [{kind: User, name: \"ann\\e[2J\", apiGroup: rbac.authorization.k8s.io}]\n"
        for arguments in [
            ["can-i", "get", "pods", "--as", "user:ann\u{1B}[2J", "-f", "-"], ["who-can", "get", "pods", "-f", "-"],
            ["lint", "-"], ["paths", "-"], ["what-can", "user:ann\u{1B}[2J", "-"],
            ["paths", "-", "--from", "user:ann\u{1B}[2J"], ["graph", "-", "--output", "html"],
        ] {
            let result = try BuiltCommand.run(["rbac"] + arguments, input: text)
            #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"), "\(arguments)")
            #expect(!result.output.isEmpty, "\(arguments)")
        }
    }

    // MARK: Repositories

    @Test("revisions are read without a checkout, and lines have authors")
    func repository() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Self.folder + "/base", toPath: folder)
        let git = GitCommand(folder)
        try git("init", "-q", "-b", "main")
        try git("add", "-A")
        try git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "base")
        for name in ["ci.yaml", "shop.yaml"] {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
            try FileManager.default.copyItem(atPath: Self.folder + "/head/" + name, toPath: folder + "/" + name)
        }
        try git("-c", "user.name=Grace", "-c", "user.email=grace@example.com", "commit", "-q", "-a", "-m", "head")

        let plain = try rbac("diff", "base", "head")
        #expect(try rbac("diff", "--repo", folder, "HEAD~1..HEAD").output == plain.output)
        let blamed = try rbac("diff", "--repo", folder, "HEAD~1..HEAD", "--blame")
        #expect(blamed.status == 1 && blamed.output.contains("ci.yaml:45:5 (Grace, "))
        #expect(blamed.output.contains("shop.yaml:14:5 (Ada, "))
        let answer = try rbac(
            "can-i", "patch", "deployments", "-n", "platform", "--as", "sa:ci/deployer", "--repo", folder, "--blame")
        #expect(answer.status == 0)
        #expect(answer.output.contains("rule     ci.yaml:13:5 (Ada, "))
        #expect(answer.output.contains("subject  ci.yaml:45:5 (Grace, "))
        let before = try rbac(
            "can-i", "patch", "deployments", "-n", "platform", "--as", "sa:ci/deployer", "--repo", folder,
            "--revision", "HEAD~1")
        #expect(before.status == 1)
        let table = try rbac(
            "who-can", "patch", "deployments", "--own", "--repo", folder, "--blame", "--output", "json")
        #expect(table.output.contains("\"author\": \"Grace\"") && table.output.contains("\"author\": \"Ada\""))
        let below = try rbac("lint", "--repo", folder, "--path", "nothing")
        #expect(below.status == 2 && below.errors.contains("the revision has no nothing"))
        #expect(try rbac("lint", "--repo", folder, "--revision", "nothing").status == 2)
    }

    @Test("a SARIF report names the commit and the repository, without the token of its address")
    func provenance() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Self.folder + "/base", toPath: folder)
        for arguments in [
            ["init", "-q", "-b", "main"],
            ["remote", "add", "origin", "https://ann:hidden@github.com/example/shop.git"],
            ["add", "-A"], ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "base"],
        ] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["git", "-C", folder] + arguments
            try process.run()
            process.waitUntilExit()
        }
        let ofRevision = try rbac("lint", "--repo", folder, "--output", "sarif")
        let ofTree = try BuiltCommand.run(["rbac", "lint", ".", "--output", "sarif"], in: folder)
        for result in [ofRevision, ofTree] { #expect(SARIFRules(result.output).violations == []) }
        for report in [ofRevision, ofTree] {
            let log = try json(report) as? [String: Any]
            let run = try #require((log?["runs"] as? [[String: Any]])?.first)
            let provenance = try #require((run["versionControlProvenance"] as? [[String: Any]])?.first)
            #expect(provenance["repositoryUri"] as? String == "https://github.com/example/shop.git")
            #expect((provenance["revisionId"] as? String)?.count == 40)
            #expect(!report.output.contains("hidden"))
        }
        let markdown = try rbac("lint", "--repo", folder, "--output", "markdown")
        #expect(
            markdown.output.contains("https://github.com/example/shop/blob/") && !markdown.output.contains("hidden"))
        let elsewhere = try BuiltCommand.run(["rbac", "lint", folder, "--output", "sarif"], in: "/")
        #expect(!elsewhere.output.contains("versionControlProvenance"))
    }

    @Test("objects of two overlays are one finding, those of one folder one each")
    func overlays() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for overlay in ["staging", "prod"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/overlays/\(overlay)", withIntermediateDirectories: true)
            for name in ["ci.yaml", "shop.yaml"] {
                try FileManager.default.copyItem(
                    atPath: "\(Self.folder)/base/\(name)", toPath: "\(folder)/overlays/\(overlay)/\(name)")
            }
        }
        let apart = try BuiltCommand.run(["rbac", "lint", "overlays"], in: folder)
        #expect(!apart.output.contains("rbac-defined-twice"))
        #expect(apart.output.components(separatedBy: "rbac-folders-overlap").count == 2)
        #expect(apart.output.contains("are defined again in overlays/staging"))
        try FileManager.default.copyItem(
            atPath: "\(Self.folder)/base/ci.yaml", toPath: "\(folder)/overlays/prod/copy.yaml")
        let same = try BuiltCommand.run(["rbac", "lint", "overlays/prod"], in: folder)
        #expect(same.output.contains("rbac-defined-twice") && !same.output.contains("rbac-folders-overlap"))
    }

    @Test("names of a log mean nothing but themselves in the suggested roles")
    func hostileNamesOfLogs() throws {
        let name = #"a\n---\nkind: Evil\n# \u001b[2J\u202e\u0000: {[\"'&*!|>%@`"#
        let event = """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","requestURI":"/","verb":"get",\
            "user":{"username":"\(name)"},"objectRef":{"resource":"\(name)","namespace":"- \(name)","name":"true"},\
            "responseStatus":{"code":200}}

            """
        let result = try rbac("suggest", "--audit", "-", input: event)
        #expect(
            !result.output.contains("\u{1B}") && !result.output.contains("\u{202E}") && !result.output.contains("\0"))
        #expect(!result.errors.contains("\u{1B}") && !result.errors.contains("\u{202E}"))
        #expect(result.output.components(separatedBy: "\n---\n").count <= 2)
        #expect(!result.output.components(separatedBy: "\n").contains("kind: Evil"))
        let read = try BuiltCommand.run(["rbac", "lint", "-"], input: result.output)
        #expect(read.status != 2, "\(read.errors)")
    }

    @Test("who writes a repository reaches what its controller may do, and service accounts are no writers")
    func writers() throws {
        let manifests = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: applier, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: applier}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: applier, namespace: shop}]
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: kustomize-controller, namespace: flux-system}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: shop, namespace: shop}
            spec: {url: "https://example.com/shop.git"}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: shop, namespace: shop}
            spec: {serviceAccountName: applier, sourceRef: {kind: GitRepository, name: shop}}

            """
        func paths(_ writer: String) throws -> BuiltCommand.Outcome {
            try rbac(
                "paths", "-", "--from", "user:ann", "--to", "cluster-admin", "--git-writer", writer, input: manifests)
        }
        let reached = try paths("user:ann=git@example.com:shop")
        #expect(reached.status == 1 && reached.output.contains("F5f"))
        #expect(reached.output.contains("seen at <stdin>:20:1"))
        #expect(try paths("user:ann=https://example.com/bank").status == 0)
        #expect(try paths("sa:shop/applier").status == 64)
    }
}
