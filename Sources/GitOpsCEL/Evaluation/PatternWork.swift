import GitOpsRegex

/// The work with patterns, and with texts that `format` writes, that is left to the expressions about one document.
///
/// The API server's figures charge a pattern by its length, and one with counted repetitions is short for what it does.
struct PatternWork {
    /// Bytes of patterns and instructions of what they compile to.
    private(set) var compiling: Int
    /// Bytes of texts times instructions of patterns: at worst a byte is compared with each.
    private(set) var matching: Int
    /// Bytes that `format` writes. The API server's figures charge the clauses, however much they write.
    private(set) var formatting: Int

    init(_ limits: EvaluationLimits) {
        compiling = limits.patternWork
        matching = limits.matchWork
        formatting = limits.formatBytes
    }

    /// Patterns that were compiled are still there, so that only matching and writing take as much again.
    mutating func renewMatching(_ limits: EvaluationLimits) {
        matching = limits.matchWork
        formatting = limits.formatBytes
    }

    /// Whether so many bytes more may be written.
    mutating func format(_ bytes: Int) -> Bool {
        guard bytes <= formatting else { return false }
        formatting -= bytes
        return true
    }

    var isCompilingOver: Bool { compiling < 0 }

    mutating func compile(
        _ pattern: String, in cache: RegularExpressionCache
    ) -> Result<RegularExpression, RegularExpressionError> {
        let made = cache.compile(pattern)
        compiling -= pattern.utf8.count + made.compiledInstructions
        return made
    }

    /// Whether there is enough left to look at so many bytes.
    @inline(__always)
    mutating func match(_ bytes: Int, _ expression: RegularExpression) -> Bool {
        let (work, overflow) = bytes.multipliedReportingOverflow(by: expression.programSize)
        guard !overflow, work <= matching else { return false }
        matching -= work
        return true
    }
}

extension Evaluation {
    /// The compiled expression of a pattern that is no constant; `nil` when the limit of such work ends the evaluation.
    mutating func regularExpression(_ pattern: Value) throws(RegularExpressionError) -> RegularExpression? {
        let text = pattern.text
        if let known = patterns.known(text) {
            if let expression = try Self.taken(known) { return expression }
        } else if !patternWork.isCompilingOver {
            let made = patternWork.compile(text, in: patterns)
            if !patternWork.isCompilingOver, let expression = try Self.taken(made) { return expression }
        }
        _ = fail(.patternLimit, "operation cancelled: compiling the patterns that expressions make takes too much work")
        return nil
    }

    /// `nil` for one that is too large here, which the API server may take.
    private static func taken(
        _ made: Result<RegularExpression, RegularExpressionError>
    ) throws(RegularExpressionError) -> RegularExpression? {
        do throws(RegularExpressionError) {
            return try made.get()
        } catch {
            if error.isTooLarge { return nil }
            throw error
        }
    }

    /// Whether so many bytes may be looked at for an expression; if not, the evaluation has ended.
    @inline(__always)
    mutating func mayMatch(_ bytes: Int, _ expression: RegularExpression) -> Bool {
        cost <= costLimit && patternWork.match(bytes, expression) ? true : endOfMatching()
    }

    @inline(never)
    private mutating func endOfMatching() -> Bool {
        if mustStop() { return false }
        _ = fail(
            .patternLimit, "operation cancelled: matching texts of this length with such patterns takes too much work")
        return false
    }
}
