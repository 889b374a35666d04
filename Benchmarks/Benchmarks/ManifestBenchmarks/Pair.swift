import Benchmark
import BenchmarkInput

/// A reader and its rival over the same bytes, one right after the other in every iteration.
///
/// What disturbs a machine for longer than an iteration slows both alike, so the ratio is steadier than either rate; its
/// median over the iterations is what Documentation/Performance.md quotes.
struct Pair: Sendable {
    let name: String
    let byteCount: Int
    let rivalName: String
    let rival: @Sendable () -> Void
    /// Returns what was read, so that giving the memory back is not measured, only taking it.
    let reader: @Sendable () -> Any

    func register() {
        let readerRate = BenchmarkMetric.custom("reader, kB/s", polarity: .prefersLarger, useScalingFactor: false)
        let rivalRate = BenchmarkMetric.custom("\(rivalName), kB/s", polarity: .prefersLarger, useScalingFactor: false)
        let ratio = BenchmarkMetric.custom("reader, % of rival", polarity: .prefersLarger, useScalingFactor: false)
        var configuration = Benchmark.defaultConfiguration
        configuration.metrics = [readerRate, rivalRate, ratio]
        configuration.units = [readerRate: .count, rivalRate: .count, ratio: .count]
        Benchmark(name, configuration: configuration) { benchmark in
            let clock = ContinuousClock()
            let rivalTime = clock.measure(rival)
            let start = clock.now
            let result = reader()
            let readerTime = clock.now - start
            withExtendedLifetime(result) {}
            benchmark.measurement(readerRate, rate(readerTime))
            benchmark.measurement(rivalRate, rate(rivalTime))
            benchmark.measurement(ratio, Int(100 * (rivalTime / readerTime)))
        }
    }

    private func rate(_ duration: Duration) -> Int { Int(Double(byteCount) / 1_000 / (duration / .seconds(1))) }
}
