import Foundation
import GitOpsTestSupport
import Testing

extension RBACCommandTests {
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
}
