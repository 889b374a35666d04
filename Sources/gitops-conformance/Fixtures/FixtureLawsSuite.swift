import Foundation
import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// Fixtures whose expectations are code of their project: what must hold for any two documents holds for them.
///
/// Pairs are files of a folder that are named as two sides: `from` and `to`, `old` and `new`, `config` and `live`.
enum FixtureLawsSuite: Suite {
    static let name = "fixture-laws"
    private static let sides = [("from", "to"), ("old", "new"), ("config", "live")]
    private static let modes = [
        ThreeWayDiff.Mode.twoWay, .clientSideApply, .jsonMerge, .serverSideApply(manager: "argocd-controller"),
    ]

    static func run(path: String) throws -> [CaseResult] {
        let folder = try FixtureFolder(path)
        var results: [CaseResult] = []
        for file in folder.files {
            for document in try folder.documents(file) { results.append(try reading(file, document)) }
            for other in sides.compactMap({ other(file, $0, $1) }).filter(folder.files.contains) {
                for (base, desired) in zip(try folder.documents(file), try folder.documents(other)) {
                    results += try laws(file, base.root, desired.root)
                }
            }
        }
        return results
    }

    /// The name of the file of the other side.
    private static func other(_ file: String, _ side: String, _ other: String) -> String? {
        let name = (file as NSString).lastPathComponent
        guard let range = name.range(of: side, options: .backwards) else { return nil }
        let folder = file.dropLast(name.count)
        return folder + name.replacingCharacters(in: range, with: other)
    }

    private static func reading(_ file: String, _ document: Document) throws -> CaseResult {
        let text = JSONWriter().string(document.root)
        let yaml = YAMLWriter().string(document.root)
        let isSame = try Document(json: text) == document && Document(yaml: yaml) == document
        return .check("\(file)#\(document.index)", expected: "read back", found: isSame ? "read back" : "another value")
    }

    private static func laws(_ file: String, _ base: Node, _ desired: Node) throws -> [CaseResult] {
        let patched = try JSONPatch(from: base, to: desired).apply(to: base)
        let changes = TwoWayDiff().compare(base: base, desired: desired)
        var results: [CaseResult] = [
            .check(
                "\(file): JSON Patch", expected: "the other side",
                found: patched.root == desired ? "the other side" : "else"),
            .check("\(file): changes", expected: "\(base != desired)", found: "\(!changes.isEmpty)"),
        ]
        for mode in modes where base["kind"] != nil && base["kind"] == desired["kind"] {
            let diff = ThreeWayDiff(mode: mode)
            // What the server would refuse is no case.
            guard let applied = try? diff.applied(desired: base, live: desired) else { continue }
            let left = diff.compare(desired: base, live: applied).changes.map { "\($0.operation) \($0.path)" }
            results.append(.check("\(file): drift after \(mode)", expected: "", found: left.joined(separator: ", ")))
        }
        return results
    }
}
