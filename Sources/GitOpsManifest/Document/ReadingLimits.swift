/// How much a reader takes in before it refuses; every limit protects memory or time against hostile input.
public struct ReadingLimits: Sendable, Hashable {
    /// Largest source, in bytes. Never above 2 GiB, because offsets are 32-bit.
    public var bytes: Int
    /// Deepest nesting of arrays and objects; values above `maximumDepth` count as `maximumDepth`.
    public var depth: Int
    /// Values that aliases and merge keys may add to one document ("billion laughs").
    public var aliasedValues: Int
    /// Documents in one source.
    public var documents: Int
    /// Longest member name, in bytes.
    public var keyBytes: Int
    /// Values in one document.
    public var values: Int
    /// `%TAG` directives in one source: libyaml compares each with all before it.
    public var tagDirectives: Int
    /// Duplicate keys that are remembered one by one.
    public var reportedDuplicateKeys: Int

    /// The engines walk documents recursively; this keeps them within the stack of any thread.
    public static let maximumDepth = 1_000
    static let maximumBytes = Int(Int32.max)

    /// Limits from their parts; the defaults hold any manifest that an API server takes, many times over.
    public init(
        bytes: Int = 256 << 20, depth: Int = 512, aliasedValues: Int = 200_000, documents: Int = 1_000_000,
        keyBytes: Int = 1 << 20, values: Int = 50_000_000, reportedDuplicateKeys: Int = 100,
        tagDirectives: Int = 4_096
    ) {
        self.bytes = bytes
        self.depth = depth
        self.aliasedValues = aliasedValues
        self.documents = documents
        self.keyBytes = keyBytes
        self.values = values
        self.tagDirectives = tagDirectives
        self.reportedDuplicateKeys = reportedDuplicateKeys
    }

    var effectiveDepth: Int { min(depth, Self.maximumDepth) }
    var effectiveBytes: Int { min(bytes, Self.maximumBytes) }
}

/// Two members of one object with the same name: Kubernetes keeps the last, strict reading refuses them.
public struct DuplicateKey: Sendable, Hashable {
    /// The name.
    public let key: String
    /// Where it stands first.
    public let first: SourcePosition
    /// Where it stands again.
    public let second: SourcePosition
}

/// A `DuplicateKey` before anyone asks for its lines and columns.
struct RepeatedMember: Sendable {
    let key: Symbol
    let first: SourceSpan
    let second: SourceSpan
}
