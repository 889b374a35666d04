import GitOpsManifest
import Testing

@testable import GitOpsCEL

@Suite("Decisive nodes")
struct DecisiveNodeTests {
    @Test("The element of a list that failed is named, and a missing field by its deepest parent")
    func nodes() throws {
        let object = "spec:\n  containers:\n  - {name: a, cpu: 1}\n  - name: b\n"
        var evaluator = try EvaluationFixture.evaluator(
            ["object.spec.containers.all(c, has(c.cpu))", "object.spec.replicas > 1"], object: object)
        let missing = evaluator.decisiveNodes(of: evaluator.program.all[0])
        #expect(missing.map(\.missingName) == ["cpu"])
        #expect(missing.first?.node.position?.line == 4)
        #expect(evaluator.decisiveNodes(of: evaluator.program.all[1]).map(\.missingName) == ["replicas"])
    }
}
