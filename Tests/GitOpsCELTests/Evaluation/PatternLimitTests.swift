import GitOpsManifest
import Testing

@testable import GitOpsCEL

@Suite("Work with patterns")
struct PatternLimitTests {
    private static func bomb(_ count: Int) -> String {
        "lists.range(\(count)).map(x, 'a'.matches('(a{1,999})' + string(x))).size()"
    }

    private static func evaluator(
        _ texts: [String], patternWork: Int? = nil, matchWork: Int? = nil
    ) throws -> Evaluator {
        var builder = ProgramBuilder()
        for text in texts { try builder.add(ExpressionSource(text), in: .specification) }
        var limits = EvaluationLimits()
        if let patternWork { limits.patternWork = patternWork }
        if let matchWork { limits.matchWork = matchWork }
        return Evaluator(builder.build(), limits: limits)
    }

    private static func kind(
        _ text: String, patternWork: Int? = nil, matchWork: Int? = nil
    ) throws -> EvaluationError.Kind? {
        var evaluator = try Self.evaluator([text], patternWork: patternWork, matchWork: matchWork)
        do throws(EvaluationError) {
            _ = try evaluator.evaluate(evaluator.program.all[0])
            return nil
        } catch {
            return error.kind
        }
    }

    @Test("many large patterns end the evaluation, whatever || says", arguments: ["", " == 1 || true"])
    func bombs(end: String) throws {
        #expect(try Self.kind(Self.bomb(300) + end) == .patternLimit)
        #expect(try Self.kind(Self.bomb(20) + end) == nil)
        #expect(try Self.kind(Self.bomb(20) + end, patternWork: 10_000) == .patternLimit)
    }

    @Test("a pattern that is known, or constant, takes no work")
    func knownPatterns() throws {
        let once = "lists.range(1000).all(x, 'a'.matches('(a{1,9})' + (x < 0 ? 'b' : '')))"
        #expect(try Self.kind(once, patternWork: 200) == nil)
        #expect(try Self.kind("'a'.matches('(a{1,9})')", patternWork: 0) == nil)
        #expect(try Self.kind("'a'.matches('(a{1,9})' + string(1))", patternWork: 0) == .patternLimit)
    }

    @Test("constant patterns that belong together are compiled once, and share a budget")
    func constantPatterns() throws {
        let patterns = ConstantPatterns(instructions: 5_000)
        let first = try patterns.expression("(a{1,900})")
        var refusals = 0
        for number in 0..<10 {
            do throws(ConstantPatterns.Problem) {
                _ = try patterns.expression("(a{1,900})\(number)")
            } catch {
                if case .tooMuchWork = error { refusals += 1 }
            }
        }
        #expect(refusals > 5 && refusals < 10)
        #expect(try patterns.expression("(a{1,900})") === first)
        var checking = Checking(Environment())
        checking.environment.constantPatterns = ConstantPatterns(instructions: 0)
        #expect(
            checking.refusal("'a'.matches('b')")
                == "1:13: the constant patterns take more work to compile than allowed")
    }

    @Test("a pattern that is too large here, and perhaps not for the server, ends the evaluation")
    func tooLarge() throws {
        let pattern = #"[\\pL\\pN\\pS]{900}"#
        #expect(try Self.kind("'a'.matches('\(pattern)')") == nil)
        #expect(try Self.kind("'a'.matches('\(pattern)' + string(1))") == .patternLimit)
        #expect(try Self.kind("'a'.matches('(' + string(1))") == .invalidArgument)
    }

    @Test("a text that would be too long is not made")
    func longTexts() throws {
        let nested = (0..<6).reduce("'\(String(repeating: "a", count: 100))'") { text, _ in
            "\(text).replace('', '\(String(repeating: "b", count: 30))')"
        }
        let start = ContinuousClock().now
        #expect(try [.memoryLimit, .costLimit].contains(Self.kind(nested)))
        // Of what took several seconds.
        #expect(ContinuousClock().now - start < .seconds(5))
    }

    @Test("all expressions share the work until it is renewed")
    func sharedWork() throws {
        let letters = String(repeating: "b", count: 40)
        let texts = (1...2).map { "'a'.matches('\(letters)' + string(\($0)))" }
        var evaluator = try Self.evaluator(texts, patternWork: 120)
        let (first, second) = (evaluator.program.all[0], evaluator.program.all[1])
        _ = try evaluator.evaluate(first)
        var refusal: EvaluationError.Kind?
        do throws(EvaluationError) { _ = try evaluator.evaluate(second) } catch { refusal = error.kind }
        #expect(refusal == .patternLimit)
        evaluator.renewPatternWork()
        _ = try evaluator.evaluate(second)
    }

    @Test("binding a variable renews the work, unless many bindings are about one object", arguments: [true, false])
    func bindings(renews: Bool) throws {
        var environment = Environment()
        environment.declare("self", .string)
        var builder = ProgramBuilder()
        let letters = String(repeating: "b", count: 40)
        let expression = try builder.add(ExpressionSource("'a'.matches('\(letters)' + self)"), in: environment)
        var limits = EvaluationLimits()
        limits.patternWork = 120
        var evaluator = Evaluator(builder.build(), limits: limits)
        evaluator.renewsPatternWork = renews
        var refusals = 0
        for text in ["1", "2"] {
            evaluator.bind("self", to: CELValue.string(text))
            do throws(EvaluationError) {
                _ = try evaluator.evaluate(expression)
            } catch {
                #expect(error.kind == .patternLimit)
                refusals += 1
            }
        }
        #expect(refusals == (renews ? 0 : 1))
    }

    // MARK: Matching

    private static func text(_ count: Int) -> String { "'\(String(repeating: "a", count: count))'" }

    /// Patterns that are constants and such that are none.
    @Test("a long text and a large program end the evaluation at once", arguments: ["", " + ''"])
    func longTexts(end: String) throws {
        let pattern = "'\(String(repeating: "(a?){100}", count: 60))'\(end)"
        let start = ContinuousClock().now
        #expect(try Self.kind("\(Self.text(50_000)).matches(\(pattern))") == .patternLimit)
        #expect(try Self.kind("\(Self.text(50_000)).matches(\(pattern)) || true") == .patternLimit)
        #expect(try Self.kind("\(Self.text(50_000)).find(\(pattern)) == ''") == .patternLimit)
        #expect(
            try Self.kind("regex.extract(\(Self.text(50_000)), (\(pattern)).replace('(', '(?:')).hasValue()")
                == .patternLimit)
        #expect(try Self.kind("\(Self.text(20)).matches(\(pattern))") == nil)
        // Ten seconds and more each, if they were matched.
        #expect(ContinuousClock().now - start < .seconds(20))
    }

    @Test("a match that costs more than an expression may is not looked for")
    func costly() throws {
        let pattern = String(repeating: "(a?){100}", count: 80)
        #expect(try Self.kind("\(Self.text(90_000)).matches('\(pattern)')") == .costLimit)
        #expect(try Self.kind("\(Self.text(90_000)).matches('\(pattern)' + '')") == .costLimit)
    }

    @Test("many matches that may each look at the rest of a text count as such")
    func manyMatches() throws {
        #expect(try Self.kind("\(Self.text(40_000)).findAll('a.*b|a').size()") == .patternLimit)
        #expect(try Self.kind("regex.extractAll(\(Self.text(40_000)), 'a.*b|a').size()") == .patternLimit)
        #expect(try Self.kind("regex.replace(\(Self.text(40_000)), 'a.*b|a', '').size()") == .patternLimit)
        #expect(try Self.kind("\(Self.text(1_000)).findAll('a.*b|a').size()") == nil)
    }

    @Test("all matches share the work")
    func sharedMatches() throws {
        let loop = "lists.range(COUNT).all(x, \(Self.text(100)).matches('^a+$'))"
        #expect(try Self.kind(loop.replacing("COUNT", with: "10"), matchWork: 20_000) == nil)
        #expect(try Self.kind(loop.replacing("COUNT", with: "1000"), matchWork: 20_000) == .patternLimit)
        #expect(try Self.kind(loop.replacing("COUNT", with: "1000")) == nil)
    }
}
