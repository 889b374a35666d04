import Foundation
import GitOpsCEL
import GitOpsManifest
import Testing

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

@Suite struct CheckingVectors {
    static var environment: Environment {
        var environment = Environment(kubernetes: KubernetesVersion(minor: 36))
        environment.declare("object", .dynamic)
        environment.declare("oldObject", .dynamic)
        environment.declare("request", .object("kubernetes.AdmissionRequest"))
        environment.declare("namespaceObject", .dynamic)
        environment.declare("authorizer", .authorizer)
        environment.declare("authorizer.requestResource", .resourceCheck)
        environment.declare(
            ObjectType(
                "kubernetes.AdmissionRequest",
                fields: [
                    "kind": .dynamic, "resource": .dynamic, "subResource": .string, "name": .string,
                    "namespace": .string, "operation": .string, "userInfo": .dynamic, "dryRun": .boolean,
                    "uid": .string, "options": .dynamic,
                ]))
        return environment
    }

    @Test(
        "What the API server compiles is accepted, what it refuses is refused at the same place in the same words",
        .enabled(if: vectors != nil, "the vectors of expressions are not here"))
    func compileErrors() throws {
        let source = SourceText(try Data(contentsOf: #require(vectors)))
        let checking = Checking(Self.environment)
        var refused = 0
        for document in DocumentReader().read(source, grammar: .json) {
            let root = try document.get().root
            let expression = try #require(root["expression"]?.string)
            let refusal = checking.refusal(expression)
            guard let error = root["compileError"], let line = error["line"]?.int64 else {
                // Without a line, what is refused is found when the expression is compiled, after the check.
                #expect(refusal == nil, "\(expression)")
                continue
            }
            refused += 1
            let message = error["message"]?.string ?? ""
            let column = error["column"]?.int64 ?? 0
            // The server puts brackets around the expression, which move the end of the text.
            if message.hasPrefix("Syntax error") {
                #expect(refusal != nil, "\(expression)")
            } else {
                #expect(refusal == "\(line):\(column): \(message)", "\(expression)")
            }
        }
        #expect(refused == 21)
    }
}
