import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

/// One expression, through everything that may become of it.
private struct HostileCase {
    let text: String
    let environment: Environment
    let limits: EvaluationLimits

    private static let root = try? Document(yaml: HostileExpression.object).root
    static let environments: [Environment] = [
        Environment(), .specification, .kyverno(), Environment(kubernetes: KubernetesVersion(minor: 28)),
    ].map { environment in
        var environment = environment
        environment.declare("object", .dynamic)
        return environment
    }

    /// What happened; an error is one of the typed ones by construction.
    enum Outcome: Hashable {
        case unread, refused, value
        case failed(EvaluationError.Kind)
    }

    func run() -> Outcome {
        let source = ExpressionSource(text)
        let tree: ExpressionTree
        do throws(ExpressionError) {
            tree = try ExpressionParser(options: environment.parserOptions).parse(source)
        } catch {
            #expect(!error.issues.isEmpty && error.issues.allSatisfy { (0...text.utf8.count).contains($0.byteOffset) })
            return .unread
        }
        _ = tree.description
        if let checked = try? environment.check(tree) {
            var builder = ProgramBuilder()
            guard let expression = try? builder.add(checked) else { return .refused }
            return evaluate(expression, builder.build())
        }
        var builder = ProgramBuilder()
        guard let expression = try? builder.add(unchecked: tree, in: environment) else { return .refused }
        return evaluate(expression, builder.build())
    }

    private func evaluate(_ expression: Program.Expression, _ program: Program) -> Outcome {
        var evaluator = Evaluator(program, limits: limits)
        if let root = Self.root { evaluator.bind("object", to: root) }
        defer { _ = evaluator.decisiveNodes(of: expression) }
        do throws(EvaluationError) {
            _ = try evaluator.evaluate(expression)
            return .value
        } catch {
            #expect(!error.message.isEmpty || error.kind == .memoryLimit)
            return .failed(error.kind)
        }
    }
}

@Suite("Hostile expressions, evaluated")
struct HostileEvaluationTests {
    /// More seeds than the few of every run, for long runs by hand.
    private static let seeds: Range<UInt64> = {
        let first = ProcessInfo.processInfo.environment["HOSTILE_SEED"].flatMap(UInt64.init) ?? 0
        let count = ProcessInfo.processInfo.environment["HOSTILE_SEEDS"].flatMap(UInt64.init) ?? 2
        return first..<first + count
    }()
    private static let isLong = seeds.count > 2

    @Test("end in a value or an error that says why, and soon", arguments: seeds)
    func ends(seed: UInt64) {
        var hostile = HostileExpression(random: SeededGenerator(seed: seed))
        var outcomes: [HostileCase.Outcome: Int] = [:]
        let limits =
            Self.isLong
            ? EvaluationLimits() : EvaluationLimits(expressionCost: 2_000, budget: 10_000, scratchBytes: 1 << 18)
        for number in 0..<1_000 {
            let text = hostile.text()
            let environment = HostileCase.environments[number % HostileCase.environments.count]
            let clock = ContinuousClock()
            let start = clock.now
            outcomes[HostileCase(text: text, environment: environment, limits: limits).run(), default: 0] += 1
            let time = clock.now - start
            if Self.isLong, time > .seconds(1) { print("SLOW", time, "seed", seed, "number", number, text.prefix(300)) }
            #expect(time < .seconds(120), "seed \(seed), number \(number): \(text.prefix(2_000))")
        }
        // Some of them get through to every stage.
        #expect(outcomes[.unread] ?? 0 > 20 && outcomes[.value] ?? 0 > 20, "seed \(seed): \(outcomes)")
    }
}
