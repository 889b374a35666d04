import Foundation
import GitOpsDiff
import GitOpsManifest

/// The public cases of RFC 6902: `doc`, `patch`, and `expected` or `error`. Cases their authors disabled are not run.
enum JSONPatchSuite: Suite {
    static let name = "json-patch"

    static func run(path: String) throws -> [CaseResult] {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard exists else { throw SuiteError(description: "\(path): there is nothing here") }
        let names =
            isFolder.boolValue
            ? try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix("tests.json") }.sorted()
                .map { path + "/" + $0 }
            : [path]
        return try names.flatMap { file -> [CaseResult] in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            let document = try Document(json: SourceText(bytes, name: file))
            return document.root.elements.enumerated().compactMap { index, element in
                guard element["disabled"]?.bool != true, let patch = element["patch"], let base = element["doc"] else {
                    return nil
                }
                let comment = element["comment"]?.string ?? element["error"]?.string ?? ""
                return check(
                    "\(URL(fileURLWithPath: file).lastPathComponent)[\(index)] \(comment)", base, patch, element)
            }
        }
    }

    private static func check(_ name: String, _ base: Node, _ patch: Node, _ element: Node) -> CaseResult {
        let mustFail = element["error"] != nil
        do throws(PatchError) {
            let found = try JSONPatch(patch).apply(to: base).root
            let text = JSONWriter.canonical.string(found)
            if mustFail { return .failed(name, expected: "an error", found: text) }
            // A case without an expectation only has to apply.
            guard let expected = element["expected"] else { return .passed(name) }
            return found == expected
                ? .passed(name) : .failed(name, expected: JSONWriter.canonical.string(expected), found: text)
        } catch {
            return mustFail ? .passed(name) : .failed(name, expected: "a document", found: "\(error)")
        }
    }
}
