import AccessInput
import Benchmark
import BenchmarkInput
import GitOpsManifest
import GitOpsRBAC

/// Who may do what: models, decisions, questions and what a change gives away. Figures of decisions and questions are for
/// all questions of an input: divide by their number, which the names state.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .instructions, .mallocCountTotal],
        warmupIterations: ManifestInput.isSmoke ? 0 : 2,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 4),
        maxIterations: ManifestInput.isSmoke ? 1 : 200
    )
    measure(.generated(ManifestInput.isSmoke ? .small : .large), plainLoops: ManifestInput.isSmoke ? 5 : 20)
    if let own = AccessInput.own() { measure(own, plainLoops: own.reviews.count) }
}

private func measure(_ input: AccessInput, plainLoops: Int) {
    let options = AccessModelOptions(bootstrap: .none)
    let model = AccessModel(input.manifests, options: options)
    let head = AccessModel(input.changed, options: options)
    let prepared = input.reviews.map { review in
        (model.prepare(review.attributes), model.prepare(user: review.user, groups: review.groups))
    }
    let name = "\(input.name), \(prepared.count) questions"

    Benchmark("Access: model of \(input.name) (\(model.byteCount / 1_000_000) MB)") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(AccessModel(input.manifests, options: options)) }
    }
    Benchmark("Access: decisions, \(name)") { benchmark in
        for _ in benchmark.scaledIterations {
            var allowed = 0
            for (action, subject) in prepared where model.isAllowed(action, by: subject) { allowed += 1 }
            blackHole(allowed)
        }
    }
    Benchmark("Access: decisions with the names looked up, \(name)") { benchmark in
        for _ in benchmark.scaledIterations {
            var allowed = 0
            for review in input.reviews where model.isAllowed(review) { allowed += 1 }
            blackHole(allowed)
        }
    }
    let plain = PlainLoopAuthorizer(input.manifests, model)
    Benchmark("Access: bindings of \(input.name) as plain values") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(PlainLoopAuthorizer(input.manifests, model)) }
    }
    Benchmark("Access: decisions by plain loops, \(input.name), \(plainLoops) questions") { benchmark in
        for _ in benchmark.scaledIterations {
            var allowed = 0
            for review in input.reviews.prefix(plainLoops) where plain.allows(review) { allowed += 1 }
            blackHole(allowed)
        }
    }
    Benchmark("Access: who can, \(name)") { benchmark in
        for _ in benchmark.scaledIterations {
            var answers = 0
            for (action, _) in prepared { answers += model.whoCan(action).grantCount }
            blackHole(answers)
        }
    }
    Benchmark("Access: who can by plain loops, \(input.name), \(plainLoops) questions") { benchmark in
        for _ in benchmark.scaledIterations {
            var answers = 0
            for review in input.reviews.prefix(plainLoops) { answers += plain.grantCount(review.attributes) }
            blackHole(answers)
        }
    }
    Benchmark("Access: models of both sides of a change, \(input.name)") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(AccessModel(input.manifests, options: options))
            blackHole(AccessModel(input.changed, options: options))
        }
    }
    Benchmark("Access: what a change of 100 objects gives and takes, \(input.name)") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(AccessDiff(from: model, to: head).changes.count) }
    }
    measureEscalation(input)
}

/// From all service accounts to every sink, on one thread and on all; the default bindings of an API server included. The
/// rival searches for each of the first accounts alone.
private func measureEscalation(_ input: AccessInput) {
    let model = AccessModel(input.manifests)
    let analysis = EscalationAnalysis(model)
    let onOneThread = EscalationAnalysis(model, options: EscalationOptions(threads: 1))
    let accounts = analysis.sources.filter { $0.kind == .serviceAccount }
    let name = "all \(accounts.count) service accounts of \(input.name)"
    let first = accounts.prefix(ManifestInput.isSmoke ? 5 : 100)
    Benchmark("Access: analysis of escalation, \(input.name)") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(EscalationAnalysis(model)) }
    }
    Benchmark("Access: paths of the first \(first.count) service accounts of \(input.name), one by one") { benchmark in
        for _ in benchmark.scaledIterations {
            var paths = 0
            for account in first { paths += analysis.paths(from: account).count }
            blackHole(paths)
        }
    }
    Benchmark("Access: paths of the first \(first.count) service accounts of \(input.name), surveyed") { benchmark in
        for _ in benchmark.scaledIterations {
            let reaches = onOneThread.survey(Array(first))
            blackHole(onOneThread.paths(of: reaches).joined().count)
        }
    }
    Benchmark("Access: sinks of \(name), one thread") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(onOneThread.survey(accounts).count) }
    }
    Benchmark("Access: sinks of \(name), all threads") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(analysis.survey(accounts).count) }
    }
}
