import BenchmarkInput
import GitOpsCEL
import GitOpsManifest
import PolicyInput

extension AllocationReport {
    /// Allocations of each expression over the objects that pass it, each bound anew; whether there are none, as
    /// `Evaluator` promises.
    static func reportExpressions() -> Bool {
        let generated = PolicyInput.generated(deployments: ManifestInput.isSmoke ? 20 : 500, policies: 0)
        var isFree = report("generated", generated.manifests(threads: 1).manifests.map(\.root))
        if let own = ObjectInput.own() {
            let deployments = own.objects.map(\.live.root).filter { $0["kind"]?.string == "Deployment" }
            isFree = report("own", deployments) && isFree
        }
        return isFree
    }

    private static func report(_ name: String, _ objects: [Node]) -> Bool {
        var environment = Environment()
        environment.declare("object", .dynamic)
        var isFree = true
        for expression in BenchmarkExpression.all {
            var builder = ProgramBuilder()
            guard let entry = try? builder.add(ExpressionSource(expression.text), in: environment) else { return false }
            var evaluator = Evaluator(builder.build())
            // A first round lets RE2 build its automata and scratch memory find its size.
            var passing: [Node] = []
            for object in objects {
                evaluator.bind("object", to: object)
                if evaluator.isTrue(entry) { passing.append(object) }
            }
            let before = count()
            for object in passing {
                evaluator.bind("object", to: object)
                _ = evaluator.isTrue(entry)
            }
            let taken = count() - before
            line("cel.\(name).\(expression.name).\(passing.count)-passing", Double(taken), "allocations", digits: 0)
            isFree = isFree && taken == 0 && !passing.isEmpty
        }
        return isFree
    }
}
