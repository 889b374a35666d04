import GitOpsRBAC
import Testing

@Suite("The fast authorizer is the slow one")
struct AuthorizerLawTests {
    /// 50 × 20 universes with 1,000 queries each.
    @Test("both agree on a million generated queries", arguments: UInt64(0)..<50)
    func agreement(batch: UInt64) {
        for seed in batch * 20..<batch * 20 + 20 {
            var universe = GeneratedUniverse(seed: seed)
            let model = universe.model()
            for _ in 0..<1000 {
                let review = universe.review()
                let expected = universe.objects.allows(review)
                if model.isAllowed(review) != expected {
                    Issue.record("seed \(seed): \(review) must be \(expected ? "allowed" : "denied")")
                    return
                }
            }
        }
    }

    @Test("every decision names a grant that is among its reasons, and every reason allows", arguments: UInt64(0)..<200)
    func reasons(seed: UInt64) {
        var universe = GeneratedUniverse(seed: seed)
        let model = universe.model()
        for _ in 0..<100 {
            let review = universe.review()
            let decision = model.decision(on: review)
            let reasons = model.reasons(review).map(\.description)
            let isSuperuser = review.groups.contains("system:masters")
            #expect(decision.isAllowed == (isSuperuser || !reasons.isEmpty), "seed \(seed): \(review)")
            #expect((decision.grant != nil) == !reasons.isEmpty, "seed \(seed): \(review)")
            if let grant = decision.grant { #expect(reasons.contains(grant.description), "seed \(seed)") }
        }
    }
}
