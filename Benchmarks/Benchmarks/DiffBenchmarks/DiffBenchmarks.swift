import Benchmark
import BenchmarkInput
import GitOpsDiff
import GitOpsManifest

/// Comparing sets: unchanged ones, and ones with a few changes.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 5),
        maxIterations: ManifestInput.isSmoke ? 1 : 1_000
    )
    let count = ManifestInput.isSmoke ? 200 : 10_000
    let input = ManifestInput.generated().yaml
    let base = set(input, count: count) { $0 }
    let same = set(input, count: count) { $0 }
    let changed = set(input, count: count) { text in text.replacing("replicas: 2", with: "replicas: 9") }

    Benchmark("Diff: sets of \(base.manifests.count) unchanged manifests") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(ManifestSetDiff(base: base, head: same)) }
    }
    Benchmark("Diff: hash comparison of \(base.manifests.count) manifests (the limit)") { benchmark in
        for _ in benchmark.scaledIterations {
            var equal = 0
            for (left, right) in zip(base.manifests, same.manifests)
            where left.root.contentHash == right.root.contentHash {
                equal += 1
            }
            blackHole(equal)
        }
    }
    Benchmark("Diff: sets of \(base.manifests.count) manifests, some changed") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(ManifestSetDiff(base: base, head: changed)) }
    }
}

/// The first `count` manifests of an input, each file changed by `change`, read anew.
private func set(_ input: ManifestInput, count: Int, _ change: (String) -> String) -> ManifestSet {
    var manifests: [Manifest] = []
    for source in input.sources where manifests.count < count {
        let text = change(source[0..<source.byteCount])
        manifests += ManifestSet(SourceText(text, name: source.name)).manifests
    }
    return ManifestSet(Array(manifests.prefix(count)))
}
