import GitOpsDiff
import GitOpsManifest

/// Holds a cluster against what it should be: each event of a watch is looked at when it comes, and what is desired is read
/// again after every interval. States, lines and time come and go through what it is given: a test needs no cluster.
actor DriftController<Ticks: Clock> where Ticks.Duration == Duration {
    private let clock: Ticks
    private let interval: Duration
    private let desired: @Sendable () async throws -> ManifestSet
    private let tell: @Sendable (String) -> Void
    private var monitor = DriftMonitor()
    private var known = ManifestSet()
    private var told: [ResourceID: [String]] = [:]

    init(
        clock: Ticks, interval: Duration, desired: @escaping @Sendable () async throws -> ManifestSet,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.clock = clock
        self.interval = interval
        self.desired = desired
        self.tell = tell
    }

    /// Runs until the events end or the task is cancelled, and returns what is not in sync then.
    func run(_ events: some AsyncSequence<WatchEvent, Never> & Sendable) async throws -> [ResourceDrift] {
        known = try await desired()
        monitor = DriftMonitor(desired: known)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await event in events { await self.apply(event) } }
            group.addTask {
                while true {
                    try await self.clock.sleep(for: self.interval)
                    await self.refresh()
                }
            }
            // Whichever ends first, the end of the events or an error, ends the other.
            defer { group.cancelAll() }
            try await group.next()
        }
        await refresh()
        return drifted
    }

    private var drifted: [ResourceDrift] { monitor.drifted.filter { $0.desired != nil }.sorted { $0.id < $1.id } }

    private func apply(_ event: WatchEvent) {
        switch event {
        case .changed(let manifest): monitor.setLive(manifest)
        case .gone(let id): monitor.removeLive(id)
        case .unreadable(let text): tell("an event cannot be read: \(text)")
        }
        if let id = event.id { report(monitor[id], id) }
    }

    /// What cannot be read is not taken for something that nobody desires any more.
    private func refresh() async {
        do {
            let set = try await desired()
            for entry in set.unreadable { tell("\(entry)") }
            for manifest in set.manifests { monitor.setDesired(manifest) }
            if set.unreadable.isEmpty {
                for manifest in known.manifests where set[manifest.id].isEmpty { monitor.removeDesired(manifest.id) }
                known = set
            }
        } catch {
            tell("what is desired cannot be read: \(error)")
        }
        for drift in drifted { report(drift, drift.id) }
    }

    /// Tells of an object what was not told before. Values stay out of it: they may be secret.
    private func report(_ drift: ResourceDrift?, _ id: ResourceID) {
        let id = drift?.id ?? id
        var lines: [String] = []
        if drift?.state == .missing { lines = ["\(id) is missing"] }
        if let drift, drift.state == .drifted {
            lines = ["\(id) has drifted"]
            for change in drift.result.explained() {
                let place = change.change.desired?.position.map { " (\(drift.desired?.origin.path ?? ""):\($0))" }
                let owners = change.owners.map { ", by \($0)" }.joined()
                lines.append("  \(change.change.path)\(place ?? ""): \(change.classification.rawValue)\(owners)")
            }
        }
        if lines == told[id] ?? [] { return }
        told[id] = lines
        if lines.isEmpty { tell("\(id) is in sync") } else { lines.forEach(tell) }
    }
}
