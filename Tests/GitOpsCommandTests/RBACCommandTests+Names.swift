import Foundation
import GitOpsTestSupport
import Testing

extension RBACCommandTests {
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

    // MARK: Bad input

    @Test(
        "wrong usage exits with 64 and says what was expected",
        arguments: [
            (["can-i", "get", "pods", "-f", "base"], "--as"),
            (["can-i", "get", "pods", "--as", "ann", "-f", "base"], "user:NAME"),
            (["can-i", "get", "pods", "--as", "sa:web", "-f", "base"], "serviceaccount:NAMESPACE/NAME"),
            (["can-i", "get", "pods", "--as", "user:ann"], "give files"),
            (["can-i", "get", "--as", "user:ann", "-f", "base"], "give a resource"),
            (["can-i", "", "pods", "--as", "user:ann", "-f", "base"], "the verb is empty"),
            (["can-i", "get", "", "--as", "user:ann", "-f", "base"], "the resource is empty"),
            (["who-can", "", "pods", "base"], "the verb is empty"),
            (["can-i", "get", "/x", "-n", "shop", "--as", "user:ann", "-f", "base"], "neither a name, a namespace"),
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

    @Test("what follows the slash is a name where it is no subresource, as kubectl reads it")
    func nameAfterSlash() throws {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: some}
            rules:
            - {verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [x]}
            - {verbs: [create], apiGroups: [""], resources: [pods/exec]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: some}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: some}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
            """
        func ask(_ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                ["rbac", "can-i"] + arguments + ["--as", "user:ann", "-f", "-"], input: text, in: Self.folder)
        }
        let named = try ask("get", "secrets/x")
        #expect(named.status == 0 && named.errors.contains("taken as the name"), "\(named.errors)")
        #expect(try ask("get", "secrets/y").status == 1)
        let exec = try ask("create", "pods/exec")
        #expect(exec.status == 0 && exec.errors.isEmpty, "\(exec.errors)")
        #expect(try ask("create", "pods/web", "--subresource", "exec").status == 0)
        #expect(try ask("create", "pods/web", "web", "--subresource", "exec").status == 64)
        let slip = try ask("create", "pods/exce")
        #expect(slip.errors.contains("did you mean pods/exec?"), "\(slip.errors)")
        #expect(!named.errors.contains("did you mean"), "\(named.errors)")
        let holders = try BuiltCommand.run(
            ["rbac", "who-can", "create", "pods/exce", "-f", "-"], input: text, in: Self.folder)
        #expect(holders.errors.contains("did you mean pods/exec?"), "\(holders.errors)")
    }

    @Test("covers says what it found in JSON, and yes for the same rules in another order")
    func verdicts() throws {
        func covers(_ owner: String, _ covered: String) throws -> (Int32, [String: Any]?) {
            let result = try rbac("covers", owner, covered, "--output", "json")
            return (result.status, try json(result) as? [String: Any])
        }
        let (yes, covering) = try covers("edit", "view")
        #expect(yes == 0 && covering?["verdict"] as? String == "covers" && covering?["covers"] as? Bool == true)
        let (no, lacking) = try covers("view", "edit")
        #expect(no == 1 && lacking?["verdict"] as? String == "does-not-cover" && lacking?["covers"] as? Bool == false)
    }
}
