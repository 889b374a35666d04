import Foundation
import Testing

extension PolicyCommandTests {
    @Test("revisions are checked without a checkout, with the older one as what is there")
    func revisions() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Self.folder + "/base", toPath: folder)
        let git = GitCommand(folder)
        try git("init", "-q", "-b", "main")
        try git("add", "-A")
        try git("commit", "-q", "-m", "base")
        try FileManager.default.removeItem(atPath: folder + "/data.yaml")
        try git("add", "-A")
        try git("commit", "-q", "-m", "head")
        for arguments in [["HEAD~1..HEAD"], ["HEAD", "--base", "HEAD~1"], ["--base", "HEAD~1"]] {
            let result = try BuiltCommand.run(
                ["policy", "check", "--policies", "policies", "--repo", folder] + arguments, in: Self.folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("warn  policy/keep-claims") && result.output.contains("  data.yaml:6:3"))
        }
        let alone = try check("--policies", "policies", "--repo", folder, "HEAD")
        #expect(alone.status == 0 && !alone.output.contains("keep-claims"))
        let wrong = try check("--policies", "policies", "--repo", folder, "nothing")
        #expect(wrong.status == 2 && wrong.errors.contains("'nothing' names no revision"))
    }

    /// A repository whose change loosens the policy that it breaks.
    func looseningRepository() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let git = GitCommand(folder.path)
        try git("init", "-q", "-b", "main")
        let more = "object.spec.replicas <= oldObject.spec.replicas"
        try folder.write(
            "policies/own.yaml", policy(more).replacingOccurrences(of: "[\"*\"]", with: "[UPDATE]"))
        func deployment(_ name: String, _ replicas: Int) -> String {
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \(name)}\nspec: {replicas: \(replicas)}\n"
        }
        try folder.write("deploy/web.yaml", deployment("web", 2))
        try git("add", "-A")
        try git("commit", "-q", "-m", "base")
        try folder.write("policies/own.yaml", policy("'true'"))
        try folder.write("deploy/web.yaml", deployment("web", 5) + "---\n" + deployment("new", 9))
        try git("add", "-A")
        try git("commit", "-q", "-m", "head")
        return folder
    }

    @Test("policies of the base judge a change that loosens them, and updates see the old object")
    func policiesOfRevisions() throws {
        let folder = try looseningRepository()
        func check(_ policies: String, _ arguments: String...) throws -> BuiltCommand.Outcome {
            try BuiltCommand.run(
                ["policy", "check", "--policies", policies, "--repo", ".", "--path", "deploy"] + arguments,
                in: folder.path)
        }
        let base = try check("HEAD~1:policies", "HEAD~1..HEAD")
        #expect(base.status == 1, "\(base.output)\(base.errors)")
        #expect(
            base.output.contains("policy/own  Deployment.apps web") && base.output.contains("  policies/own.yaml:9:"))
        #expect(!base.output.contains("Deployment.apps new"))
        #expect(base.output.contains("2 documents × 1 policies: 1 not matched, 1 matched"))
        #expect(try check("HEAD:policies", "HEAD~1..HEAD").status == 0)
        #expect(try check("HEAD~1:policies/own.yaml", "HEAD", "--base", "HEAD~1").status == 1)
        #expect(try check("HEAD~1:policies", "HEAD").status == 0)
        #expect(try check("./policies", "HEAD~1..HEAD").status == 0)
        let nowhere = try check("HEAD:nowhere", "HEAD")
        #expect(
            nowhere.status == 2 && nowhere.errors.contains("HEAD has no file or directory nowhere"), "\(nowhere.errors)"
        )
        let nothing = try check("nothing:policies", "HEAD")
        #expect(nothing.status == 2, "\(nothing.errors)")
        #expect(
            nothing.errors.contains("nothing:policies: the repository of --repo has no branch, tag or commit nothing"),
            "\(nothing.errors)")
        let withoutRepository = try BuiltCommand.run(
            ["policy", "check", "--policies", "HEAD:policies", "deploy"], in: folder.path)
        #expect(
            withoutRepository.status == 2 && withoutRepository.errors.contains("name the repository with --repo"),
            "\(withoutRepository.errors)")
    }

    @Test(
        "a version that is newer than all that are known is told once",
        arguments: [
            ["policy", "check", "--policies", "policies", "base"], ["cel", "1 == 1"], ["validate", "base"],
            ["rbac", "paths", "base"],
        ])
    func newerVersion(arguments: [String]) throws {
        let newer = try BuiltCommand.run(arguments + ["--kubernetes-version", "1.99"], in: Self.folder)
        let note = "gitops: Kubernetes 1.99 is newer than 1.36, the newest version that is known here"
        #expect(newer.errors.split(separator: "\n").count { $0.hasPrefix(note) } == 1, "\(newer.errors)")
        let known = try BuiltCommand.run(arguments + ["--kubernetes-version", "1.36"], in: Self.folder)
        #expect(!known.errors.contains("newer than"), "\(known.errors)")
    }
}
