import GitOpsRepository

/// What has to be read of one commit to judge it, apart from the others.
struct CommitFacts: Sendable {
    let id: ObjectID
    var commit: CommitInfo?
    var signature: SignatureVerification?
    /// The people as they were read where the signature was: strictly, so that nobody can be read as somebody else.
    var people: People?
    /// Why the commit cannot be judged at all.
    var failure: CommitFinding?
    var touched = TouchedRules()
    /// Why it is not known what the commit changes.
    var changesFailure: CommitFinding?
    /// The signatures of what a merge brings, where the merge answers for it.
    var mergedSigners: [Signer] = []

    struct People: Sendable {
        let author: SigningPerson
        let committer: SigningPerson
    }
}

/// Reads commits for one thread.
struct FactsReader {
    let policy: CommitPolicy
    let verifier: SignatureVerifier
    let reader: TreeReader
    let firstSeen: [ObjectID: Int64]

    private var changes: ChangeReader {
        ChangeReader(reader: reader, rules: policy.paths, countsMerged: policy.walk != .all)
    }

    /// - Parameters:
    ///   - id: the commit.
    ///   - bases: for a merge the common ancestors of its parents; `nil` when they are not known.
    func facts(of id: ObjectID, bases: [ObjectID]?) -> CommitFacts {
        var facts = CommitFacts(id: id)
        do throws(GitError) {
            let content = try reader.commitContent(id)
            facts.commit = content.withUnsafeBytes { CommitInfo(id: id, content: $0) }
            readSignature(content, &facts)
        } catch {
            facts.failure = CommitFinding(error.reason, "\(error)")
        }
        guard !policy.paths.isEmpty, let commit = facts.commit else { return facts }
        do throws(GitError) {
            try readChanges(of: commit, bases: bases, &facts)
        } catch {
            facts.changesFailure = CommitFinding(error.reason, "what the commit changes is not known: \(error)")
        }
        return facts
    }

    private func readSignature(_ content: [UInt8], _ facts: inout CommitFacts) {
        do {
            let object = try SignedObject(content, kind: .commit)
            facts.signature = verifier.verify(object, at: firstSeen[facts.id])
            if let author = object.author, let committer = object.committer {
                facts.people = CommitFacts.People(author: author, committer: committer)
            }
        } catch {
            facts.failure = CommitFinding(.malformedObject, "\(error)")
        }
    }

    /// The verdict on the signature of a commit; `nil` when the commit can be read in two ways.
    private func verify(_ content: [UInt8], _ id: ObjectID) -> SignatureVerification? {
        guard let object = try? SignedObject(content, kind: .commit) else { return nil }
        return verifier.verify(object, at: firstSeen[id])
    }

    /// Whether a commit has a valid signature, of one of some signers if there are any.
    func isSigned(_ id: ObjectID, by names: [String]) throws(GitError) -> Bool {
        guard let signer = verify(try reader.commitContent(id), id)?.validSigner else { return false }
        return names.isEmpty || policy.isSigner(signer, oneOf: names)
    }

    private func readChanges(
        of commit: CommitInfo, bases: [ObjectID]?, _ facts: inout CommitFacts
    ) throws(GitError) {
        guard !reader.isBoundary(commit.id) else {
            facts.changesFailure = CommitFinding(
                .missingObject,
                "what the commit changes is not known: the clone is shallow and ends here; deepen it with git fetch --unshallow"
            )
            return
        }
        guard let bases else {
            facts.changesFailure = CommitFinding(
                .missingObject,
                "what the merge changes is not known: the clone does not have the history of both sides")
            return
        }
        var parents: [ObjectID] = []
        for parent in commit.parents { parents.append(try reader.commit(parent).info.tree) }
        var baseTrees: [ObjectID] = []
        for base in bases { baseTrees.append(try reader.commit(base).info.tree) }
        facts.touched = try changes.touched(commit.tree, parents: parents, bases: baseTrees)
        guard changes.countsMerged, !facts.touched.rules.isEmpty else { return }
        for parent in commit.parents.dropFirst() {
            if let signer = verify(try reader.commitContent(parent), parent)?.validSigner {
                facts.mergedSigners.append(signer)
            }
        }
    }
}
