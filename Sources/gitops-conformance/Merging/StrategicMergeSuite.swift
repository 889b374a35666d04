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
            if problems.isEmpty { return .passed(name) }
            return .failed(name, expected: "the answers of Kubernetes", found: problems.joined(separator: "\n  "))
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
            check("strategicTwoWay", Result { try StrategicMergePatch(from: current, to: modified).document }),
        ]
        if case .success(let patch) = overwriting {
            found.append(check("strategicResult", Result { try StrategicMergePatch(patch).apply(to: current) }))
        }
        let merge = Result { try MergePatch(original: original, modified: modified, current: current).document }
        found.append(check("jsonMerge", merge))
        found.append(check("jsonMergeResult", Result { try MergePatch(merge.get()).apply(to: current) }))
        return found.compactMap(\.self)
    }

    private func patch(overwrite: Bool) -> Result<Document, any Error> {
        Result {
            try StrategicMergePatch(original: original, modified: modified, current: current, overwrite: overwrite)
                .document
        }
    }

    /// What is wrong with an answer. A case whose two-way patch is neither there nor an error has an unusable input.
    private func check(_ field: String, _ found: Result<Document, any Error>) -> String? {
        let expected = root[field]
        let expectedError = root[field + "Error"]?.string
        switch found {
        case .success(let document):
            if expected == document.root { return nil }
            let text = expected.map(text) ?? "the error \(expectedError ?? "invalid")"
            return "\(field): expected \(text)\n  found \(self.text(document.root))"
        case .failure(let error):
            guard expected == nil else { return "\(field): \(error)" }
            let isConflict = (error as? StrategicMergePatchError)?.isConflict == true
            if (expectedError == "conflict") == isConflict { return nil }
            return "\(field): expected the error \(expectedError ?? "invalid"), found \(error)"
        }
    }

    private func text(_ node: Node) -> String { JSONWriter.canonical.string(node) }
}
