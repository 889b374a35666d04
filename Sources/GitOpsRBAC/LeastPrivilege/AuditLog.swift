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
    /// What is read and how much.
    public struct Options: Sendable {
        /// The subjects to look at; `nil` for all.
        public var subjects: Set<Subject>?
        /// The namespaces to look at; `nil` for all, requests for the cluster's own resources and paths included.
        public var namespaces: Set<String>?
        /// Whether requests that the authorizer refused count as well: what somebody would have needed, when a program
        /// was run without rights to see what it asks for.
        public var includesRefused: Bool
        /// Whether acting for somebody else counts as a permission to impersonate, used by the one who did it.
        public var includesImpersonation: Bool
        /// Protection against hostile input; `bytes` is the largest single value of a file. One that is larger is left
        /// out.
        public var limits: ReadingLimits
        /// How many different requests are kept.
        public var uses: Int
        /// How many problems are kept; all are counted.
        public var problems: Int
        /// How much of a file is read at once, about, for each thread.
        public var pieceBytes: Int
        /// Threads; 0 is one for each core.
        public var threads: Int

        /// Options with their defaults.
        public init(
            subjects: Set<Subject>? = nil, namespaces: Set<String>? = nil, includesRefused: Bool = false,
            includesImpersonation: Bool = true, limits: ReadingLimits = ReadingLimits(bytes: 64 << 20),
            uses: Int = 2_000_000,
            problems: Int = 1_000, pieceBytes: Int = 4 << 20, threads: Int = 0
        ) {
            self.subjects = subjects
            self.namespaces = namespaces
            self.includesRefused = includesRefused
            self.includesImpersonation = includesImpersonation
            self.limits = limits
            self.uses = uses
            self.problems = problems
            self.pieceBytes = pieceBytes
            self.threads = threads
        }
    }

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
    public let options: Options
    /// How many events there were.
    public private(set) var counts = Counts()
    /// What could not be used, in the order of reading.
    public private(set) var problems: [AuditProblem] = []
    private(set) var tally = AuditTally()

    /// A log that has read nothing yet.
    public init(options: Options = Options()) { self.options = options }

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
