/// Tells when the references of a remote change, by asking for them again and again.
///
/// Each iteration begins with what is known; it asks at once, and then at intervals. After a failure the interval
/// doubles, up to a limit, until the remote answers again. Every interval is longer or shorter by a random part, so
/// that many watchers do not ask at the same time. The sequence ends when its task is cancelled.
public struct RemoteWatch<C: Clock>: AsyncSequence, Sendable where C.Duration == Duration {
    let transport: any RemoteTransport
    let url: RemoteURL
    let known: [RemoteReference]?
    let schedule: WatchSchedule
    let clock: C

    /// A watch over a remote.
    ///
    /// - Parameters:
    ///   - url: the remote.
    ///   - transport: how it is reached.
    ///   - known: what the references were last; `nil` reports all of them first.
    ///   - schedule: when it is asked.
    ///   - clock: what the intervals are measured with.
    public init(
        _ url: RemoteURL, transport: any RemoteTransport, known: [RemoteReference]? = nil,
        schedule: WatchSchedule = WatchSchedule(), clock: C
    ) {
        self.transport = transport
        self.url = url
        self.known = known
        self.schedule = schedule
        self.clock = clock
    }

    /// Begins with what is known.
    public func makeAsyncIterator() -> Iterator { Iterator(watch: self, known: known ?? []) }

    /// The iterations.
    public struct Iterator: AsyncIteratorProtocol {
        let watch: RemoteWatch
        var known: [RemoteReference]
        var failures = 0
        var hasAsked = false

        /// The next change or failure; `nil` when the task was cancelled.
        public mutating func next() async -> WatchEvent? {
            while !Task.isCancelled {
                if hasAsked {
                    let pause = watch.schedule.pause(after: failures, random: .random(in: -1...1))
                    do { try await watch.clock.sleep(for: pause) } catch { return nil }
                }
                hasAsked = true
                do {
                    let found = try await watch.transport.references(at: watch.url)
                    failures = 0
                    let changes = ReferenceChange.between(known, found)
                    known = found
                    if !changes.isEmpty { return .changed(changes) }
                } catch let error as GitError where error.problem != .cancelled {
                    failures += 1
                    return .failed(error)
                } catch {
                    return nil
                }
            }
            return nil
        }
    }
}

extension RemoteWatch where C == ContinuousClock {
    /// A watch over a remote by the clock of the machine.
    ///
    /// - Parameters:
    ///   - url: the remote.
    ///   - transport: how it is reached.
    ///   - known: what the references were last; `nil` reports all of them first.
    ///   - schedule: when it is asked.
    public init(
        _ url: RemoteURL, transport: any RemoteTransport, known: [RemoteReference]? = nil,
        schedule: WatchSchedule = WatchSchedule()
    ) {
        self.init(url, transport: transport, known: known, schedule: schedule, clock: ContinuousClock())
    }
}

/// What a watch tells.
public enum WatchEvent: Sendable, Hashable {
    /// References changed.
    case changed([ReferenceChange])
    /// The remote could not be asked; the watch goes on.
    case failed(GitError)
}

/// A reference that leads elsewhere than before.
public struct ReferenceChange: Sendable, Hashable {
    /// The full name.
    public let name: String
    /// Where it led; `nil` for a new one.
    public let old: ObjectID?
    /// Where it leads; `nil` for a removed one.
    public let new: ObjectID?

    /// A change from its parts.
    public init(name: String, old: ObjectID?, new: ObjectID?) {
        self.name = name
        self.old = old
        self.new = new
    }

    /// The references that differ between two states, in byte order of their names. Complexity: O(n log n).
    public static func between(_ old: [RemoteReference], _ new: [RemoteReference]) -> [ReferenceChange] {
        let before = Dictionary(old.map { (Array($0.name.utf8), $0) }) { $1 }
        let after = Dictionary(new.map { (Array($0.name.utf8), $0) }) { $1 }
        return Set(before.keys).union(after.keys).sorted { $0.lexicographicallyPrecedes($1) }.compactMap { key in
            let (old, new) = (before[key], after[key])
            guard old?.id != new?.id else { return nil }
            return ReferenceChange(name: String(decoding: key, as: UTF8.self), old: old?.id, new: new?.id)
        }
    }
}

/// When a watch asks.
public struct WatchSchedule: Sendable, Hashable {
    /// The time between two questions.
    public var interval: Duration
    /// The longest time between two questions after failures.
    public var longestInterval: Duration
    /// By which part of itself an interval varies, from 0 to 1.
    public var jitter: Double

    /// A schedule from its parts; the jitter is kept between 0 and 1.
    public init(interval: Duration = .seconds(60), longestInterval: Duration = .seconds(900), jitter: Double = 0.2) {
        self.interval = interval
        self.longestInterval = max(interval, longestInterval)
        self.jitter = min(max(jitter, 0), 1)
    }

    /// The pause after a number of failures; `random` is from -1 to 1.
    func pause(after failures: Int, random: Double) -> Duration {
        let doubled = interval * (1 << min(failures, 20))
        return min(doubled, longestInterval) * (1 + jitter * random)
    }
}
