import Foundation
import GitOpsManifest
import Testing

/// Public vectors that lie beside the package on some machines and are no part of it.
enum GoldenVectors {
    static let yaml = locate("vectors/yaml.jsonl")
    static let json = locate("corpus/policy/json-test-suite/test_parsing")

    private static func locate(_ path: String) -> URL? {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/",
            !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        let file = folder.appendingPathComponent("../shared/" + path).standardized
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }
}

@Suite("Golden vectors")
struct GoldenVectorTests {
    @Test(
        "YAML is read as Kubernetes reads it", .enabled(if: GoldenVectors.yaml != nil, "the YAML vectors are not here"))
    func yaml() throws {
        let source = SourceText(try Data(contentsOf: #require(GoldenVectors.yaml)))
        for result in DocumentReader().read(source, grammar: .json) {
            let root = try result.get().root
            let text = SourceText(try #require(root["yaml"]?.string))
            let lenient = try? DocumentReader().readFirst(text)
            #expect(lenient?.root == root["json"], "\(root["name"]?.string ?? "")")
            if root["error"] == nil {
                let strict = try? DocumentReader(options: .strict).readFirst(text)
                #expect((strict == nil) == (root["strictError"] != nil), "strict \(root["name"]?.string ?? "")")
            }
        }
    }

    @Test("JSONTestSuite", .enabled(if: GoldenVectors.json != nil, "JSONTestSuite is not here"))
    func json() throws {
        let folder = try #require(GoldenVectors.json)
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let document = try? Document(json: SourceText(Data(contentsOf: file)))
            if file.lastPathComponent.hasPrefix("y_") { #expect(document != nil, "\(file.lastPathComponent)") }
            if file.lastPathComponent.hasPrefix("n_") { #expect(document == nil, "\(file.lastPathComponent)") }
            if let document { expectConsistent(document) }
        }
    }
}
