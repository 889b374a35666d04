import CFreeMemory
import GitOpsDiff
import GitOpsManifest

/// What a `DriftMonitor` takes for 100,000 live objects: those of the input over and over, each time under another name.
struct LiveObjects {
    private let objects: [(desired: Document, live: Document)]
    private let count = 100_000
    private let diff = ClusterDiff(mode: .serverSideApply(manager: "gitops"))

    init(_ objects: [(desired: Document, live: Document)]) { self.objects = objects }

    func report() {
        measure("live.alone", DriftMonitor(diff: diff))
        // The desired states are there already: only what comes with the live ones is measured.
        let desired = (0..<count).compactMap { manifest($0, \.desired)?.compacted() }
        measure("live.desired", DriftMonitor(diff: diff, desired: ManifestSet(desired)))
    }

    private func measure(_ name: String, _ monitor: DriftMonitor) {
        var monitor = monitor
        return_free_memory()
        let before = MemoryReport.residentBytes()
        for index in 0..<count { if let live = manifest(index, \.live) { monitor.setLive(live) } }
        return_free_memory()
        guard let before, let after = MemoryReport.residentBytes() else { return }
        MemoryReport.line("\(name).objects", Double(monitor.report.resources.count), "count", digits: 0)
        MemoryReport.line("\(name).resident-growth", Double(after - before), "bytes", digits: 0)
    }

    /// An object as a client reads it from a cluster.
    private func manifest(_ index: Int, _ state: KeyPath<(desired: Document, live: Document), Document>) -> Manifest? {
        let document = objects[index % objects.count][keyPath: state]
        guard let name = try? Document(json: "\"object-\(index)\"").root,
            let renamed = try? document.applying([.set(FieldPath([.field("metadata"), .field("name")]), name)]),
            let read = try? Document(json: SourceText(JSONWriter().bytes(renamed.root)))
        else { return nil }
        return try? Manifest.all(in: read, path: "live.json").first?.get()
    }
}
