import Synchronization

/// What a source reaches, by numbers.
struct FoundReach {
    struct Sink: BitwiseCopyable {
        var kind: EscalationFact.Kind
        var scope: NameID
        var level: UInt16
    }

    private(set) var sinks: [Sink]
    /// What ended the search before everything was found.
    let endedBy: EscalationLimit?
    var isComplete: Bool { endedBy == nil }
    /// The first hop in which nothing can be gained any more, where another source has shown it.
    private(set) var lastLevel: UInt16?
    /// The steps that the search took.
    var steps = 0
    /// What the other source found.
    private(set) var further: FurtherReach?

    init(own: [Sink], endedBy: EscalationLimit?) {
        sinks = own
        self.endedBy = endedBy
    }

    /// What a source has found so far, and what another one found after it was in the same state.
    init(own: [Sink], further: FurtherReach, level: UInt16) {
        endedBy = nil
        lastLevel = level &+ further.hops
        self.further = further
        sinks = own
        for sink in further.sinks {
            sinks.append(Sink(kind: sink.kind, scope: sink.scope, level: level &+ sink.level))
        }
        dropImplied()
    }

    /// A sink of single namespaces is left out where that of the cluster is reached.
    private mutating func dropImplied() {
        let wide = sinks.filter { $0.scope == NameTable.empty }.map(\.kind)
        sinks.removeAll { $0.scope != NameTable.empty && wide.contains($0.kind) }
    }
}

/// What follows from a state.
struct FurtherReach: Sendable {
    /// Sinks that are not part of the state, with the hops from there.
    let sinks: [FoundReach.Sink]
    /// How many hops later nothing more is gained.
    let hops: UInt16
    /// No fewer facts than a search gathers that goes on from here.
    let facts: Int
    /// The steps that all of them took.
    let steps: Int

    init(_ reach: FoundReach, after level: UInt16, last: UInt16, facts: Int, steps: Int) {
        sinks = reach.sinks.filter { $0.level > level }.map {
            FoundReach.Sink(kind: $0.kind, scope: $0.scope, level: $0.level &- level)
        }
        hops = last &- level
        self.facts = facts
        self.steps = steps
    }

    /// Whether a search that is in the state at a hop gets to the end before it has followed all hops asked for.
    func isUsable(at level: UInt16, _ options: EscalationOptions) -> Bool {
        Int(level) + Int(hops) <= options.maximumHops
    }
}

/// What searches of one survey have found out for each other.
final class SharedReaches: Sendable {
    /// A set of facts, sorted.
    struct State: Hashable {
        private struct Fact: Hashable, Comparable {
            var place: UInt64
            var name: NameID

            static func < (left: Fact, right: Fact) -> Bool {
                left.place == right.place ? left.name < right.name : left.place < right.place
            }
        }

        private var facts: [Fact] = []

        var count: Int { facts.count }

        mutating func insert(_ kind: EscalationFact.Kind, _ scope: NameID, _ name: NameID) {
            facts.append(Fact(place: UInt64(kind.rawValue) << 32 | UInt64(scope), name: name))
        }

        mutating func sort() { facts.sort() }
    }

    private struct Reaches {
        var known: [State: FurtherReach] = [:]
        var size = 0
    }

    /// So many facts and sinks are kept, about 16 bytes each.
    private static let capacity = 4_000_000
    private let reaches = Mutex(Reaches())

    subscript(state: State) -> FurtherReach? { reaches.withLock { $0.known[state] } }

    func insert(_ reach: FurtherReach, _ state: State) {
        reaches.withLock { reaches in
            guard reaches.size < Self.capacity else { return }
            reaches.size += state.count + reach.sinks.count + 4
            reaches.known[state] = reach
        }
    }
}
