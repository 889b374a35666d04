import Synchronization

/// Compiled expressions by their patterns, shared by threads.
///
/// Bounded: when it is full it begins anew, so that hostile input cannot grow it.
public final class RegularExpressionCache: Sendable {
    /// The most expressions that are kept.
    public let capacity: Int
    private let memory: Int
    private let expressions = Mutex<[Pattern: Result<RegularExpression, RegularExpressionError>]>([:])

    /// A cache for a number of expressions, each with a bound on its memory in bytes.
    public init(capacity: Int = 1_000, memory: Int = RegularExpression.defaultMemory) {
        self.capacity = max(1, capacity)
        self.memory = memory
    }

    /// The compiled expression; what does not compile is remembered as well.
    public func expression(_ pattern: String) throws(RegularExpressionError) -> RegularExpression {
        if let known = expressions.withLock({ $0[Pattern(text: pattern)] }) { return try known.get() }
        let made = Result { () throws(RegularExpressionError) in try RegularExpression(pattern, memory: memory) }
        expressions.withLock { table in
            if table.count >= capacity { table.removeAll(keepingCapacity: true) }
            table[Pattern(text: pattern)] = made
        }
        return try made.get()
    }

    /// Whether the text has a match; `nil` when the pattern does not compile.
    public func matches(_ text: String, pattern: String) -> Bool? {
        (try? expression(pattern))?.hasMatch(in: text)
    }
}

/// A pattern by its bytes: two that Unicode holds to be equivalent are two.
private struct Pattern: Hashable {
    let text: String

    static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
