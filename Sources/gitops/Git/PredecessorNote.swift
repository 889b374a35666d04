import GitOpsHistory
import GitOpsManifest
import GitOpsRepository

/// Says, behind a history, what its resource may have been called before it began.
struct PredecessorNote {
    private let history: ResourceHistory

    /// Lines of a history that are looked at, and predecessors that are named for each.
    private static let maximumCount = 10

    init(_ history: ResourceHistory) { self.history = history }

    func write(_ entries: HistoryEntries) {
        for beginning in entries.entries.filter({ $0.change == .added }).prefix(Self.maximumCount) {
            guard case .resource(let id) = beginning.subject else { continue }
            for removal in history.predecessors(of: beginning).prefix(Self.maximumCount) {
                guard case .resource(let other) = removal.subject else { continue }
                Terminal.warn(
                    "gitops: \(beginning.commit.abbreviated): \(id) began here in \(beginning.place.path); \(other) "
                        + "was removed from \(removal.place.path) in the same commit and may be the same"
                        + (Self.question(other).map { "; its history: \($0)" } ?? ""))
            }
        }
    }

    /// The command that lists a resource's history; `nil` where a shell would read something else in it.
    static func question(_ id: ResourceID) -> String? {
        let parts = [id.group, id.kind, id.namespace ?? "", id.name]
        let isPlain = parts.joined().utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
            default: false
            }
        }
        guard isPlain else { return nil }
        let namespace = id.namespace.map { $0.isEmpty ? "''" : $0 } ?? "''"
        return "gitops history \(id.kind)\(id.group.isEmpty ? "" : ".\(id.group)")/\(id.name) -n \(namespace)"
    }
}
