/// `'%d of %s'.format([1, 'x'])`.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/formatting.go for the rules that Kubernetes has,
/// `ext/formatting_v2.go` for those of the specification.
struct StringFormat {
    /// Whether doubles, lists and maps are written as before version 4 of the library.
    let isLocal: Bool
    var result: [UInt8] = []
    private(set) var problem: String?
    /// What the problem is, for the server may go on where a limit of ours ends the call.
    private(set) var kind = EvaluationError.Kind.invalidArgument
    var isTooLong = false

    /// The most bytes that a result may have.
    let largestResult: Int
    /// How deeply lists and maps may be nested.
    static let deepest = 256

    static func call(_ format: Value, _ list: Value, in evaluation: inout Evaluation) -> Value {
        var writer = StringFormat(isLocal: evaluation.stringsVersion < 4, largestResult: evaluation.scratch.limit)
        var scanner = FormatScanner(format.bytes, argumentCount: evaluation.count(of: list))
        do throws(FormatError) {
            while let piece = try scanner.next() {
                switch piece {
                case .text(let range): writer.result += format.bytes[range]
                case .clause(let clause):
                    let argument = evaluation.element(of: list, at: scanner.clauseCount - 1)
                    if argument.isError { return argument }
                    let before = writer.result.count
                    writer.append(clause, argument, in: &evaluation)
                    // What a clause writes is bounded by its value and its precision, so that it may be counted after.
                    guard evaluation.patternWork.format(max(writer.result.count - before, clause.computedDigits)) else {
                        return evaluation.fail(
                            .formatLimit, "operation cancelled: formatting texts of this length takes too much work")
                    }
                }
                if writer.isTooLong || writer.result.count > writer.largestResult { return evaluation.outOfMemory() }
                if let problem = writer.problem {
                    return evaluation.fail(writer.kind, "error during formatting: \(problem)")
                }
            }
        } catch {
            return evaluation.fail(.invalidArgument, error.message)
        }
        return evaluation.makeString(writer.result.count) { _ = $0.initialize(fromContentsOf: writer.result) }
    }

    private init(isLocal: Bool, largestResult: Int) {
        self.isLocal = isLocal
        self.largestResult = largestResult
    }

    private mutating func append(_ clause: FormatDirective, _ value: Value, in evaluation: inout Evaluation) {
        let precision = clause.precision ?? NumberFormats.usualPrecision
        guard precision <= DecimalText.largestPrecision else {
            return fail(
                "precision \(precision) exceeds maximum allowed precision \(DecimalText.largestPrecision)", .digitLimit)
        }
        switch clause.verb {
        case .string: appendString(value, in: &evaluation)
        case .decimal: appendDecimal(value, in: &evaluation)
        case .fixed, .scientific: appendDouble(clause.verb, value, precision, in: &evaluation)
        case .binary, .octal, .lowerHexadecimal, .upperHexadecimal: appendRadix(clause.verb, value, in: &evaluation)
        }
    }

    mutating func append(_ text: String) { result += text.utf8 }

    mutating func fail(_ message: String, _ kind: EvaluationError.Kind = .invalidArgument) {
        guard problem == nil else { return }
        problem = message
        self.kind = kind
    }
}

extension FormatDirective {
    /// How many digits a number is computed to, of which not all need to be written.
    fileprivate var computedDigits: Int {
        guard verb == .fixed || verb == .scientific else { return 0 }
        return min(precision ?? NumberFormats.usualPrecision, DecimalText.mostDigitsAfterPoint)
    }
}
