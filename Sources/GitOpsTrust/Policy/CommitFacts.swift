import GitOpsRepository

/// What has to be read of one commit to judge it, apart from the others.
struct CommitFacts: Sendable {
    let id: ObjectID
    var commit: CommitInfo?
    var signature: SignatureVerification?
    /// When the commit came to light, as far as somebody saw it.
    var firstSeen: Int64?
    /// The people as they were read where the signature was: strictly, so that nobody can be read as somebody else.
    var people: People?
    /// Why the commit cannot be judged at all.
    var failure: CommitFinding?
    var touched = TouchedRules()
    /// Why it is not known what the commit changes.
    var changesFailure: CommitFinding?
    /// Where the sides of a merge parted, as far as a rule asks for it.
    var bases = MergeBases.known([])
    /// Who signed the parents that vouch for what a merge brings, by their places, where the merge answers for it.
    var parentSigners: [Int: Signer] = [:]

    /// Who counts for a change beside those who sign the commit.
    func vouchers(for change: TouchedRules.Change) -> [Signer] { change.parents.compactMap { parentSigners[$0] } }

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
        ChangeReader(
            reader: reader, rules: policy.paths, countsMerged: policy.walk != .all,
            maximumSteps: policy.maximumPathSteps)
    }

    /// - Parameters:
    ///   - id: the commit.
    ///   - bases: for a merge the common ancestors of its first parent and each of the others.
    func facts(of id: ObjectID, bases: MergeBases) -> CommitFacts {
        var facts = CommitFacts(id: id)
        facts.firstSeen = firstSeen[id]
        facts.bases = bases
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
            facts.signature = verifier.verify(object, at: facts.firstSeen)
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
        of commit: CommitInfo, bases: MergeBases, _ facts: inout CommitFacts
    ) throws(GitError) {
        guard !reader.isBoundary(commit.id) else {
            facts.changesFailure = CommitFinding(
                .missingObject,
                "what the commit changes is not known: the clone is shallow and ends here; deepen it with git fetch "
                    + "--unshallow"
            )
            return
        }
        let ancestors: [[ObjectID]]
        switch bases {
        case .known(let known): ancestors = known
        case .cut:
            facts.changesFailure = CommitFinding(
                .missingObject,
                "what the merge changes is not known: the clone does not have the history of both sides")
            return
        case .tooFar:
            facts.changesFailure = CommitFinding(
                .limitExceeded,
                "what the merge changes is not known: its sides parted too far back; verify fewer commits at once, or "
                    + "exempt it"
            )
            return
        }
        var parents: [ChangeReader.Parent] = []
        for (index, id) in commit.parents.enumerated() {
            let common = index == 0 || index > ancestors.count ? [] : ancestors[index - 1]
            var baseTrees: [ObjectID] = []
            for base in common { baseTrees.append(try reader.commit(base).info.tree) }
            parents.append(
                ChangeReader.Parent(
                    tree: try reader.commit(id).info.tree, bases: baseTrees,
                    vouches: !common.isEmpty && !common.contains(id)))
        }
        guard let touched = try changes.touched(commit.tree, parents: parents) else {
            facts.changesFailure = CommitFinding(
                .limitExceeded,
                "which rules of paths the changes of the commit touch is not known: to match them would take more "
                    + "than \(policy.maximumPathSteps) steps; verify it with CommitPolicy.maximumPathSteps raised, "
                    + "or exempt it"
            )
            return
        }
        facts.touched = touched
        for index in facts.touched.vouchingParents {
            let parent = commit.parents[index]
            facts.parentSigners[index] = verify(try reader.commitContent(parent), parent)?.validSigner
        }
    }
}

/// The common ancestors of a merge's first parent and each of the others.
enum MergeBases: Sendable {
    /// In the order of the other parents; empty for a commit that is no merge.
    case known([[ObjectID]])
    /// The clone does not have the history of both sides.
    case cut
    /// More of the history would have to be visited than is allowed.
    case tooFar

    /// Whether a commit brings anything of its further parents that its first parent does not reach.
    func bringsCommits(_ commit: CommitInfo) -> Bool? {
        let others = commit.parents.dropFirst()
        if others.isEmpty { return false }
        // At the end of a shallow clone there are no parents to ask.
        guard case .known(let bases) = self, bases.count == others.count else { return nil }
        return zip(others, bases).contains { !$1.contains($0) }
    }
}
