import Benchmark
import BenchmarkInput
import Foundation
import GitOpsManifest
import GitOpsRepository

/// Reading Git: contents at a revision, manifests cold and warm, changed paths.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 8),
        maxIterations: ManifestInput.isSmoke ? 1 : 1_000
    )
    if let small = GeneratedRepository(fileCount: ManifestInput.isSmoke ? 200 : 10_000) {
        registerReading(small)
        registerChanges(small)
    }
    if let large = GeneratedRepository(fileCount: ManifestInput.isSmoke ? 400 : 100_000) { registerChanges(large) }
}

private func registerReading(_ generated: GeneratedRepository) {
    guard let repository = try? Repository(opening: generated.path), let head = try? repository.resolve("HEAD") else {
        return
    }
    registerContents(generated, repository, head)

    Benchmark("Git: manifests of \(generated.fileCount) files at a revision, cold") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try repository.manifestsBlocking(at: head, options: .init(threads: 1)))
        }
    }
    let cache = ManifestCache()
    _ = try? repository.manifestsBlocking(at: head, cache: cache)
    Benchmark("Git: manifests of \(generated.fileCount) files at a revision, warm cache") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try repository.manifestsBlocking(at: head, options: .init(threads: 1), cache: cache))
        }
    }
}

/// Listing a revision and reading every blob of it, against `git ls-tree` and `git cat-file --batch` over the same blobs.
private func registerContents(_ generated: GeneratedRepository, _ repository: Repository, _ head: ObjectID) {
    let library = BenchmarkMetric.custom("library, µs", polarity: .prefersSmaller, useScalingFactor: false)
    let rival = BenchmarkMetric.custom("git cat-file --batch, µs", polarity: .prefersSmaller, useScalingFactor: false)
    let ratio = BenchmarkMetric.custom("library, % of rival's time", polarity: .prefersSmaller, useScalingFactor: false)
    var configuration = Benchmark.defaultConfiguration
    configuration.metrics = [library, rival, ratio]
    configuration.units = [library: .count, rival: .count, ratio: .count]
    Benchmark("Git: contents of \(generated.fileCount) files at a revision", configuration: configuration) {
        benchmark in
        let clock = ContinuousClock()
        let start = clock.now
        let files = try repository.files(at: head)
        repository.readContents(of: files.map(\.id), options: BlobReadingOptions(threads: 1)) { _, result in
            blackHole(result)
        }
        let libraryTime = clock.now - start

        let input = Data(files.map { "\($0.id)\n" }.joined().utf8)
        let rivalTime = clock.measure {
            blackHole(GeneratedRepository.git(["-C", generated.path, "ls-tree", "-r", "HEAD"]))
            blackHole(GeneratedRepository.git(["-C", generated.path, "cat-file", "--batch"], input: input))
        }
        benchmark.measurement(library, Int(libraryTime / .microseconds(1)))
        benchmark.measurement(rival, Int(rivalTime / .microseconds(1)))
        benchmark.measurement(ratio, Int(100 * (libraryTime / rivalTime)))
    }
}

private func registerChanges(_ generated: GeneratedRepository) {
    guard let repository = try? Repository(opening: generated.path),
        let range = try? repository.resolveRange("HEAD~1..HEAD")
    else { return }
    Benchmark("Git: changed paths between adjacent revisions of \(generated.fileCount) files") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try repository.changedPaths(in: range)) }
    }
}
