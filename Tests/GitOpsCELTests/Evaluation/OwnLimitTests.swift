import GitOpsManifest
import Testing

@testable import GitOpsCEL

/// Limits that the API server does not have: they end an evaluation whatever the expression makes of errors.
@Suite("Limits of our own")
struct OwnLimitTests {
    /// An expression that comes to a limit.
    struct Example: Sendable, CustomTestStringConvertible {
        let kind: EvaluationError.Kind
        /// A condition.
        let text: String
        var limits = EvaluationLimits()

        var testDescription: String { "\(kind): \(text)" }
    }

    static let examples = [
        Example(
            kind: .memoryLimit, text: "lists.range(100000).size() > 0",
            limits: EvaluationLimits(expressionCost: 1_000_000, budget: 10_000_000, scratchBytes: 1 << 16)),
        Example(kind: .depthLimit, text: "'%s'.format([deep]) == ''"),
        Example(kind: .depthLimit, text: "deeper.flatten(1000).size() > 0"),
        Example(
            kind: .patternLimit, text: "'a'.matches('(a{1,9})' + string(1))",
            limits: EvaluationLimits(expressionCost: 1_000_000, budget: 10_000_000, patternWork: 0)),
        Example(kind: .digitLimit, text: "quantity('1e20000').add(quantity('1')).isGreaterThan(quantity('10Gi'))"),
        Example(kind: .digitLimit, text: "quantity('1').sub(quantity('1e20000')).isGreaterThan(quantity('10Gi'))"),
        Example(kind: .digitLimit, text: "'%.40000f'.format([1.0]) == ''"),
        Example(
            kind: .formatLimit, text: "'%s'.format(['aaa']) == ''",
            limits: EvaluationLimits(expressionCost: 1_000_000, budget: 10_000_000, formatBytes: 2)),
        Example(
            kind: .comparisonLimit,
            text: "cel.bind(a, lists.range(1000), cel.bind(b, a.map(x, a), cel.bind(c, a.map(x, b), c == c)))",
            limits: EvaluationLimits(expressionCost: 50_000, budget: 10_000_000)),
    ]

    private static func nested(_ levels: Int) -> CELValue {
        (0..<levels).reduce(CELValue.list([])) { inner, _ in .list([inner]) }
    }

    private static func kinds(_ texts: [String], _ limits: EvaluationLimits) throws
        -> [EvaluationError.Kind?]
    {
        var environment = Environment.specification
        for name in ["deep", "deeper"] { environment.declare(name, .dynamic) }
        var builder = ProgramBuilder()
        for text in texts { try builder.add(ExpressionSource(text), in: environment) }
        var evaluator = Evaluator(builder.build(), limits: limits)
        evaluator.bind("deep", to: nested(300))
        evaluator.bind("deeper", to: nested(600))
        return evaluator.program.all.map { expression in
            do throws(EvaluationError) {
                _ = try evaluator.holds(expression)
                return nil
            } catch {
                return error.kind
            }
        }
    }

    @Test("each of them has an example")
    func all() {
        let kinds = (0...UInt8.max).compactMap { EvaluationError.Kind(rawValue: $0) }.filter(\.isOwnLimit)
        #expect(!kinds.isEmpty && Set(kinds) == Set(Self.examples.map(\.kind)))
    }

    @Test("end the evaluation, also where an error would be absorbed", arguments: examples)
    func absorbed(example: Example) throws {
        for form in [
            "E", "!(E)", "(E) || true", "true && (E)", "(E) && false", "[1].exists(x, (E) || true)",
            "[1, 2].all(x, (E) && false)", "[1, 2].exists(x, x == 2 || (E))", "(E) ? true : true",
            "cel.bind(e, E, e || true)", "optional.of(E).orValue(true) || true",
        ] {
            let text = form.replacing("E", with: example.text)
            #expect(try Self.kinds([text], example.limits) == [example.kind], "\(form)")
        }
    }

    /// A pattern that took too much work is known then, so that the next expression has its answer.
    @Test(
        "are met again by every expression with the same part", arguments: examples.filter { $0.kind != .patternLimit })
    func shared(example: Example) throws {
        let found = try Self.kinds(
            [example.text, "(\(example.text)) || true", "(\(example.text)) && false"], example.limits)
        #expect(found == [example.kind, example.kind, example.kind])
    }

    @Test("exponents that Kubernetes cuts to 32 bits are cut here as well")
    func exponents() throws {
        let texts = [
            "quantity('7e4294967296') == quantity('7')", "quantity('7e4294967299') == quantity('7k')",
            "isQuantity('-7e+4294967296') && !isQuantity('7e99999999999999999999')",
            "!isQuantity('1e-2147483648') && !isQuantity('1e2147483648') && !isQuantity('1E+6442450944')",
            "quantity('7e4294967296').isInteger()",
        ]
        var builder = ProgramBuilder()
        for text in texts { try builder.add(ExpressionSource(text), in: .specification) }
        var evaluator = Evaluator(builder.build())
        for (text, expression) in zip(texts, evaluator.program.all) {
            #expect(try evaluator.holds(expression), "\(text)")
        }
    }
}
