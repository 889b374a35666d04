import Foundation
import GitOpsTestSupport
import Testing

@Suite("gitops history, blame, introduced and changed")
struct HistoryCommandTests {
    static func deployment(_ image: String, replicas: Int = 2, name: String = "web", namespace: String? = "shop")
        -> String
    {
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: \(name)\n"
            + (namespace.map { "  namespace: \($0)\n" } ?? "") + "spec:\n  replicas: \(replicas)\n"
            + "  template:\n    spec:\n      containers:\n        - name: web\n          image: \(image)\n"
    }

    static func secret(_ value: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\nstringData: {password: \(value)}\n"
    }

    static func shop() throws -> GitFixture {
        let shop = try GitFixture()
        try shop.commit("Add the shop", ["base/web.yaml": deployment("r/web:1") + "---\n" + secret("hunter2")])
        try shop.commit("Update", ["base/web.yaml": deployment("r/web:2", replicas: 3) + "---\n" + secret("hunter3")])
        try shop.commit(
            "Move",
            [
                "base/web.yaml": nil,
                "apps/web.yaml": "# the shop\n" + deployment("r/web:2", replicas: 3) + "---\n" + secret("hunter3"),
            ])
        return shop
    }

    private static func rows(_ outcome: BuiltCommand.Outcome) -> [[String]] {
        outcome.output.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test(
        "a kind is taken as kubectl takes it",
        arguments: [
            "deployment", "deploy", "deployments", "Deployment", "deployments.apps", "deployment.apps",
            "deployments.v1.apps", "DEPLOYMENTS",
        ])
    func kinds(kind: String) throws {
        let shop = try Self.shop()
        let outcome = try shop.gitops("history", "\(kind)/web", "-n", "shop", "--output", "csv")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let rows = Self.rows(outcome)
        #expect(rows.map { $0[7] } == ["moved", "modified", "added"])
        #expect(rows.map { $0[8] } == ["apps/web.yaml", "base/web.yaml", "base/web.yaml"])
        #expect(rows.map { $0[6] } == ["Move", "Update", "\"Add the shop\""])
        #expect(rows[1].joined().contains("~spec.replicas") && !rows[2].joined().contains("spec"))
    }

    @Test("custom kinds go by the names of their definitions, also by short ones")
    func customKinds() throws {
        let shop = try GitFixture()
        try shop.commit(
            "Add",
            [
                "crd.yaml": """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: mice.example.com}
                spec:
                  group: example.com
                  names: {kind: Mouse, plural: mice, singular: mouse, shortNames: [mo]}
                """,
                "m.yaml": "apiVersion: example.com/v1\nkind: Mouse\nmetadata: {name: a}\n",
                "g.yaml": "apiVersion: example.com/v1\nkind: Gateway\nmetadata: {name: a}\n",
            ])
        for name in ["mouse/a", "mice/a", "mo/a", "mice.example.com/a", "gateways/a", "crd/mice.example.com"] {
            #expect(try shop.gitops("history", name).status == 0, "\(name)")
        }
    }

    @Test("unknown names are answered with the nearest ones, and several resources are listed")
    func unknown() throws {
        let shop = try Self.shop()
        try shop.commit("Other", ["b.yaml": Self.deployment("x", namespace: nil), "c.yaml": Self.deployment("x")])
        let kind = try shop.gitops("history", "deplyo/web")
        #expect(kind.status == 2 && kind.output.isEmpty && kind.errors.contains("did you mean deploy/web?"))
        let name = try shop.gitops("blame", "deploy/wbe")
        #expect(name.status == 2 && name.errors.contains("did you mean deploy/web?"))
        let several = try shop.gitops("history", "deploy/web")
        #expect(several.status == 2 && several.errors.contains("2 resources"))
        #expect(several.errors.contains("Deployment.apps web: b.yaml"))
        #expect(several.errors.contains("Deployment.apps shop/web: apps/web.yaml, c.yaml"))
        #expect(try shop.gitops("history", "deploy/web", "-n", "").status == 0)
        let files = try shop.gitops("blame", "deploy/web", "-n", "shop")
        #expect(files.status == 2 && files.errors.contains("choose one with --file: apps/web.yaml, c.yaml"))
        let chosen = try shop.gitops("blame", "deploy/web", "-n", "shop", "--file", "c.yaml")
        #expect(chosen.status == 0 && chosen.output.contains("c.yaml:7"))
        let line = try shop.gitops("history", "deploy/web", "-n", "shop", "--file", "c.yaml", "--output", "csv")
        #expect(Self.rows(line).count == 1)
        #expect(try shop.gitops("history", "web").status == 64)
        #expect(try shop.gitops("history", "deploy/web", "--rev", "nowhere").status == 2)
    }

    @Test("every field has its commit, author, time, file and line")
    func blame() throws {
        let shop = try Self.shop()
        let commits = try shop.git("log", "--format=%H", "--reverse").split(separator: "\n").map(String.init)
        let outcome = try shop.gitops("blame", "deploy/web", "--output", "csv")
        let rows = Self.rows(outcome)
        let byField = Dictionary(uniqueKeysWithValues: rows.map { ($0[12], $0) })
        let image = try #require(byField["spec.template.spec.containers[name=web].image"])
        #expect(image[0] == commits[1] && image[2] == "Ada" && image[7] == "apps/web.yaml:13")
        #expect(byField["metadata.name"]?[0] == commits[0] && byField["spec.replicas"]?[0] == commits[1])
        let older = try shop.gitops("blame", "deploy/web", "HEAD~2", "--field", "spec.replicas")
        #expect(older.output.contains("base/web.yaml:7") && older.output.split(separator: "\n").count == 2)
        #expect(try shop.gitops("blame", "deploy/web", "--field", "spec.none").status == 2)
    }

    @Test("what changed is told with its fields, below the paths that were given")
    func changed() throws {
        let shop = try Self.shop()
        let outcome = try shop.gitops("changed", "HEAD~2..HEAD~1")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("~spec.replicas, ~spec.template.spec.containers[name=web].image"))
        #expect(outcome.output.contains("~stringData.password"))
        let moved = try shop.gitops("changed", "HEAD~1..HEAD", "apps", "--output", "csv")
        #expect(Self.rows(moved).map { $0[0] } == ["moved", "moved"])
        #expect(try shop.gitops("changed", "HEAD~1..HEAD", "elsewhere").status == 2)
        #expect(try shop.gitops("changed", "HEAD..HEAD").status == 0)
        #expect(try shop.gitops("changed", "HEAD").status == 64)
        try shop.commit("Break", ["apps/web.yaml": "kind: [\n"])
        let broken = try shop.gitops("changed", "HEAD~1..HEAD")
        #expect(broken.status == 2 && broken.output.contains("became unreadable"))
        #expect(try shop.gitops("changed", "HEAD~1..HEAD", "--output", "csv").output.contains("becameUnreadable"))
    }

    @Test("documents that could not be read are counted, and the status says that something may be missing")
    func unreadDocuments() throws {
        let shop = try Self.shop()
        #expect(try shop.gitops("history", "deploy/web").status == 0)
        let web = try shop.git("show", "HEAD:apps/web.yaml") + "\n"
        try shop.commit("Break", ["apps/web.yaml": "kind: [\n"])
        try shop.commit("Mend", ["apps/web.yaml": web.replacingOccurrences(of: "replicas: 3", with: "replicas: 4")])
        for arguments in [
            ["history", "deploy/web"], ["history", "deploy/web", "--field", "spec.replicas"],
            ["history", "--path", "apps"], ["audit", "export"],
        ] {
            let outcome = try BuiltCommand.run(arguments, in: shop.path)
            #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains("1 document could not be read"), "\(arguments): \(outcome.errors)")
        }
        let json = try shop.gitops("history", "deploy/web", "--output", "json").output
        let first = try #require(json.range(of: "readableAgain"))
        let own = String(json[first.upperBound...].prefix(600))
        #expect(own.contains("\"mayBeOlder\": true") && own.contains("~spec.replicas"), "\(json)")
        #expect(try shop.gitops("audit", "export", "HEAD~1..HEAD").status == 0)
        #expect(try shop.gitops("history", "configmap/nothing").status == 2)
        // A file that may hold anything, and a link that holds nothing.
        let other = try Self.shop()
        try other.git("config", "core.symlinks", "true")
        try FileManager.default.createSymbolicLink(atPath: "\(other.path)/README", withDestinationPath: "apps")
        try other.commit("Link", [:])
        #expect(try other.gitops("history", "deploy/web").status == 0)
        try other.commit("Chart", ["chart/a.yaml": "kind: {{ .Values.kind }}\n  a: [\n"])
        let chart = try other.gitops("history", "deploy/web")
        #expect(chart.status == 2 && chart.errors.contains("1 more file of"), "\(chart.errors)")
        #expect(try other.gitops("history", "deploy/web", "--exclude", "chart/").status == 0)
    }

    @Test("who introduced an image, a value and a grant is told across moves")
    func introduced() throws {
        let shop = try Self.shop()
        let commits = try shop.git("log", "--format=%H", "--reverse").split(separator: "\n").map(String.init)
        func answer(_ arguments: String...) throws -> [String] {
            Self.rows(try BuiltCommand.run(["introduced", "--output", "csv"] + arguments, in: shop.path)).map { $0[0] }
        }
        #expect(try answer("--image", "r/web") == [commits[0]])
        #expect(try answer("--image", "r/web:2") == [commits[1]])
        #expect(try answer("--image", "r/we").isEmpty)
        #expect(try answer("--field", "spec.replicas", "--value", "3", "deploy/web") == [commits[1]])
        #expect(try shop.gitops("introduced", "--value", "nobody").status == 1)
        #expect(try shop.gitops("introduced").status == 64)
        func role(_ verbs: String) -> String {
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n"
                + "- {apiGroups: [''], resources: [pods, pods/exec], verbs: [\(verbs)]}\n"
        }
        let one = try shop.commit("Role", ["r.yaml": role("get")])
        let two = try shop.commit("More", ["r.yaml": role("get, create")])
        try shop.commit("Move the role", ["r.yaml": nil, "roles/r.yaml": role("'*'")])
        #expect(try answer("--grant", "get pods") == [one])
        #expect(try answer("--grant", "create pods/exec") == [two])
        #expect(try answer("--grant", "get secrets").isEmpty)
    }

    @Test("no output has a value of a Secret", arguments: ["text", "csv", "json", "jsonlines", "markdown"])
    func secrets(format: String) throws {
        let shop = try Self.shop()
        for arguments in [
            ["history", "secret/db"], ["history", "secret/db", "--field", "stringData"],
            ["history", "secret/db", "--field", "stringData.password"], ["blame", "secret/db"],
            ["changed", "HEAD~2..HEAD"], ["introduced", "--field", "stringData.password"],
        ] {
            let outcome = try BuiltCommand.run(arguments + ["--output", format], in: shop.path)
            #expect(outcome.output.contains("db") || outcome.output.contains("web.yaml"), "\(arguments)")
            #expect(!(outcome.output + outcome.errors).contains("hunter"), "\(arguments)")
        }
    }

    @Test("where a file is a resource, the history is that of git log --follow", arguments: [UInt64(1), 2, 3, 4])
    func follow(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shop = try GitFixture()
        var paths = ["a": "a.yaml", "b": "b.yaml"]
        var replicas = ["a": 0, "b": 0]
        func text(_ name: String) -> String {
            Self.deployment("registry.example.com/shop/\(name):1", replicas: replicas[name] ?? 0, name: name)
        }
        try shop.commit("Add", ["a.yaml": text("a"), "b.yaml": text("b")])
        for number in 0..<25 {
            let name = random.pick(["a", "b"])
            let old = paths[name] ?? ""
            var files: [String: String?] = [:]
            if Int.random(in: 0..<3, using: &random) == 0 {
                paths[name] = "\(random.pick(["apps", "base", "x/y"]))/\(name)\(number).yaml"
                files[old] = .some(nil)
            }
            if files.isEmpty || Bool.random(using: &random) { replicas[name, default: 0] += 1 }
            files[paths[name] ?? ""] = text(name)
            try shop.commit("Change \(number)", files)
        }
        for name in ["a", "b"] {
            let own = Self.rows(try shop.gitops("history", "deploy/\(name)", "--output", "csv")).map { $0[0] }
            let git = try shop.git("log", "--follow", "--format=%H", "--", paths[name] ?? "")
            #expect(own == git.split(separator: "\n").map(String.init), "seed \(seed) \(name)")
        }
    }

    @Test("shallow clones, missing objects and unrelated histories are told")
    func broken() throws {
        let shop = try Self.shop()
        let folder = try TemporaryFolder()
        let shallow = folder.path + "/shallow"
        try shop.git("clone", "-q", "--depth", "1", "file://\(shop.path)", shallow)
        let history = try BuiltCommand.run(["history", "deploy/web"], in: shallow)
        #expect(history.status == 2 && history.errors.contains("git fetch --unshallow"))
        #expect(history.output.contains("(or older)"))
        let blame = try BuiltCommand.run(["blame", "deploy/web"], in: shallow)
        #expect(blame.status == 2 && blame.output.contains("(or older)"))
        let range = try BuiltCommand.run(["changed", "HEAD~1..HEAD"], in: shallow)
        #expect(range.status == 2 && range.errors.contains("shallow"))

        try shop.git("checkout", "-q", "--orphan", "other")
        try shop.commit("Other", ["z.yaml": Self.deployment("z", name: "z")])
        let unrelated = try shop.gitops("changed", "main...other")
        #expect(unrelated.status == 2 && unrelated.errors.contains("no common ancestor"))
        #expect(try shop.gitops("changed", "main..other").status == 1)

        let blob = try shop.git("rev-parse", "main~1:base/web.yaml")
        let object = shop.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        try FileManager.default.removeItem(atPath: object)
        let missing = try shop.gitops("history", "deploy/web", "--rev", "main", "--index", "none")
        #expect(missing.status == 2 && missing.errors.contains("changes may be missing"))
        let at = try shop.gitops("blame", "deploy/web", "main~1", "--index", "none")
        #expect(at.status == 2)
    }

    @Test("names with control characters and formulas mean nothing")
    func hostile() throws {
        let shop = try GitFixture()
        try shop.commit(
            "=cmd|' /C calc'!A0",
            [
                "=x\u{1B}[31m.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"a\\e[31mb\"}\ndata: {\"=1\": '=1+1'}\n"
            ])
        let name = "cm/a\u{1B}[31mb"
        for command in [["history", name], ["blame", name], ["history", "cm/a\u{1B}[31mc"]] {
            for format in ["text", "csv", "json"] {
                let outcome = try BuiltCommand.run(command + ["--output", format], in: shop.path)
                #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
            }
        }
        let csv = try shop.gitops("history", name, "--output", "csv")
        #expect(csv.status == 0 && csv.output.contains("'=cmd") && csv.output.contains("'=x"))
    }

    @Test("a file whose name is no UTF-8 is read as others are")
    func foreignName() throws {
        let shop = try GitFixture()
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n"
        let stream = """
            commit refs/heads/main
            committer Ada <ada@example.com> 1700000000 +0000
            data 3
            one
            M 644 inline "bad\\377.yaml"
            data \(text.utf8.count)
            \(text)

            """
        try shop.git("fast-import", "--quiet", input: stream)
        for arguments in [
            ["introduced", "--value", "v"], ["blame", "cm/a"], ["history", "cm/a", "--field", "data.k"],
        ] {
            let outcome = try BuiltCommand.run(arguments, in: shop.path)
            #expect(outcome.status == 0 && outcome.errors == "", "\(arguments): \(outcome.errors)")
        }
    }

    @Test("what could not be read is told where nothing is found, and does not count as not there")
    func unread() throws {
        let shop = try Self.shop()
        try shop.commit("Break", ["apps/bad.yaml": "kind: [\n"])
        let image = try shop.gitops("introduced", "--image", "evil/y")
        #expect(image.status == 2 && image.errors.contains("apps/bad.yaml:2:1: a part of it cannot be read"))
        let named = try shop.gitops("history", "cm/none")
        #expect(named.status == 2 && named.errors.contains("apps/bad.yaml"))
        let changed = try shop.gitops("changed", "HEAD~1..HEAD")
        #expect(changed.status == 2 && changed.errors.contains("apps/bad.yaml:2:1: not valid YAML"))
    }

    @Test("a path that neither revision has is a mistake", arguments: ["nowhere", "../x", "apps/web.yaml/x"])
    func noPath(path: String) throws {
        let outcome = try Self.shop().gitops("changed", "HEAD~1..HEAD", path)
        #expect(outcome.status == 2 && outcome.errors.contains("neither revision has"))
    }

    @Test("a field that never was is no answer")
    func noField() throws {
        let outcome = try Self.shop().gitops("history", "deploy/web", "--field", "spec.none")
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("never had spec.none"))
    }

    @Test("a repository without commits is told as such", arguments: ["history", "blame"])
    func noCommits(command: String) throws {
        let outcome = try GitFixture().gitops(command, "deploy/web")
        #expect(outcome.status == 2 && outcome.errors.contains("has no commits yet"))
        #expect(!outcome.errors.contains("remote"))
    }

    @Test("where a resource began under another identity is told at the end")
    func predecessor() throws {
        let shop = try Self.shop()
        let commit = try shop.commit(
            "Name the shop", ["apps/web.yaml": Self.deployment("r/web:2", replicas: 3, namespace: "mall")])
        let outcome = try shop.gitops("history", "deploy/web", "-n", "mall")
        #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 2)
        #expect(outcome.errors.contains("\(commit.prefix(12)): Deployment.apps mall/web began here in apps/web.yaml"))
        #expect(outcome.errors.contains("its history: gitops history Deployment.apps/web -n shop"))
        let older = try shop.gitops("history", "Deployment.apps/web", "-n", "shop", "--output", "csv")
        #expect(older.errors.isEmpty && Self.rows(older).map { $0[7] } == ["removed", "moved", "modified", "added"])
        try shop.commit("Odd", ["apps/web.yaml": Self.deployment("r/web:2", replicas: 3, namespace: "\"$(id)\"")])
        try shop.commit("Even", ["apps/web.yaml": Self.deployment("r/web:2", replicas: 3, namespace: "even")])
        let odd = try shop.gitops("history", "deploy/web", "-n", "even")
        #expect(odd.errors.contains("$(id)/web was removed") && !odd.errors.contains("its history:"))
    }

    @Test("everything in a file is listed, and followed to where it was")
    func paths() throws {
        let shop = try Self.shop()
        let outcome = try shop.gitops("history", "--path", "apps/web.yaml", "--output", "csv")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let web = Self.rows(outcome).filter { $0[8].contains("Deployment.apps shop/web") }
        #expect(web.map { $0[7] } == ["moved", "modified", "added"])
        #expect(web.map { $0[9] } == ["apps/web.yaml", "base/web.yaml", "base/web.yaml"])
        #expect(Self.rows(outcome).count == 6 && !outcome.output.contains("hunter"))
        let folder = try shop.gitops("history", "--path", "./base/")
        #expect(folder.status == 0 && folder.output.contains("apps/web.yaml (was base/web.yaml)"))
        let git = try shop.git("log", "--follow", "--format=%H", "--", "apps/web.yaml").split(separator: "\n")
        var commits: [String] = []
        for row in Self.rows(outcome) where commits.last != row[0] { commits.append(row[0]) }
        #expect(commits == git.map(String.init))
        #expect(try shop.gitops("history", "--path", "nowhere").status == 2)
        #expect(try shop.gitops("history").status == 64)
        #expect(try shop.gitops("history", "deploy/web", "--path", "apps").status == 64)
        #expect(try shop.gitops("history", "--path", "apps", "--field", "spec").status == 64)
    }

    @Test(
        "blame says of every commit whether it is verified, when keys or a policy are given",
        .enabled(if: InstalledPrograms.has("ssh-keygen")))
    func verified() throws {
        let shop = try Self.shop()
        try shop.git("config", "gpg.format", "ssh")
        let key = shop.path + "/.git/key"
        let keygen = Process()
        keygen.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        keygen.arguments = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key]
        try keygen.run()
        keygen.waitUntilExit()
        try #require(keygen.terminationStatus == 0)
        try shop.git("config", "user.signingKey", key + ".pub")
        try shop.folder.write("apps/web.yaml", Self.deployment("r/web:3", replicas: 3))
        try shop.git("commit", "-q", "-a", "-S", "-m", "Signed")
        let publicKey = try String(contentsOfFile: key + ".pub", encoding: .utf8)
        try shop.folder.write(".git/signers", "ada@example.com \(publicKey)")
        try shop.folder.write(".git/policy.yaml", "keys: {ssh: [{file: signers}]}\nsignatures: each\n")
        let image = "spec.template.spec.containers[name=web].image"
        for arguments in [["--allowed-signers", ".git/signers"], ["--policy", ".git/policy.yaml"]] {
            let outcome = try BuiltCommand.run(
                ["blame", "deploy/web", "--output", "csv"] + arguments, in: shop.path)
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            let byField = Dictionary(uniqueKeysWithValues: Self.rows(outcome).map { ($0[12], Array($0[14...])) })
            let hasPolicy = arguments[0] == "--policy"
            #expect(
                byField[image] == ["yes", "valid", "ada@example.com"]
                    + (hasPolicy ? ["accepted", "signed"] : ["", ""]))
            #expect(
                byField["spec.replicas"]
                    == ["", "unsigned", ""] + (hasPolicy ? ["rejected", "unsigned"] : ["", ""]))
            let text = try BuiltCommand.run(["blame", "deploy/web"] + arguments, in: shop.path)
            #expect(text.output.contains("ada@example.com)") && text.output.contains("no (unsigned)"), "\(text.output)")
            let json = try BuiltCommand.run(["blame", "deploy/web", "--output", "json"] + arguments, in: shop.path)
            let objects = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
            let verified = objects.filter { $0["verified"] as? Bool == true }.map { $0["field"] as? String }
            #expect(verified == [image])
        }
        let plain = try shop.gitops("blame", "deploy/web", "--output", "json")
        #expect(plain.status == 0 && !plain.output.contains("verified"))
        #expect(try shop.gitops("blame", "deploy/web", "--allowed-signers", "none").status == 2)
        #expect(try shop.gitops("blame", "deploy/web", "--policy", "none").status == 2)
        #expect(
            try shop.gitops("blame", "deploy/web", "--policy", ".git/policy.yaml", "--allowed-signers", "x").status
                == 64)
    }

    @Test("of two resources of a name the one that is there is meant")
    func goneNamesake() throws {
        let shop = try GitFixture()
        try shop.commit("Add", ["web.yaml": Self.deployment("r/web:1", namespace: nil)])
        try shop.commit("Name the namespace", ["web.yaml": Self.deployment("r/web:1", namespace: "shop")])
        let outcome = try shop.gitops("blame", "deploy/web")
        #expect(outcome.status == 0 && outcome.errors.contains("Deployment.apps web"))
    }

    @Test("a blame that lacks an object says so, and tells what it knows all the same", arguments: [true, false])
    func blameOfBroken(isDamaged: Bool) throws {
        let shop = try Self.shop()
        func breakObject(_ expression: String) throws -> String {
            let id = try shop.git("rev-parse", expression)
            let file = ".git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
            try FileManager.default.removeItem(atPath: "\(shop.path)/\(file)")
            if isDamaged { try shop.folder.write(file, "no object") }
            return id
        }
        // A version in between: what is older than it is not known.
        let old = try breakObject("HEAD~2:base/web.yaml")
        let blame = try shop.gitops("blame", "deploy/web", "--index", "none")
        #expect(blame.status == 2 && blame.output.contains("(or older)"), "\(blame.output)")
        #expect(blame.output.contains("spec.replicas"), "\(blame.output)")
        #expect(blame.errors.contains(isDamaged ? "damaged" : "\(old) is not there"), "\(blame.errors)")
        let json = try shop.gitops("blame", "deploy/web", "--index", "none", "--output", "json")
        #expect(json.status == 2 && json.output.contains("\"mayBeOlder\": true"), "\(json.output)")
        // The version that is asked about.
        let new = try breakObject("HEAD:apps/web.yaml")
        let none = try shop.gitops("blame", "deploy/web", "--index", "none")
        #expect(none.status == 2 && none.output.isEmpty)
        #expect(none.errors.contains(isDamaged ? "damaged" : new), "\(none.errors)")
        // A commit and a tree.
        for expression in ["HEAD~1^{tree}", "HEAD~1"] {
            let id = try breakObject(expression)
            let lost = try shop.gitops("blame", "deploy/web", "--index", "none")
            #expect(lost.status == 2 && lost.output.isEmpty && lost.errors.contains(id), "\(lost.errors)")
        }
    }

    @Test("a damaged object is told as what it is, and not as a partial clone")
    func damagedObject() throws {
        let shop = try Self.shop()
        let id = try shop.git("rev-parse", "HEAD:apps/web.yaml")
        let file = "\(shop.path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
        try FileManager.default.removeItem(atPath: file)
        try shop.folder.write(".git/objects/\(id.prefix(2))/\(id.dropFirst(2))", "no object")
        let outcome = try shop.gitops("introduced", "--image", "r/none")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("apps/web.yaml") && outcome.errors.contains(id), "\(outcome.errors)")
        #expect(outcome.errors.contains("damaged") && !outcome.errors.contains("left out"), "\(outcome.errors)")
        try FileManager.default.removeItem(atPath: file)
        let missing = try shop.gitops("introduced", "--image", "r/none")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("\(id) is not there") && !missing.errors.contains("left out"))
    }
}
