import Foundation
import GitOpsManifest

/// JSONTestSuite's parsing cases: `y_*` must be read, `n_*` refused, `i_*` may be either and must not crash.
enum JSONTestSuite: Suite {
    static let name = "json-test-suite"

    static func run(path: String) throws -> [CaseResult] {
        let nested = path + "/test_parsing"
        let folder = FileManager.default.fileExists(atPath: nested) ? nested : path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
            .sorted()
        return try names.map { name in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            let source = SourceText(bytes, name: name)
            do throws(DocumentError) {
                _ = try Document(json: source)
                return name.hasPrefix("n_") ? .failed(name, expected: "an error", found: "a document") : .passed(name)
            } catch {
                return name.hasPrefix("y_") ? .failed(name, expected: "a document", found: "\(error)") : .passed(name)
            }
        }
    }
}
