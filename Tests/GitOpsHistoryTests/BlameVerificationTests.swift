import GitOpsManifest
import GitOpsRepository
import GitOpsTrust
import Testing

@testable import GitOpsHistory

@Suite("Who stands behind the commits of a blame")
struct BlameVerificationTests {
    private static let id = ResourceID(group: "", kind: "ConfigMap", name: "web")
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  a: one\n  b: one\n"

    /// A commit that nobody signed, and one on top of it that sets `data.a` and has a signature.
    private static func signed(by key: SSHPrivateKey) throws -> (history: ResourceHistory, fixture: HistoryFixture) {
        let fixture = try HistoryFixture([["a.yaml": map]])
        let repository = try fixture.repository()
        let path = FieldPath([.field("data"), .field("a")])
        let plan = try CommitPlan(
            [.fields(Origin(path: "a.yaml", documentIndex: 0), [.set(path, try Document(json: "\"two\"").root)])],
            onto: fixture.ids[0], of: repository)
        let commit = try plan.writeCommit(message: "Set", author: GeneratedRollbackTests.author, signedWith: key)
        let history = try ResourceHistory(of: repository, at: commit, options: HistoryOptions(storage: .none))
        return (history, fixture)
    }

    private static func verified(
        _ history: ResourceHistory, _ trust: TrustedKeys, _ policy: CommitPolicyResult? = nil,
        evidence: CommitEvidence = CommitEvidence()
    ) throws -> [String: CommitVerification] {
        let blame = try #require(try history.blame(of: id).first)
        let found = try blame.verifications(
            in: history.repository, trusting: trust, evidence: evidence, policy: policy)
        #expect(Set(found.keys) == Set(blame.fields.map(\.commit.id)))
        return Dictionary(
            uniqueKeysWithValues: blame.leaves.compactMap { leaf in
                found[leaf.commit.id].map { ("\(leaf.path)", $0) }
            })
    }

    private static func trust(_ key: SSHPrivateKey, options: String = "") throws -> TrustedKeys {
        TrustedKeys(allowedSigners: try AllowedSigners("ada@example.com \(options) \(key.publicKey)\n"))
    }

    @Test("a field is verified when its commit has a valid signature of a trusted key")
    func keys() throws {
        let key = SSHPrivateKey()
        let (history, fixture) = try Self.signed(by: key)
        defer { withExtendedLifetime(fixture) {} }
        let found = try Self.verified(history, Self.trust(key))
        #expect(found["data.a"]?.isVerified == true && found["data.b"]?.isVerified == false)
        #expect(found["data.b"]?.signature == .unsigned && found["data.a"]?.judgement == .notAsked)
        let others = try Self.verified(history, Self.trust(SSHPrivateKey()))
        #expect(others["data.a"]?.isVerified == false && others["data.a"]?.signature?.code == "unknown-key")
        #expect(try Self.verified(history, TrustedKeys())["data.a"]?.isVerified == false)
    }

    @Test("a signature is judged at the time at which its commit was first seen")
    func firstSeen() throws {
        let key = SSHPrivateKey()
        let (history, fixture) = try Self.signed(by: key)
        defer { withExtendedLifetime(fixture) {} }
        let trust = try Self.trust(key, options: "valid-before=\"20280101\"")
        #expect(try Self.verified(history, trust)["data.a"]?.isVerified == true)
        let late = CommitEvidence(firstSeen: [history.head: 1_900_000_000])
        let found = try Self.verified(history, trust, evidence: late)
        #expect(found["data.a"]?.isVerified == false && found["data.a"]?.signature?.validSigner == nil)
    }

    @Test("with a policy its verdict counts; what it accepts unsigned or does not look at is not verified")
    func policies() throws {
        let key = SSHPrivateKey()
        let (history, fixture) = try Self.signed(by: key)
        var policy = CommitPolicy(trust: try Self.trust(key))
        func found() throws -> [String: CommitVerification] {
            try Self.verified(
                history, policy.trust, policy.verify(head: history.head, in: history.repository))
        }
        let each = try found()
        #expect(each["data.a"]?.isVerified == true && each["data.b"]?.isVerified == false)
        guard case .verdict(let verdict)? = each["data.b"]?.judgement else {
            Issue.record("\(String(describing: each["data.b"]))")
            return
        }
        #expect(verdict.reason == .unsigned)
        policy.baseline = fixture.ids[0]
        #expect(try found()["data.b"]?.judgement == .notCovered)
        #expect(try found()["data.a"]?.isVerified == true)
        policy.signatures = .none
        policy.trust = TrustedKeys()
        let free = try found()["data.a"]
        #expect(free?.isVerified == false && free?.signature?.code == "unknown-key")
    }
}
