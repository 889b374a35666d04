import GitOpsManifest
import GitOpsPolicy
import GitOpsTestSupport
import Testing

/// A pod for Windows is an exception: the server refuses the fields in question before Pod Security is asked.
@Test(arguments: 0...38)
func whatIsRestrictedIsBaselineToo(minor: Int) throws {
    var allowed = 0
    for seed in UInt64(1)...300 {
        var random = RandomPod(SeededGenerator(seed: seed))
        let pod = try #require(try PodTemplate(PodText.root(random.json())))
        let evaluator = PodSecurityEvaluator()
        let restricted = evaluator.evaluate(pod, against: PodSecurityStandard(.restricted, .minor(minor)))
        guard restricted.isAllowed else { continue }
        allowed += 1
        let baseline = evaluator.evaluate(pod, against: PodSecurityStandard(.baseline, .minor(minor)))
        #expect(baseline.isAllowed, "seed \(seed): \(baseline.message)")
    }
    #expect(allowed > 5)
}

@Test func theNewestRulesAreLatest() throws {
    for seed in UInt64(1)...100 {
        var random = RandomPod(SeededGenerator(seed: seed))
        let pod = try #require(try PodTemplate(PodText.root(random.json())))
        for level in PodSecurityLevel.allCases {
            let evaluator = PodSecurityEvaluator()
            let latest = evaluator.evaluate(pod, against: PodSecurityStandard(level))
            let newest = evaluator.evaluate(pod, against: PodSecurityStandard(level, .minor(37)))
            #expect(latest.detail == newest.detail, "seed \(seed)")
        }
    }
}

@Test func theBaselineDoesNotKnowCapabilitiesOfRestrictedWindowsPods() throws {
    let spec = """
        {os: {name: windows}, securityContext: {runAsNonRoot: true}, containers: [{name: a, securityContext: {capabilities: {
        add: [SYS_ADMIN]}}}]}
        """
    #expect(try PodText.result(spec, .restricted)?.isAllowed == true)
    #expect(try PodText.result(spec, .baseline)?.isAllowed == false)
}
