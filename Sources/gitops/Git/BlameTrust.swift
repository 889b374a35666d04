import GitOpsHistory
import GitOpsReport
import GitOpsRepository
import GitOpsTrust

/// Whom the commits of a blame are held against.
struct BlameTrust {
    private let keys: TrustedKeys
    private let policy: CommitPolicy?

    /// Reads the files; `nil` when neither keys nor a policy are named.
    init?(policy: String?, keys: VerifyKeys) throws {
        guard policy != nil || !keys.areNone else { return nil }
        self.policy = try policy.map { try CommitPolicy(contentsOf: $0) }
        self.keys = try self.policy?.trust ?? keys.read()
    }

    /// What the policy says about everything behind a revision, as `gitops verify` says it; `nil` without one.
    func verdicts(
        on history: ResourceHistory, naming revision: String, _ arguments: HistoryArguments
    ) async throws -> CommitPolicyResult? {
        guard let policy else { return nil }
        let repository = try Repository(opening: arguments.repo, verifiesObjects: true)
        let evidence = try CommitEvidence(naming: revision, in: repository)
        return try await policy.verify(
            from: nil, to: history.head, in: repository, evidence: evidence,
            options: CommitPolicyOptions(threads: arguments.loading.threads))
    }

    func verifications(
        of blame: ResourceBlame, _ history: ResourceHistory, _ verdicts: CommitPolicyResult?
    ) throws(GitError) -> [ObjectID: CommitVerification] {
        try blame.verifications(in: history.repository, trusting: keys, policy: verdicts)
    }
}

/// The columns that say who stands behind a commit.
enum VerificationColumns {
    static func columns(isForPeople: Bool) -> [Table.Column] {
        isForPeople
            ? [.init("verified", title: "Verified")]
            : [
                .init("verified"), .init("signature"), .init("signer"), .init("policy"), .init("policyReason"),
            ]
    }

    static func cells(_ verification: CommitVerification?, isForPeople: Bool) -> [Table.Cell] {
        guard let verification else { return columns(isForPeople: isForPeople).map { _ in .empty } }
        let code = verification.signature?.code ?? "malformed"
        let signer = verification.signature?.validSigner.map { $0.identities.joined(separator: ", ") }
        let (policy, reason) = judgement(verification)
        if isForPeople {
            let why = [reason ?? policy, code == reason || code == "valid" ? nil : code, signer].compactMap { $0 }
            return [.text((verification.isVerified ? "yes" : "no") + " (\(why.joined(separator: ", ")))")]
        }
        return [
            .boolean(verification.isVerified), .text(code), signer.map { .text($0) } ?? .empty,
            policy.map { .text($0) } ?? .empty, reason.map { .text($0) } ?? .empty,
        ]
    }

    private static func judgement(_ verification: CommitVerification) -> (policy: String?, reason: String?) {
        switch verification.judgement {
        case .notAsked: (nil, nil)
        case .notCovered: ("not-covered", nil)
        case .verdict(let verdict): (verdict.outcome.rawValue, verdict.reason.rawValue)
        }
    }
}
