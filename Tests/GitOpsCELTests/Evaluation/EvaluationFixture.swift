import GitOpsManifest

@testable import GitOpsCEL

/// Compiles and evaluates one expression.
enum EvaluationFixture {
    static func evaluate(
        _ text: String, in environment: Environment = .specification, _ variables: [String: CELValue] = [:]
    ) throws -> (result: Result<CELValue, EvaluationError>, cost: UInt64) {
        var environment = environment
        for name in variables.keys { environment.declare(name, .dynamic) }
        var builder = ProgramBuilder()
        let expression = try builder.add(ExpressionSource(text), in: environment)
        var evaluator = Evaluator(builder.build())
        for (name, value) in variables { evaluator.bind(name, to: value) }
        do throws(EvaluationError) {
            return (.success(try evaluator.evaluate(expression)), evaluator.cost)
        } catch {
            return (.failure(error), evaluator.cost)
        }
    }

    /// An evaluator with one expression about `object`.
    static func evaluator(
        _ texts: [String], object: String, _ environment: Environment = Environment()
    ) throws -> Evaluator {
        var environment = environment
        environment.declare("object", .dynamic)
        var builder = ProgramBuilder()
        for text in texts { try builder.add(ExpressionSource(text), in: environment) }
        var evaluator = Evaluator(builder.build())
        evaluator.bind("object", to: try Document(yaml: object).root)
        return evaluator
    }
}
