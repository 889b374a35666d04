import Benchmark
import BenchmarkInput

/// Everything about documents: reading, comparing, finding, writing.
///
/// The inputs are made once, when the process registers its benchmarks.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .peakMemoryResident],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 8),
        maxIterations: ManifestInput.isSmoke ? 1 : 1_000
    )
    let generated = ManifestInput.generated()
    registerYAML(generated.yaml)
    registerJSON(generated.json)
    if let own = ManifestInput.own() {
        registerYAML(own)
        registerJSON(own.asJSON())
    }
    registerDocuments(generated.yaml)
}
