import GitOpsManifest
import GitOpsReport
import GitOpsRepository
import GitOpsTrust

/// The verdicts of a commit policy as findings, in the order of the history.
struct CommitFindings {
    let report: FindingReport

    /// - Parameters:
    ///   - result: the verdicts.
    ///   - policy: the file with the policy, to be named as the place of every finding.
    init(_ result: CommitPolicyResult, policy: String?) {
        let places = policy.map { [SourcePlace(origin: Origin(path: $0), role: "the policy")] } ?? []
        var findings = result.history.map { finding in
            Self.finding(finding, subject: "history of \(result.head.abbreviated)", id: result.head, places, [:])
        }
        for tag in result.tags {
            findings += tag.findings.map { finding in
                var properties = ["tag": "\(tag.tag.id)", "name": tag.tag.name]
                properties.merge(Self.properties(tag.signature, tag.firstSeen)) { $1 }
                return Self.finding(
                    finding, subject: "tag \(tag.tag.name)", id: tag.tag.id, places, properties)
            }
        }
        for commit in result.commits {
            findings += commit.findings.map { Self.finding($0, commit, places) }
        }
        report = FindingReport(findings: findings, evaluatedRules: CommitReason.allCases.map(\.rule))
    }

    private static func finding(
        _ finding: CommitFinding, _ verdict: CommitVerdict, _ places: [SourcePlace]
    ) -> Finding {
        var properties = ["commit": "\(verdict.id)"]
        properties.merge(Self.properties(verdict.signature, verdict.firstSeen)) { $1 }
        var subject = "commit \(verdict.id.abbreviated)"
        if let commit = verdict.commit {
            properties["author"] = "\(commit.author.name) <\(commit.author.email)>"
            properties["committer"] = "\(commit.committer.name) <\(commit.committer.email)>"
            properties["subject"] = commit.subject
            subject += " of \(commit.author.name): \(commit.subject.prefix(60))"
        }
        return Self.finding(finding, subject: subject, id: verdict.id, places, properties)
    }

    private static func finding(
        _ finding: CommitFinding, subject: String, id: ObjectID, _ places: [SourcePlace], _ properties: [String: String]
    ) -> Finding {
        var properties = properties
        properties["reason"] = finding.reason.rawValue
        return Finding(
            rule: finding.reason.rule, verdict: finding.reason.verdict, subject: .other(subject), message: finding.text,
            places: places, properties: properties, fingerprintDetails: ["\(id)", finding.text])
    }

    private static func properties(_ signature: SignatureVerification?, _ firstSeen: Int64?) -> [String: String] {
        var properties: [String: String] = [:]
        if let firstSeen { properties["firstSeen"] = "\(Timestamp(seconds: firstSeen))" }
        guard let signature else { return properties }
        properties["signature"] = signature.code
        if let signer = signature.validSigner {
            properties["signer"] = signer.identities.joined(separator: ", ")
            properties["key"] = signer.primaryKey.text
            properties["issuer"] = signer.issuer
        }
        return properties
    }
}

extension CommitReason {
    var verdict: Verdict {
        switch (self, outcome) {
        case (.exempt, _): .skip
        case (_, .accepted): .pass
        case (_, .unknown): .unknown
        case (_, .rejected): .fail
        }
    }

    /// The rule behind the reason, as reports list it.
    var rule: FindingRule {
        FindingRule(
            id: "commit-\(rawValue)", summary: summary, help: help, severity: outcome == .rejected ? .high : .medium,
            tags: ["security", "git"])
    }

    private var summary: String {
        switch self {
        case .signed: "A trusted key signed it."
        case .countersigned: "The merge that brought it has a valid signature."
        case .signatureNotRequired: "No signature is asked for."
        case .signedByTag: "The signature of the tag stands for it."
        case .exempt: "The policy exempts it."
        case .unsigned: "There is no signature."
        case .unknownKey: "The key of the signature is not trusted."
        case .invalidSignature: "The signature does not hold."
        case .weakDigest: "The digest of the signature can be forged."
        case .weakKey: "The key of the signature is too short."
        case .expiredSignature: "Something about the signature had ended when it was made."
        case .revokedKey: "The key of the signature is revoked."
        case .malformedObject: "The object can be read in two ways."
        case .authorNotSigner: "The author is not the signer."
        case .committerNotSigner: "The committer is not the signer."
        case .signOffMissing: "Nobody signed off."
        case .signOffOfAnother: "The author did not sign off."
        case .tooFewSigners: "Protected files changed without enough signers."
        case .notAMerge: "A commit on the first-parent line is no merge."
        case .mergeSignerNotAllowed: "A commit on the first-parent line is not signed by one who may merge."
        case .historyRewritten: "The history does not go on from where it was."
        case .mainlineLeft: "The first-parent line does not lead to the end of the range."
        case .tagMissing: "There is no annotated tag."
        case .tagNameMismatch: "The tag stands under another name than its own."
        case .unsupportedSignature: "The signature cannot be verified here."
        case .missingObject: "An object is not there."
        case .unreadableObject: "An object cannot be read."
        case .limitExceeded: "The sides of a merge parted too far back."
        }
    }

    private var help: String {
        switch self {
        case .signed, .countersigned, .signatureNotRequired, .signedByTag, .exempt: ""
        case .unsigned, .invalidSignature, .weakDigest, .weakKey, .expiredSignature, .unsupportedSignature:
            "Have the commit made anew with a signature, or reviewed and sealed."
        case .unknownKey: "Add the key to the policy if you trust its owner."
        case .revokedKey, .malformedObject, .historyRewritten, .mainlineLeft, .tagNameMismatch:
            "Find out who pushed this before anything follows it."
        case .authorNotSigner, .committerNotSigner: "Commit under the name that belongs to the key."
        case .signOffMissing, .signOffOfAnother: "Commit with git commit --signoff."
        case .tooFewSigners: "Have the change merged by another of the signers, with a signed merge."
        case .notAMerge, .mergeSignerNotAllowed: "Make the change in a branch and let the forge merge it."
        case .tagMissing: "Name the release by a signed tag."
        case .missingObject: "Fetch the whole history: git fetch --unshallow."
        case .unreadableObject: "Check the repository with git fsck."
        case .limitExceeded: "Verify fewer commits at once, or exempt the merge."
        }
    }
}
