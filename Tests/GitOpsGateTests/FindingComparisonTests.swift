import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@testable import GitOpsGate

@Suite("Findings of two states")
struct FindingComparisonTests {
    private static func findings(_ numbers: [Int]) -> [Finding] {
        numbers.map { Finding(rule: FindingRule(id: "r\($0)", summary: ""), subject: .other("s"), message: "") }
    }

    @Test(
        "every finding of the base is existing or fixed once, every one of the head new or existing", arguments: 0..<200
    )
    func law(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let base = (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0..<5, using: &random) }
        let head = (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0..<5, using: &random) }
        let result = FindingComparison.findings(base: Self.findings(base), head: Self.findings(head))
        func count(_ number: Int, _ status: FindingStatus) -> Int {
            result.count { $0.rule.id == "r\(number)" && $0.status == status }
        }
        for number in 0..<5 {
            let before = base.count { $0 == number }
            let after = head.count { $0 == number }
            #expect(count(number, .existing) == min(before, after), "seed \(seed)")
            #expect(count(number, .new) == max(0, after - before), "seed \(seed)")
            #expect(count(number, .fixed) == max(0, before - after), "seed \(seed)")
        }
        #expect(result.filter { $0.status == .fixed }.allSatisfy { $0.verdict == .pass })
    }
}
