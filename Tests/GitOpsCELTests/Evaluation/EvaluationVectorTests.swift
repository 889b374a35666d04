import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsCEL

/// Answers of a real API server, which lie beside the package on some machines and are no part of it.
private let vectors: URL? = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/",
        !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
    {
        folder.deleteLastPathComponent()
    }
    let file = folder.appendingPathComponent("../shared/vectors/cel.jsonl").standardized
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
}()

@Suite("Evaluation against the API server's answers")
struct EvaluationVectorTests {
    private static let object = """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cel-1", "labels": {"batch": "b1"}},
         "data": {"k1": "v1"}}
        """

    @Test(
        "What depends on the object alone has the server's value, as string() prints it, or its error",
        .enabled(if: vectors != nil, "the vectors of expressions are not here"))
    func answers() throws {
        let source = SourceText(try Data(contentsOf: #require(vectors)))
        var environment = Environment(kubernetes: KubernetesVersion(minor: 36))
        environment.declare("object", .dynamic)
        let object = try Document(json: Self.object)
        var compared = 0
        for document in DocumentReader().read(source, grammar: .json) {
            let root = try document.get().root
            let text = try #require(root["expression"]?.string)
            // The recorded answer to `%e` lost its encoding.
            let depends = [
                "%e", "request", "authorizer", "namespaceObject", "oldObject", "object.metadata", "params",
            ]
            guard root["compileError"] == nil, !depends.contains(where: { text.contains($0) }) else { continue }
            var builder = ProgramBuilder()
            guard let expression = try? builder.add(ExpressionSource("string(\(text))"), in: environment) else {
                continue
            }
            var evaluator = Evaluator(builder.build())
            evaluator.bind("object", to: object.root)
            compared += 1
            do throws(EvaluationError) {
                let value = try evaluator.evaluate(expression)
                #expect(value == root["result"]?.string.map { .string($0) }, "\(text)")
            } catch {
                #expect(error.message == root["error"]?.string, "\(text)")
            }
        }
        #expect(compared > 80)
    }
}
