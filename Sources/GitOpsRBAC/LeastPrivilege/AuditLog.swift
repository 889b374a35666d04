public import GitOpsManifest

/// What audit logs of an API server tell about who used which permission.
///
/// Reads `audit.k8s.io` events as JSON lines, one value on many lines, lists of events, and events as texts in messages
/// of CloudWatch. Logs of any size are read
/// piece by piece; only the different requests are kept.
///
/// Counted is what the authorizer allowed: the annotation `authorization.k8s.io/decision` where there is one, else
/// every answer but 401 and 403. A refusal by admission or by the escalation check comes after the authorizer, so the
/// permission was used all the same.
///
/// Source: `k8s.io/apiserver/pkg/apis/audit/v1/types.go` and `pkg/audit/request.go`.
public struct AuditLog: Sendable {
    /// How many events there were.
    public struct Counts: Sendable, Hashable {
        /// All events.
        public var events = 0
        /// Those that tell of a permission that was used.
        public var counted = 0
        /// Those of requests that were refused, whether they count or not.
        public var refused = 0
        /// Those of other stages: the same request comes again when it is answered.
        public var otherStages = 0
        /// Those of other subjects and namespaces than were asked for.
        public var filtered = 0
        /// Problems, those that are not kept included.
        public var problems = 0
    }

    /// What is read and how much.
    public let options: AuditLogOptions
    /// How many events there were.
    public private(set) var counts = Counts()
    /// What could not be used, in the order of reading.
    public private(set) var problems: [AuditProblem] = []
    private(set) var tally = AuditTally()

    /// A log that has read nothing yet.
    public init(options: AuditLogOptions = AuditLogOptions()) { self.options = options }

    /// The subjects that used something, sorted.
    public var subjects: [Subject] { tally.subjects }

    /// What all used, sorted.
    public var uses: [ObservedUse] { tally.uses { _ in true } }

    /// What a subject used, sorted.
    public func uses(of subject: Subject) -> [ObservedUse] { tally.uses { $0 == subject } }

    /// The groups that the events of a subject name.
    public func groups(of subject: Subject) -> [String] { tally.groups(of: subject) }

    /// Whether every event could be read, and nothing was left out for its number.
    public var isComplete: Bool { counts.problems == 0 }
}

// MARK: Reading

extension AuditLog {
    /// Reads a file; `-` is standard input. Complexity: O(bytes); memory for a few pieces.
    ///
    /// - Throws: `DocumentError` when the file cannot be read. Malformed events are ``problems``.
    public mutating func read(contentsOf path: String) throws(DocumentError) {
        var chunks = try LineChunks(path: path, size: options.pieceBytes, maximum: options.limits.bytes)
        let threads = ParallelWork.threadCount(options.threads)
        var isAtEnd = false
        while !isAtEnd {
            var batch: [LineChunks.Chunk] = []
            do {
                reading: while batch.count < threads * 2 {
                    switch try chunks.next() {
                    case .chunk(let chunk): batch.append(chunk)
                    case .tooLarge(let position):
                        read(batch)
                        batch = []
                        report(tooLarge: AuditPlace(source: chunks.name, position: position))
                    case nil:
                        isAtEnd = true
                        break reading
                    }
                }
            } catch {
                read(batch)
                throw error
            }
            read(batch)
        }
    }

    /// Reads a text that is already in memory, however large.
    public mutating func read(_ source: SourceText) {
        read([LineChunks.Chunk(source)])
    }

    private mutating func read(_ batch: [LineChunks.Chunk]) {
        let options = options
        let results = ParallelWork.map(
            batch.indices.map { $0..<$0 + 1 }, threads: ParallelWork.threadCount(options.threads), phase: "audit log",
            isCancelled: { false },
            { range in
                var reader = AuditChunkReader(chunk: batch[range.lowerBound], options: options)
                reader.read()
                return reader
            })
        for reader in results.compactMap({ $0 }) { add(reader) }
    }

    private mutating func add(_ reader: AuditChunkReader) {
        counts.events += reader.counts.events
        counts.counted += reader.counts.counted
        counts.refused += reader.counts.refused
        counts.otherStages += reader.counts.otherStages
        counts.filtered += reader.counts.filtered
        for problem in reader.problems { report(problem) }
        counts.problems += reader.counts.problems - reader.problems.count
        let hadRoom = tally.count < options.uses
        if let place = tally.merge(reader.tally, limit: options.uses), hadRoom {
            report(AuditProblem(reason: .tooManyUses(maximum: options.uses), place: place))
        }
    }

    private mutating func report(tooLarge place: AuditPlace) {
        let reason = DocumentError.Problem.limitExceeded(.bytes, maximum: options.limits.bytes)
        report(AuditProblem(reason: .unreadable(reason), place: place))
    }

    private mutating func report(_ problem: AuditProblem) {
        counts.problems += 1
        if problems.count < options.problems { problems.append(problem) }
    }
}
