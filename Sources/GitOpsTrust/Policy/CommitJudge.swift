import GitOpsManifest
import GitOpsRepository

/// Puts together what was read of the commits, rule by rule.
struct CommitJudge {
    let policy: CommitPolicy
    /// Valid signatures of the tags that the newest commit is named by.
    let tagSigners: [Signer]
    /// Whether the signature of a tag stands for those of the commits.
    let isTagSigned: Bool
    /// The first-parent line.
    let mainline: Set<ObjectID>

    /// - Parameters:
    ///   - facts: what was read of the commit.
    ///   - bringer: what was read of the merge that brought it into the first-parent line, if it is not on it.
    func verdict(_ facts: CommitFacts, bringer: CommitFacts?) -> CommitVerdict {
        CommitVerdict(
            id: facts.id, commit: facts.commit, signature: facts.signature, firstSeen: facts.firstSeen,
            findings: findings(facts, bringer: bringer))
    }

    private func findings(_ facts: CommitFacts, bringer: CommitFacts?) -> [CommitFinding] {
        if let exemption = policy.exemptions.first(where: { $0.commit == facts.id }) {
            return [CommitFinding(.exempt, exemption.reason)]
        }
        if let failure = facts.failure { return [failure] }
        guard let commit = facts.commit, let signature = facts.signature, let people = facts.people else {
            return [CommitFinding(.unreadableObject, "the commit cannot be read")]
        }
        let base = signatureFinding(signature, bringer: bringer).judged(at: facts.firstSeen)
        var broken = base.outcome == .accepted ? [] : [base]
        broken += identityFindings(people, signature)
        if let finding = signOffFinding(commit, author: people.author) { broken.append(finding) }
        broken += pathFindings(facts, signature, bringer: bringer)
        broken += mainlineFindings(commit, facts.bases, signature)
        return broken.isEmpty ? [base] : broken
    }

    private func signatureFinding(_ signature: SignatureVerification, bringer: CommitFacts?) -> CommitFinding {
        if case .valid = signature { return CommitFinding(.signed, "\(signature)") }
        if isTagSigned { return CommitFinding(.signedByTag, "the tag has a valid signature") }
        switch policy.signatures {
        case .each: return CommitFinding(signature.reason, "\(signature)")
        case .merged:
            guard let bringer, let signer = bringer.signature?.validSigner else {
                return CommitFinding(signature.reason, "\(signature)")
            }
            return CommitFinding(.countersigned, "\(bringer.id.abbreviated), signed by \(signer), brought it")
        case .none: return CommitFinding(.signatureNotRequired, "\(signature)")
        }
    }

    private func identityFindings(
        _ people: CommitFacts.People, _ signature: SignatureVerification
    ) -> [CommitFinding] {
        let people: [(CommitPolicy.BoundIdentity, CommitReason, SigningPerson)] = [
            (.author, .authorNotSigner, people.author), (.committer, .committerNotSigner, people.committer),
        ]
        let signer = signature.validSigner
        if let signer, policy.isSigner(signer, oneOf: policy.signersForOthers) { return [] }
        return people.compactMap { identity, reason, person in
            guard policy.boundIdentities.contains(identity) else { return nil }
            guard let signer else {
                return CommitFinding(
                    reason, "no valid signature shows that the \(identity.rawValue) is \(person.email)")
            }
            if policy.isMailAddress(person.email, of: signer) { return nil }
            return CommitFinding(reason, "the \(identity.rawValue) is \(person.email), the signer \(signer)")
        }
    }

    private func signOffFinding(_ commit: CommitInfo, author person: SigningPerson) -> CommitFinding? {
        guard let rule = policy.signOff else { return nil }
        let values = CommitTrailers(commit.message).values("Signed-off-by")
        if values.isEmpty { return CommitFinding(.signOffMissing, "the message has no trailer Signed-off-by") }
        let author = "<\(person.email)>"
        if rule == .anyone || values.contains(where: { $0.utf8.reversed().starts(with: author.utf8.reversed()) }) {
            return nil
        }
        let others = values.count > 4 ? values[..<4] + ["others"] : values[...]
        return CommitFinding(
            .signOffOfAnother,
            "the author \(person.email) did not sign off, but \(others.joined(separator: ", "))")
    }

    private func pathFindings(
        _ facts: CommitFacts, _ signature: SignatureVerification, bringer: CommitFacts?
    ) -> [CommitFinding] {
        if let failure = facts.changesFailure { return [failure] }
        var own = signature.validSigner.map { [$0] } ?? []
        if policy.countersignatures.contains(.tag) { own += tagSigners }
        if policy.countersignatures.contains(.merge), let signer = bringer?.signature?.validSigner {
            own.append(signer)
        }
        return facts.touched.rules.compactMap { number, touches in
            let rule = policy.paths[number]
            let allowed = policy.signers.filter { signer in rule.signers.contains { $0.hasSameBytes(as: signer.name) } }
            for touch in touches {
                let found = DistinctSigners(own + facts.vouchers(for: touch.change), among: allowed).count
                guard found < rule.count else { continue }
                return CommitFinding(
                    .tooFewSigners,
                    "\(touch.path) needs \(rule.count) of \(rule.signers.joined(separator: ", ")) and has \(found) "
                        + "(\(rule.text))"
                )
            }
            return nil
        }
    }

    private func mainlineFindings(
        _ commit: CommitInfo, _ bases: MergeBases, _ signature: SignatureVerification
    ) -> [CommitFinding] {
        guard let rule = policy.mainline, mainline.contains(commit.id) else { return [] }
        var findings: [CommitFinding] = []
        if rule.requiresMerges, let finding = mergeFinding(commit, bases) { findings.append(finding) }
        if !rule.signers.isEmpty {
            let isAllowed = signature.validSigner.map { policy.isSigner($0, oneOf: rule.signers) } ?? false
            if !isAllowed {
                findings.append(
                    CommitFinding(
                        .mergeSignerNotAllowed,
                        "the commit is on the first-parent line and not signed by "
                            + "\(rule.signers.joined(separator: " or "))"
                    ))
            }
        }
        return findings
    }

    /// A further parent that the first one reaches makes no merge: anybody could add one to a direct push.
    private func mergeFinding(_ commit: CommitInfo, _ bases: MergeBases) -> CommitFinding? {
        switch bases.bringsCommits(commit) {
        case true?: return nil
        case false?:
            return CommitFinding(
                .notAMerge,
                commit.parents.count < 2
                    ? "the commit is on the first-parent line and no merge"
                    : "the commit is on the first-parent line and merges nothing that its first parent does not have")
        case nil:
            if case .tooFar = bases {
                return CommitFinding(
                    .limitExceeded,
                    "whether the merge brings anything is not known: its sides parted too far back; verify fewer "
                        + "commits at once, or exempt it"
                )
            }
            return CommitFinding(
                .missingObject,
                "whether the merge brings anything is not known: the clone does not have the history of both sides; "
                    + "deepen it with git fetch --unshallow"
            )
        }
    }
}
