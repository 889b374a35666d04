import GitOpsManifest
import GitOpsRepository

/// Judges the tags that the newest commit is named by.
struct TagJudge {
    let policy: CommitPolicy
    let verifier: SignatureVerifier
    let evidence: CommitEvidence
    let head: ObjectID

    /// Whether the tags lead to the newest commit, one to the other.
    private var leadsToHead: Bool {
        zip(evidence.tags, evidence.tags.dropFirst().map(\.id) + [head]).allSatisfy { $0.target == $1 }
    }

    /// What is wrong apart from the tags themselves.
    var findings: [CommitFinding] {
        if !leadsToHead { return [CommitFinding(.tagMissing, "the tags lead to another commit than the newest one")] }
        guard policy.tag == .required, evidence.tags.isEmpty else { return [] }
        return [CommitFinding(.tagMissing, "the newest commit is not named by an annotated tag")]
    }

    /// The verdict on each tag; none when tags play no role.
    var verdicts: [TagVerdict] {
        let isAsked = policy.tag != .ignored || policy.countersignatures.contains(.tag)
        guard isAsked, leadsToHead else { return [] }
        return evidence.tags.enumerated().map { verdict($0.element, name: $0.offset == 0 ? evidence.tagName : nil) }
    }

    private func verdict(_ tag: AnnotatedTag, name: String?) -> TagVerdict {
        let firstSeen = evidence.firstSeen[tag.id]
        let object: SignedObject
        do {
            object = try SignedObject(tag.content, kind: .tag)
        } catch {
            return TagVerdict(
                tag: tag, signature: nil, firstSeen: firstSeen, findings: [CommitFinding(.malformedObject, "\(error)")])
        }
        let signature = verifier.verify(object, at: firstSeen)
        var findings: [CommitFinding] = []
        if policy.tag != .ignored {
            findings.append(CommitFinding(signature.reason, "\(signature)").judged(at: firstSeen))
        }
        // A signed tag of an old version must not pass for another.
        if let name, !name.hasSameBytes(as: tag.name) {
            findings.append(
                CommitFinding(.tagNameMismatch, "the tag found as \(name) calls itself \(tag.name)"))
        }
        if findings.isEmpty { findings = [CommitFinding(.signatureNotRequired, "\(signature)")] }
        return TagVerdict(tag: tag, signature: signature, firstSeen: firstSeen, findings: findings)
    }
}
