import BenchmarkInput
import Foundation
import GitOpsRepository
import GitOpsTrust

/// A bare repository in the temporary folder whose commits are signed with an Ed25519 key; each changes one file of many.
///
/// Every benchmark runs in a process of its own; the repository is made by the first and kept for the others.
struct SignedCommits: Sendable {
    let path: String
    let count: Int
    /// The file with the key that signed.
    let allowedSigners: String

    init?(count: Int) {
        self.count = count
        let folder = FileManager.default.temporaryDirectory
        let name = "gitops-signed-\(count).git"
        path = folder.appendingPathComponent(name).path
        allowedSigners = path + "/allowed_signers"
        if FileManager.default.fileExists(atPath: path) { return }
        let unfinished = folder.appendingPathComponent("\(ProcessInfo.processInfo.processIdentifier)-\(name)").path
        guard Self.git(["init", "-q", "--bare", "-b", "main", unfinished]),
            (try? write(to: unfinished)) != nil,
            // One pack, as a clone has.
            Self.git(["-C", unfinished, "repack", "-q", "-a", "-d"]),
            (try? FileManager.default.moveItem(atPath: unfinished, toPath: path)) != nil
        else { return nil }
    }

    private func write(to path: String) throws {
        let key = SSHPrivateKey(comment: "benchmark")
        let repository = try Repository(opening: path)
        var head: ObjectID?
        for number in 0..<count {
            let edit = TreeEdit(
                path: "apps/t\(number % 10)/s\(number / 10 % 10)/app.yaml",
                change: .write(Array("replicas: \(number)\n".utf8)))
            let person = CommitInfo.Signature(
                name: "Ada", email: "ada@example.com", at: 1_700_000_000 + Int64(number) * 60)
            var draft = CommitDraft(
                tree: try repository.writeTree(applying: [edit], onto: head), parents: head.map { [$0] } ?? [],
                author: person, message: "Scale the application to \(number)\n\nSigned-off-by: Ada <ada@example.com>\n")
            draft.signature = try key.sign(draft.signedPayload)
            head = try repository.write(draft)
        }
        if let head { try repository.setReference("refs/heads/main", to: head, expecting: nil, reason: "generated") }
        try Data("ada@example.com \(key.publicKey)\n".utf8).write(to: URL(fileURLWithPath: path + "/allowed_signers"))
    }

    private static func git(_ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
