import Benchmark
import GitOpsCEL
import GitOpsManifest
import GitOpsRegex
import PolicyInput

/// Each expression over all objects, which are bound anew each time, beside the same check written by hand. The figures
/// are for all objects: divide by their number, which the names state.
func registerExpressions(_ name: String, _ objects: [Node]) {
    var environment = Environment()
    environment.declare("object", .dynamic)
    for expression in BenchmarkExpression.all {
        var builder = ProgramBuilder()
        guard let entry = try? builder.add(ExpressionSource(expression.text), in: environment) else { continue }
        let program = builder.build()
        Benchmark("CEL: \(expression.name), \(name)") { benchmark in
            var evaluator = Evaluator(program)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                var passing = 0
                for object in objects {
                    evaluator.bind("object", to: object)
                    if evaluator.isTrue(entry) { passing += 1 }
                }
                blackHole(passing)
            }
        }
        Benchmark("CEL: \(expression.name) by hand, \(name)") { benchmark in
            for _ in benchmark.scaledIterations {
                var passing = 0
                for object in objects where expression.byHand(object) { passing += 1 }
                blackHole(passing)
            }
        }
    }
}

/// From texts to a program, beside what RE2 alone takes for the only pattern among them.
func registerCompilation() {
    var environment = Environment()
    environment.declare("object", .dynamic)
    let known = environment
    for expression in BenchmarkExpression.all {
        Benchmark("CEL: read, check and plan \(expression.name)") { benchmark in
            for _ in benchmark.scaledIterations {
                var builder = ProgramBuilder()
                blackHole(try? builder.add(ExpressionSource(expression.text), in: known))
                blackHole(builder.build())
            }
        }
    }
    Benchmark("CEL: RE2 alone for the pattern of images") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try? RegularExpression("^[a-z0-9./-]+(:.*)?$")) }
    }
}
