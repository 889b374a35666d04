import Benchmark
import BenchmarkInput
import Foundation
import GitOpsHistory
import GitOpsManifest
import GitOpsRepository

/// The history of resources: making the index, adding a commit, and the questions.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 20),
        maxIterations: ManifestInput.isSmoke ? 1 : 1_000
    )
    let (commits, files) = ManifestInput.isSmoke ? (60, 200) : (10_000, 10_000)
    guard let generated = LongHistory(commitCount: commits, fileCount: files),
        let repository = try? Repository(opening: generated.path), let head = try? repository.resolve("HEAD")
    else { return }
    registerIndex(generated, repository, head)
    registerQuestions(repository, head)
    registerAudit(generated, repository, head)
    registerRollback(generated)
    guard let wide = LongHistory(commitCount: commits, fileCount: files * 10) else { return }
    registerRevision(wide)
    registerRollback(wide)
}

private func registerIndex(_ generated: LongHistory, _ repository: Repository, _ head: ObjectID) {
    let options = HistoryOptions(storage: .none)
    Benchmark("History: index of \(generated.commitCount) commits, cold") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try ResourceHistory(of: repository, at: head, options: options))
        }
    }
    let folder = generated.indexFolder
    let kept = HistoryOptions(storage: .folder(folder))
    Benchmark("History: index of \(generated.commitCount) commits, from disk") { benchmark in
        _ = try ResourceHistory(of: repository, at: head, options: kept)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try ResourceHistory(of: repository, at: head, options: kept))
        }
    }
    guard let last = try? repository.log(from: head, count: 51, firstParent: true), last.count == 51 else { return }
    Benchmark("History: 50 new commits, one by one") { benchmark in
        let growing = folder + "-growing"
        for _ in benchmark.scaledIterations {
            try? FileManager.default.removeItem(atPath: growing)
            var history = try ResourceHistory(
                of: repository, at: last[50].id, options: HistoryOptions(storage: .folder(growing)))
            benchmark.startMeasurement()
            for commit in last[..<50].reversed() { try history.advance(to: commit.id) }
            benchmark.stopMeasurement()
        }
    }
}

private func registerQuestions(_ repository: Repository, _ head: ObjectID) {
    guard let history = try? ResourceHistory(of: repository, at: head, options: HistoryOptions(storage: .none)) else {
        return
    }
    let ids = history.resources
    guard let busiest = ids.max(by: { history.entries(of: $0).entries.count < history.entries(of: $1).entries.count })
    else { return }
    let usual = ids[ids.count / 2]
    for (name, id) in [("a resource", usual), ("the busiest resource", busiest)] {
        Benchmark("History: of \(name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(history.entries(of: id)) }
        }
        Benchmark("History: blame of all fields of \(name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try history.blame(of: id)) }
        }
    }
    guard let range = try? repository.resolveRange("HEAD~20..HEAD") else { return }
    Benchmark("History: resources that changed in 20 commits") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try ResourceHistory.changes(in: range, of: repository))
        }
    }
}

private func registerAudit(_ generated: LongHistory, _ repository: Repository, _ head: ObjectID) {
    let options = HistoryOptions(storage: .folder(generated.indexFolder))
    guard let base = try? repository.resolve("HEAD~20") else { return }
    for (name, base) in [("\(generated.commitCount) commits", nil), ("the last 20 commits", base)] {
        Benchmark("History: audit trail of \(name), as JSON lines") { benchmark in
            let history = try ResourceHistory(of: repository, at: head, options: options)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                let trail = try AuditTrail(of: history, since: base)
                blackHole(trail.write(.jsonlines) { blackHole($0) })
            }
        }
    }
}

/// From the plan to the commit, which is written and proven each time; no reference leads to it.
private func registerRollback(_ generated: LongHistory) {
    Benchmark("History: rollback of a resource by 20 commits among \(generated.fileCount) files") { benchmark in
        let repository = try Repository(opening: generated.path)
        let range = try repository.resolveRange("HEAD~20..HEAD")
        let history = try ResourceHistory(
            of: repository, at: range.head, options: HistoryOptions(storage: .folder(generated.indexFolder)))
        let changed = try ResourceHistory.changes(in: range, of: repository).lazy.compactMap { change in
            if case .resource(let id) = change.subject { id } else { nil }
        }
        guard let id = changed.first else {
            benchmark.error("no resource changed")
            return
        }
        let author = CommitInfo.Signature(name: "Ada", email: "ada@example.com", at: 1_800_000_000)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let plan = try RollbackPlan(of: [id], to: range.base, in: history)
            blackHole(try plan.commit.writeCommit(message: "Roll back\n", author: author))
        }
    }
}

private func registerRevision(_ generated: LongHistory) {
    guard let repository = try? Repository(opening: generated.path), let head = try? repository.resolve("HEAD") else {
        return
    }
    for (name, threads) in [("one thread", 1), ("all cores", 0)] {
        Benchmark("Git: \(generated.fileCount) small files listed and read at a revision, \(name)") { benchmark in
            for _ in benchmark.scaledIterations {
                let files = try repository.files(at: head)
                let options = BlobReadingOptions(threads: threads)
                repository.readContents(of: files.map(\.id), options: options) { _, result in blackHole(result) }
            }
        }
    }
}
