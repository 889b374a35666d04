import Foundation
import GitOpsTestSupport
import Testing

/// Seeded cases, one generator each: `GITOPS_FUZZ_ITERATIONS` sets how many, `GITOPS_FUZZ_SEED` where they begin.
enum FuzzRun {
    private static let environment = ProcessInfo.processInfo.environment

    /// Records what `problem` finds, with the seed, and prints which case of a long run took longest.
    static func run(defaultCount: Int, problem: (inout SeededGenerator) -> String?) {
        let count = environment["GITOPS_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? defaultCount
        let firstSeed = environment["GITOPS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        var slowest = (time: Duration.zero, seed: UInt64(0))
        for iteration in 0..<count {
            let seed = firstSeed &+ UInt64(iteration)
            var generator = SeededGenerator(seed: seed)
            let time = ContinuousClock().measure {
                if let problem = problem(&generator) { Issue.record("seed \(seed): \(problem)") }
            }
            if time > slowest.time { slowest = (time, seed) }
        }
        if count > 10_000 {
            print("\(count) cases from seed \(firstSeed), the slowest took \(slowest.time), seed \(slowest.seed)")
        }
    }
}
