import Foundation
import GitOpsDiff
import GitOpsManifest

/// Patches of real objects, as Kubernetes' own libraries make and apply them: `original`, `modified`, `current` and the
/// expected patches and results; a name that ends in `Error` is `conflict` or `invalid`.
enum StrategicMergeSuite: Suite {
    static let name = "smp"

    static func run(path: String) throws -> [CaseResult] {
        try CaseFile.lines(path).map { document in
            let root = document.root
            guard let name = root["name"]?.string, let test = StrategicMergeCase(root) else {
                throw SuiteError(description: "\(path): a case without name, states or a known kind")
            }
            let problems = test.problems
            return problems.isEmpty
                ? .passed(name) : .failed(name, expected: "the answers of Kubernetes", found: problems.joined(separator: "\n  "))
        }
    }
}

/// One case and what is wrong with our answers.
private struct StrategicMergeCase {
    let root: Node
    let original: Node
    let modified: Node
    let current: Node

    init?(_ root: Node) {
        guard let original = root["original"], let modified = root["modified"], let current = root["current"] else {
            return nil
        }
        (self.root, self.original, self.modified, self.current) = (root, original, modified, current)
    }

    var problems: [String] {
        let overwriting = patch(overwrite: true)
        var found = [
            check("strategicOverwrite", overwriting),
            check("strategicNoOverwrite", patch(overwrite: false)),
        ]
        found.append(check("strategicTwoWay", Result { try StrategicMergePatch(from: current, to: modified).document }))
        if case .success(let patch) = overwriting {
            found.append(
                check("strategicResult", Result { try StrategicMergePatch(patch).apply(to: current) }))
        }
        return found.compactMap(\.self)
    }

    private func patch(overwrite: Bool) -> Result<Document, any Error> {
        Result {
            try StrategicMergePatch(
                original: original, modified: modified, current: current, overwrite: overwrite
            ).document
        }
    }

    private func check(_ field: String, _ found: Result<Document, any Error>) -> String? {
        switch found {
        case .success(let document):
            guard let expected = root[field] else {
                return "\(field): an error \(root[field + "Error"]?.string ?? "") was expected, found \(text(document.root))"
            }
            return expected == document.root ? nil : "\(field): expected \(text(expected))\n  found \(text(document.root))"
        case .failure(let error):
            guard root[field] == nil else { return "\(field): \(error)" }
            let expected = root[field + "Error"]?.string
            let isConflict = (error as? StrategicMergePatchError)?.isConflict == true
            return expected == nil || (expected == "conflict") == isConflict ? nil : "\(field): expected \(expected ?? ""), found \(error)"
        }
    }

    private func text(_ node: Node) -> String { JSONWriter.canonical.string(node) }
}
