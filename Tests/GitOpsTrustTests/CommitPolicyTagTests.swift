import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("commit policies: tags")
struct CommitPolicyTagTests {
    @Test("tags stand for commits, or beside them, and under their own name only")
    func tags() throws {
        let history = try SignedHistory()
        let head = try history.unsigned()
        try history.tag(head, name: "v1", key: history.ada)
        try history.tag(head, name: "v1", key: history.ada, reference: "v2")
        try history.tag(head, name: "v3", key: nil)
        let outcomes = { (policy: String) in
            try ["v1", "v2", "v3"].map { name in
                let result = try history.verify(
                    history.policy(policy), nil, head, evidence: history.evidence(tag: name))
                return result.outcome == .accepted ? "yes" : (result.tags.first?.findings.last?.reason.rawValue ?? "no")
            }
        }
        // Flux: Tag, TagAndHEAD.
        #expect(try outcomes("walk: none\ntag: required\n") == ["yes", "tag-name-mismatch", "unsigned"])
        #expect(try outcomes("walk: head\ntag: required\n") == ["signed", "tag-name-mismatch", "unsigned"])
        // Argo CD: head.
        #expect(try outcomes("walk: head\ntag: instead\n") == ["yes", "tag-name-mismatch", "unsigned"])
        #expect(try outcomes("walk: head\n") == ["no", "no", "no"])
        let bare = try history.verify(history.policy("walk: none\ntag: required\n"), nil, head)
        #expect(bare.historyReasons == [.tagMissing])
        let signed = try history.commit(files: [("production/a", "1")])
        try history.tag(signed, name: "v4", key: history.bob)
        let countersigned = try history.policy(SignedHistory.production + "countersignatures: [tag]\n")
        #expect(try history.verify(countersigned, nil, signed).reasons(signed) == [.tooFewSigners])
        let evidence = try history.evidence(tag: "v4")
        #expect(try history.verify(countersigned, nil, signed, evidence: evidence).outcome == .accepted)
    }

    @Test("a tag of another commit proves nothing")
    func strangeTags() throws {
        let history = try SignedHistory()
        let old = try history.commit()
        let head = try history.unsigned(old)
        try history.tag(old, name: "v1", key: history.ada)
        for policy in ["walk: head\ntag: instead\n", "walk: none\ntag: required\n"] {
            let evidence = try history.evidence(tag: "v1")
            let result = try history.verify(history.policy(policy), nil, head, evidence: evidence)
            #expect(result.historyReasons == [.tagMissing])
            #expect(result.outcome == .rejected)
        }
    }

    @Test("a tag is found by its id, or under its own name", arguments: ["v1", "tags/v1", "refs/tags/v1", "v1^{tag}"])
    func tagNames(_ revision: String) throws {
        let history = try SignedHistory()
        let head = try history.commit()
        let tag = try history.tag(head, name: "v1", key: history.ada)
        #expect(try CommitEvidence(naming: revision, in: history.repository).tagName == "v1")
        let byID = try CommitEvidence(naming: "\(tag)", in: history.repository)
        #expect(byID.tagName == nil && byID.tags.map(\.id) == [tag])
        #expect(try CommitEvidence(naming: "v1^{commit}", in: history.repository).tags.isEmpty)
        #expect(try CommitEvidence(naming: "\(head)", in: history.repository).tags.isEmpty)
    }
}
