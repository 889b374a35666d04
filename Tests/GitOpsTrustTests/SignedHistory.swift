import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

/// A repository of generated commits, signed in the process.
final class SignedHistory: Sendable {
    let folder: TemporaryFolder
    let repository: Repository
    let ada = SSHPrivateKey(comment: "ada")
    let bob = SSHPrivateKey(comment: "bob")
    let cyd = SSHPrivateKey(comment: "cyd")
    /// Merges for others.
    let forge = SSHPrivateKey(comment: "forge")
    /// Nobody knows her.
    let eve = SSHPrivateKey(comment: "eve")

    static let time: Int64 = 1_720_000_000

    init() throws {
        folder = try TemporaryFolder()
        try RepositoryHandle.createBare(at: folder.path)
        repository = try Repository(opening: folder.path)
    }

    var allowedSigners: String {
        [("ada", ada), ("bob", bob), ("cyd", cyd), ("forge", forge)]
            .map { "\($0.0)@example.com \($0.1.publicKey)\n" }.joined()
    }

    /// A policy with the keys and signers of all, and more lines.
    func policy(_ more: String = "") throws -> CommitPolicy {
        try CommitPolicy(SourceText(policyText(more), name: "policy.yaml"))
    }

    func policyText(_ more: String) -> String {
        let keys = allowedSigners.split(separator: "\n").map { "        \($0)\n" }.joined()
        let signers = ["ada", "bob", "cyd", "forge"]
            .map { "  - {name: \($0), identities: [\($0)@example.com]}\n" }.joined()
        return "keys:\n  ssh:\n    - text: |\n\(keys)signers:\n\(signers)\(more)"
    }

    /// A rule for files of production.
    static let production = """
        paths:
          - paths: [production/, "*.key"]
            signers: [ada, bob, cyd]
            count: 2

        """

    /// A commit to be made.
    struct Draft {
        var parents: [ObjectID] = []
        /// What is written; `nil` removes.
        var files: [(String, String?)] = []
        /// What is placed that is no file.
        var edits: [TreeEdit] = []
        var author = "ada"
        var committer: String?
        var key: SSHPrivateKey?
        var message = "change"
        /// One second after the youngest parent unless told.
        var time: Int64?
        /// The commit whose tree is edited; the first parent unless told.
        var base: ObjectID?
        /// The tree as it is to be.
        var tree: ObjectID?
    }

    func commit(_ draft: Draft) throws -> ObjectID {
        let edits =
            draft.edits
            + draft.files.map { path, content in
                TreeEdit(path: path, change: content.map { .write(Array($0.utf8)) } ?? .remove)
            }
        let tree = try draft.tree ?? repository.writeTree(applying: edits, onto: draft.base ?? draft.parents.first)
        let youngest = try draft.parents.map { try repository.commit($0).committer.seconds }.max()
        let time = draft.time ?? youngest.map { $0 + 1 } ?? Self.time
        let person = { (name: String) in
            CommitInfo.Signature(name: name, email: "\(name)@example.com", at: time)
        }
        var commit = CommitDraft(
            tree: tree, parents: draft.parents, author: person(draft.author),
            committer: person(draft.committer ?? draft.author), message: draft.message)
        if let key = draft.key { commit.signature = try key.sign(commit.signedPayload) }
        return try repository.write(commit)
    }

    /// Writes a tree whose names may be any bytes, in the order given.
    func tree(_ entries: [(mode: String, name: [UInt8], id: ObjectID)]) throws -> ObjectID {
        var content: [UInt8] = []
        for entry in entries {
            content += Array("\(entry.mode) ".utf8) + entry.name + [0]
            entry.id.withUnsafeBytes { content += $0.prefix(20) }
        }
        return try write(content, as: .tree)
    }

    func write(_ content: [UInt8], as type: RepositoryHandle.ObjectType) throws -> ObjectID {
        try repository.pool.withHandle { handle throws(GitError) in try handle.write(content, as: type) }
    }

    /// A commit by a person with that person's key.
    func commit(
        _ parents: ObjectID..., by name: String = "ada", files: [(String, String?)] = [], message: String = "change"
    ) throws -> ObjectID {
        try commit(Draft(parents: parents, files: files, author: name, key: key(name), message: message))
    }

    /// A commit without signature.
    func unsigned(_ parents: ObjectID..., files: [(String, String?)] = [], message: String = "change") throws
        -> ObjectID
    {
        try commit(Draft(parents: parents, files: files, message: message))
    }

    func key(_ name: String) -> SSHPrivateKey {
        ["ada": ada, "bob": bob, "cyd": cyd, "forge": forge][name] ?? eve
    }

    /// A merge whose tree is that of `base`, the second parent unless told, with edits.
    func merge(
        _ first: ObjectID, _ second: ObjectID, by name: String, files: [(String, String?)] = [], base: ObjectID? = nil
    ) throws -> ObjectID {
        try commit(
            Draft(
                parents: [first, second], files: files, author: name, key: key(name), message: "Merge",
                base: base ?? second))
    }

    /// An annotated tag, found under its own name unless told.
    @discardableResult
    func tag(
        _ commit: ObjectID, name: String, key: SSHPrivateKey?, reference: String? = nil
    ) throws -> ObjectID {
        let payload = Array(
            "object \(commit)\ntype commit\ntag \(name)\ntagger ada <ada@example.com> \(Self.time) +0000\n\nrelease\n"
                .utf8)
        let signature = try key.map { Array(try $0.sign(payload).utf8) } ?? []
        let id = try repository.pool.withHandle { handle throws(GitError) in
            try handle.write(payload + signature, as: .tag)
        }
        let path = "\(folder.path)/refs/tags"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("\(id)\n".utf8).write(to: URL(fileURLWithPath: "\(path)/\(reference ?? name)"))
        return id
    }

    func evidence(tag name: String) throws -> CommitEvidence {
        CommitEvidence(tags: try repository.annotatedTags(of: name), tagName: name)
    }

    /// Removes an object, which must be loose.
    func remove(_ id: ObjectID) throws {
        let name = "\(id)"
        try FileManager.default.removeItem(atPath: "\(folder.path)/objects/\(name.prefix(2))/\(name.dropFirst(2))")
    }

    /// What the policy says, from the base, if there is one, to the head.
    func verify(
        _ policy: CommitPolicy, _ base: ObjectID?, _ head: ObjectID, evidence: CommitEvidence = CommitEvidence(),
        threads: Int = 1
    ) throws -> CommitPolicyResult {
        // Opened anew, since libgit2 remembers objects that were removed.
        let repository = try Repository(opening: folder.path)
        let options = CommitPolicyOptions(threads: threads)
        guard let base else {
            return try policy.verify(head: head, in: repository, evidence: evidence, options: options)
        }
        return try policy.verify(
            RevisionRange(base: base, head: head), in: repository, evidence: evidence, options: options)
    }
}

extension CommitPolicyResult {
    /// The reasons of all findings about a commit.
    func reasons(_ id: ObjectID) -> [CommitReason] { commits.first { $0.id == id }?.findings.map(\.reason) ?? [] }

    var historyReasons: [CommitReason] { history.map(\.reason) }
}
