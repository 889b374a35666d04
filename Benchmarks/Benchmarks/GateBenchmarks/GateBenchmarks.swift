import Benchmark
import BenchmarkInput
import Foundation
import GitOpsGate
import GitOpsManifest
import GitOpsRepository

/// The gate over a change of twenty manifests among two thousand, with everything on and one thread.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 20),
        maxIterations: ManifestInput.isSmoke ? 1 : 100
    )
    let (manifests, commits) = ManifestInput.isSmoke ? (200, 20) : (2_000, 1_000)
    guard let platform = PlatformRepository(manifestCount: manifests, commitCount: commits) else { return }
    for branch in PlatformRepository.Branch.allCases {
        registerProcess(platform, branch, isWarm: true)
        registerEvaluation(platform, branch)
    }
    registerProcess(platform, .workloads, isWarm: false)
    registerReading(platform)
}

// MARK: The command

/// The command as it was built, `.build/release/gitops` unless `GITOPS_BENCH_COMMAND` names another.
private let command: String? = {
    let built = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../.build/release/gitops").standardizedFileURL.path
    let path = ProcessInfo.processInfo.environment["GITOPS_BENCH_COMMAND"] ?? built
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()

/// The whole process from its start to its end, and beside it what git needs for the same blobs: nothing that reads both
/// revisions from a repository can be done in less.
///
/// - Parameter isWarm: whether the index of the history is there, or has to be made.
private func registerProcess(_ platform: PlatformRepository, _ branch: PlatformRepository.Branch, isWarm: Bool) {
    guard let command else { return }
    func metric(_ name: String) -> BenchmarkMetric {
        .custom(name, polarity: .prefersSmaller, useScalingFactor: false)
    }
    let wall = metric("gitops check, wall, µs")
    let processor = metric("gitops check, user + system, µs")
    let floor = metric("git diff and cat-file --batch, wall, µs")
    var configuration = Benchmark.defaultConfiguration
    configuration.metrics = [wall, processor, floor]
    configuration.units = [wall: .count, processor: .count, floor: .count]
    let state = isWarm ? "history warm" : "history cold"
    Benchmark("Gate: process, \(platform.change(branch)), \(state)", configuration: configuration) { benchmark in
        if !isWarm { try? FileManager.default.removeItem(atPath: platform.indexFolder) }
        let range = "main..\(branch.rawValue)"
        let outcome = ProcessOutcome.run(command, ["check", "--repo", platform.path, range, "--threads", "1"])
        guard let outcome, outcome.status == 1 else {
            benchmark.error("gitops check ended with \(outcome.map { "\($0.status)" } ?? "nothing"), not with 1")
            return
        }
        guard let limit = platform.readByGit(branch) else {
            benchmark.error("git cannot read both revisions")
            return
        }
        benchmark.measurement(wall, Int(outcome.wall / .microseconds(1)))
        benchmark.measurement(processor, Int(outcome.processor / .microseconds(1)))
        benchmark.measurement(floor, Int(limit / .microseconds(1)))
    }
}

extension PlatformRepository {
    func change(_ branch: Branch) -> String { "20 of \(manifests.count) manifests, \(branch.rawValue)" }

    /// How long git takes for the names of what changed and for every blob of both revisions, each once.
    func readByGit(_ branch: Branch) -> Duration? {
        let clock = ContinuousClock()
        let start = clock.now
        guard let changed = Self.git(["-C", path, "diff", "--name-only", "main..\(branch.rawValue)"]),
            let before = Self.git(["-C", path, "ls-tree", "-r", "--format=%(objectname)", "main"]),
            let after = Self.git(["-C", path, "ls-tree", "-r", "--format=%(objectname)", branch.rawValue])
        else { return nil }
        let names = Set((before.output + after.output).split(separator: UInt8(ascii: "\n")))
        let blobs = Self.git(
            ["-C", path, "cat-file", "--batch"], input: Data(names.joined(separator: [UInt8(ascii: "\n")]) + [10]))
        guard let blobs, changed.status == 0, blobs.status == 0 else { return nil }
        return clock.now - start
    }
}

// MARK: In the process

private func registerEvaluation(_ platform: PlatformRepository, _ branch: PlatformRepository.Branch) {
    Benchmark("Gate: evaluation, \(platform.change(branch)), history warm") { benchmark in
        let repository = try Repository(opening: platform.path)
        let range = try repository.resolveRange("main..\(branch.rawValue)")
        let now = try Timestamp(parsing: "2026-06-01T00:00:00Z")
        let gate = Gate(threads: 1)
        for _ in benchmark.scaledIterations {
            blackHole(
                try await gate.evaluate(
                    base: .commit(range.base, repository), head: .commit(range.head, repository), now: now))
        }
    }
}

/// Reading both revisions, which every evaluation begins with.
private func registerReading(_ platform: PlatformRepository) {
    Benchmark("Gate: reading alone, \(platform.change(.workloads))") { benchmark in
        let repository = try Repository(opening: platform.path)
        let range = try repository.resolveRange("main..workloads")
        for _ in benchmark.scaledIterations {
            let cache = ManifestCache()
            for commit in [range.head, range.base] {
                blackHole(try repository.manifestsBlocking(at: commit, options: .init(threads: 1), cache: cache))
            }
        }
    }
}
