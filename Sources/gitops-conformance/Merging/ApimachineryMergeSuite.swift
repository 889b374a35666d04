import Foundation
import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// The cases of Kubernetes' own tests of strategic merge patches and JSON merge patches; the argument is their folder.
enum ApimachineryMergeSuite: Suite {
    static let name = "apimachinery-smp"

    static func run(path: String) throws -> [CaseResult] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted().flatMap { file -> [CaseResult] in
            guard file != "LICENSE" else { return [] }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))
            let root = try DocumentReader().readFirst(SourceText(bytes, name: file)).root
            let kind = try MergeItemSchema.make(root)
            return try (root["testCases"]?.elements ?? root.elements).map { element in
                let test = MergeCase(element: element, type: kind.type)
                let name = "\(file): \(element["description"]?.string ?? "")"
                let problems = try test.problems(file)
                return problems.isEmpty
                    ? .passed(name) : .failed(name, expected: "the answers of the tests", found: problems)
            }
        }
    }
}

private struct MergeCase {
    let element: Node
    let type: TypeRef

    func problems(_ file: String) throws -> String {
        let found: [String?]
        switch String(file.prefix(while: { $0 != "." })) {
        case "createStrategicMergePatchTestCaseData", "strategicMergePatchRawTestCases",
            "replaceRawExtensionPatchTestCases":
            found = try twoWay() + threeWay()
        case "customStrategicMergePatchTestCaseData", "customStrategicMergePatchRawTestCases":
            found = [try application()]
        case "sortMergeListTestCaseData": found = [compare("sorted", try state("original"), try state("sorted"))]
        case "jsonmergepatch_createJSONMergePatchTestCaseData": found = try mergePatch()
        case "jsonmergepatch_filterNullTestCaseData": found = try nullFilter()
        default: found = ["nothing runs these cases"]
        }
        return found.compactMap(\.self).joined(separator: "\n  ")
    }

    /// A state or patch of the case: a YAML text as it is, or an object whose merged lists the tests sort first.
    private func state(_ name: String) throws -> Document? {
        if let text = element[name.prefix(1).uppercased() + name.dropFirst()]?.string {
            return try DocumentReader().readFirst(SourceText(text, name: name))
        }
        return try element[name].map { try MergeListSorting.sorted($0, type) }
    }

    private func needed(_ name: String) throws -> Document { try state(name) ?? Document(json: "{}") }

    private func compare(_ what: String, _ found: Document?, _ expected: Document?) -> String? {
        if found == expected { return nil }
        func text(_ document: Document?) -> String {
            document.map { JSONWriter.canonical.string($0.root) } ?? "nothing"
        }
        return "\(what): expected \(text(expected))\n  found \(text(found))"
    }

    // MARK: Strategic merge patches

    private func twoWay() throws -> [String?] {
        let original = try needed("original")
        let modified = try needed("modified")
        let patch = try StrategicMergePatch(from: original.root, to: modified.root, type: type)
        let result = try patch.apply(to: original.root, type: type)
        return [
            compare("two-way patch", patch.document, try state("twoWay")),
            compare("two-way result", result, try state("twoWayResult") ?? modified),
        ]
    }

    private func threeWay() throws -> [String?] {
        let isConflict = element["description"]?.string?.contains("conflict") ?? false
        let original = try needed("original")
        let modified = try needed("modified")
        let current = try needed("current")
        func patch(overwrite: Bool) throws(StrategicMergePatchError) -> StrategicMergePatch {
            try StrategicMergePatch(
                original: original.root, modified: modified.root, current: current.root, type: type,
                overwrite: overwrite)
        }
        let expected = try needed("result")
        do throws(StrategicMergePatchError) {
            _ = try patch(overwrite: false)
            if isConflict || expected.root.count == 0 { return ["no conflict was found"] }
        } catch {
            if !error.isConflict || !isConflict { return ["\(error)"] }
            if expected.root.count == 0 { return [] }
        }
        let found = try patch(overwrite: true)
        return [
            compare("three-way patch", found.document, try state("threeWay")),
            compare("three-way result", try found.apply(to: current.root, type: type), expected),
        ]
    }

    private func application() throws -> String? {
        let mustFail = element["ExpectedError"] != nil
        do {
            let patch = StrategicMergePatch(try needed("twoWay"))
            let result = try patch.apply(to: try needed("original").root, type: type)
            return mustFail ? "an error was expected" : compare("result", result, try needed("modified"))
        } catch {
            return mustFail ? nil : "\(error)"
        }
    }

    // MARK: JSON merge patches

    private func plain(_ name: String) throws -> Node { try element[name] ?? Document(json: "{}").root }

    private func mergePatch() throws -> [String?] {
        let current = try plain("current")
        let patch = try MergePatch(original: plain("original"), modified: plain("modified"), current: current)
        return [
            patch.document.root == (try plain("threeWay")) ? nil : "another patch",
            try patch.apply(to: current).root == plain("result") ? nil : "another result",
        ]
    }

    /// What is new is kept without its nulls, what is gone with nothing else.
    private func nullFilter() throws -> [String?] {
        let object = try plain("originalObj")
        let nothing = try Document(json: "{}").root
        let additions = try MergePatch(original: object, modified: object, current: nothing)
        let deletions = try MergePatch(original: nothing, modified: object, current: object)
        // A patch leaves out null inside lists too, which the function of these cases does not.
        let expected = try MergePatch(original: nothing, modified: plain("expectedWithoutNull"), current: nothing)
        return [
            additions.document == expected.document ? nil : "another patch without null",
            deletions.document.root == (try plain("expectedWithNull")) ? nil : "another patch of null",
        ]
    }
}
