import Benchmark
import BenchmarkInput
import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// Desired against live states: what re-applying would change, and what an apply makes of it.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 2,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 4),
        maxIterations: ManifestInput.isSmoke ? 1 : 200
    )
    measure(generated(count: ManifestInput.isSmoke ? 100 : 10_000))
    if let own = ObjectInput.own() { measure(own) }
}

/// The figures are for all objects of an input: divide by their number, which the names state.
private func measure(_ input: ObjectInput) {
    let objects = input.objects
    let name = "\(input.name), \(objects.count) objects"

    func each(_ what: String, _ body: @escaping @Sendable (Node, Node) -> Void) {
        Benchmark("\(what): \(name)") { benchmark in
            for _ in benchmark.scaledIterations {
                for object in objects { body(object.desired.root, object.live.root) }
            }
        }
    }

    each("Every value once (the limit)") { blackHole(valueCount($0) + valueCount($1)) }
    for (what, mode) in [
        ("server-side", ThreeWayDiff.Mode.serverSideApply(manager: "gitops")), ("client-side", .clientSideApply),
        ("two-way", .twoWay),
    ] {
        let diff = ThreeWayDiff(mode: mode)
        each("Three-way diff, \(what)") { blackHole(diff.compare(desired: $0, live: $1).changes.count) }
    }
    let explaining = ThreeWayDiff(mode: .serverSideApply(manager: "gitops"), explainsLiveOnly: true)
    each("Three-way diff, server-side, explained") {
        blackHole(explaining.compare(desired: $0, live: $1).liveOnly.count)
    }
    let diff = ThreeWayDiff(mode: .serverSideApply(manager: "gitops"))
    each("Three-way diff, identical") { blackHole(diff.compare(desired: $1, live: $1).changes.count) }
    each("Strategic three-way patch") { desired, live in
        blackHole(try? StrategicMergePatch(original: desired, modified: desired, current: live))
    }
    let apply = ServerSideApply()
    each("Server-side apply") { desired, live in
        blackHole(try? apply.apply(desired, to: live, as: "gitops", force: true))
    }
    let texts = objects.map { (JSONWriter().bytes($0.desired.root), JSONWriter().bytes($0.live.root)) }
    Benchmark("Three-way diff, server-side, from bytes of JSON: \(name)") { benchmark in
        for _ in benchmark.scaledIterations {
            for (desired, live) in texts {
                guard let wanted = try? Document(json: SourceText(desired)),
                    let found = try? Document(json: SourceText(live))
                else { continue }
                blackHole(diff.compare(desired: wanted.root, live: found.root).changes.count)
            }
        }
    }
    measureMonitor(input)
}

/// Ten of the objects change, over and over.
private func measureMonitor(_ input: ObjectInput) {
    func manifests(_ documents: [Document]) -> [Manifest] {
        documents.compactMap { try? Manifest.all(in: $0, path: "bench.json").first?.get() }
    }
    let desired = ManifestSet(manifests(input.objects.map(\.desired)))
    let live = manifests(input.objects.map(\.live))
    let chosen = live.prefix(10)
    let changed = chosen.compactMap { manifest -> Manifest? in
        let edit = Edit.set(
            FieldPath([.field("metadata"), .field("labels"), .field("bench")]), manifest.root["kind"] ?? manifest.root)
        guard let document = try? manifest.document.applying([edit]) else { return nil }
        return try? Manifest.all(in: document, path: "bench.json").first?.get()
    }
    let monitor = MonitorBox(
        DriftMonitor(
            diff: ClusterDiff(mode: .serverSideApply(manager: "gitops")), desired: desired, live: ManifestSet(live)))
    Benchmark("Drift of \(changed.count) changed of \(live.count) objects, incremental: \(input.name)") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(monitor.driftedCount(after: [changed, Array(chosen)]))
        }
    }
}

/// A monitor that lives on from one iteration to the next, as in a controller.
///
/// `@unchecked Sendable` is sound because iterations of a benchmark run one after the other.
private final class MonitorBox: @unchecked Sendable {
    private var monitor: DriftMonitor
    private var turn = 0

    init(_ monitor: DriftMonitor) { self.monitor = monitor }

    /// The states are set in turn, so that each call has something to compare.
    func driftedCount(after states: [[Manifest]]) -> Int {
        for manifest in states[turn % states.count] { monitor.setLive(manifest) }
        turn += 1
        return monitor.drifted.count
    }
}

/// Generated objects of built-in kinds, and each as the server stores it after `gitops` applied it.
private func generated(count: Int) -> ObjectInput {
    let apply = ServerSideApply()
    var objects: [(desired: Document, live: Document)] = []
    for document in ManifestInput.generated(size: count * 2_000).json.documents() where objects.count < count {
        for manifest in Manifest.all(in: document, path: "bench.json") where objects.count < count {
            guard let desired = try? manifest.get().root, (try? StrategicMergePatch(from: desired, to: desired)) != nil,
                let wanted = try? Document(json: JSONWriter().string(desired)),
                case .applied(let stored, _)? = try? apply.apply(wanted.root, to: nil, as: "gitops"),
                let live = try? Document(json: JSONWriter().string(stored.root))
            else { continue }
            objects.append((wanted, live))
        }
    }
    return ObjectInput(name: "generated", objects: objects)
}

private func valueCount(_ node: Node) -> Int {
    node.members.reduce(1) { $0 + valueCount($1.value) } + node.elements.reduce(0) { $0 + valueCount($1) }
}
