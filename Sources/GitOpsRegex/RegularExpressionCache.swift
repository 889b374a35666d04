import Synchronization

/// Compiled expressions by their patterns, shared by threads.
///
/// Bounded in number and in memory: when it is full it begins anew, so that hostile input cannot grow it.
public final class RegularExpressionCache: Sendable {
    /// The most expressions that are kept.
    public let capacity: Int
    /// The most memory that the expressions may take together, in bytes: that of a full number of small ones.
    package let totalMemory: Int
    private let memory: Int
    private let table = Mutex(Table())

    private struct Table {
        var expressions: [Pattern: Result<RegularExpression, RegularExpressionError>] = [:]
        var memory = 0
    }

    /// A cache for a number of expressions, each with a bound on its memory in bytes.
    public init(capacity: Int = 1_000, memory: Int = RegularExpression.defaultMemory) {
        self.capacity = max(1, capacity)
        self.memory = memory
        totalMemory = 256 << 20
    }

    /// The compiled expression; what does not compile is remembered as well.
    public func expression(_ pattern: String) throws(RegularExpressionError) -> RegularExpression {
        if let known = self.known(pattern) { return try known.get() }
        return try compile(pattern).get()
    }

    /// What was made of a pattern before, if it is still there.
    package func known(_ pattern: String) -> Result<RegularExpression, RegularExpressionError>? {
        table.withLock { $0.expressions[Pattern(text: pattern)] }
    }

    /// Compiles a pattern and remembers what came of it.
    package func compile(_ pattern: String) -> Result<RegularExpression, RegularExpressionError> {
        let made = Result { () throws(RegularExpressionError) in try RegularExpression.compact(pattern, memory: memory)
        }
        let own = made.memory + 2 * pattern.utf8.count
        table.withLock { table in
            if table.expressions.count >= capacity || table.memory > totalMemory - min(own, totalMemory) {
                table.expressions.removeAll(keepingCapacity: true)
                table.memory = 0
            }
            if table.expressions.updateValue(made, forKey: Pattern(text: pattern)) == nil { table.memory += own }
        }
        return made
    }

    /// The memory that the expressions may take, in bytes.
    package var usedMemory: Int { table.withLock { $0.memory } }

    /// Whether the text has a match; `nil` when the pattern does not compile.
    public func matches(_ text: String, pattern: String) -> Bool? {
        (try? expression(pattern))?.hasMatch(in: text)
    }
}

extension Result<RegularExpression, RegularExpressionError> {
    /// Instructions that were made: of a program that became too large, as many as a large one has.
    package var compiledInstructions: Int {
        switch self {
        case .success(let expression): expression.programSize
        case .failure(let error): error.isTooLarge ? 350_000 : 0
        }
    }

    fileprivate var memory: Int {
        switch self {
        case .success(let expression): expression.memory
        case .failure: 0
        }
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
