import Foundation
import GitOpsDiff
import GitOpsManifest

/// Files of real merge commits: what Git merged by lines and people took over, a structural merge finds as well.
///
/// Fields: `base`, `ours`, `theirs`, `merged`, `git_text_conflicts`, `git_text_equals_merged`. Where Git needed nobody, the
/// result must be the same without a conflict. Where people decided, what differs from their result must be a conflict that
/// was told, or have the value of the side that changed it: what people wrote anew nobody can find.
enum GitMergeSuite: Suite {
    static let name = "threeway-merges"

    static func run(path: String) throws -> [CaseResult] {
        guard Self.isDirectory(path) else { return try run(file: path) }
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".jsonl") }.sorted()
            .flatMap { try run(file: "\(path)/\($0)") }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    private static func run(file path: String) throws -> [CaseResult] {
        try CaseFile.lines(path).map { document in
            let root = document.root
            guard let repo = root["repo"]?.string, let file = root["path"]?.string,
                let base = root["base"]?.string, let ours = root["ours"]?.string,
                let theirs = root["theirs"]?.string, let merged = root["merged"]?.string,
                let isGits = root["git_text_equals_merged"]?.bool, let textConflicts = root["git_text_conflicts"]?.int64
            else { throw SuiteError(description: "\(path): a case without a field it needs") }
            let name = "\(repo) \(file) \(root["merge"]?.string?.prefix(8) ?? "")"
            let versions = [base, ours, theirs].map { SourceText($0, name: file) }
            do {
                let result = try GitMerge().merge(base: versions[0], ours: versions[1], theirs: versions[2])
                let conflicts = result.conflicts.map(\.description).joined(separator: "; ")
                let expected = try? documents(SourceText(merged, name: file))
                let isSame = try expected == documents(result.source)
                if isGits, textConflicts == 0, expected != nil {
                    let found = isSame ? "the same" : "another result"
                    return .check(
                        name, expected: "the same", found: conflicts.isEmpty ? found : "conflicts: \(conflicts)")
                }
                if isSame || !conflicts.isEmpty { return .passed(name) }
                let foreign = foreignValues(result.source, versions)
                return .check(
                    name, expected: "values of either side",
                    found: foreign.isEmpty ? "values of either side" : foreign.joined(separator: ", "))
            } catch FileMergeError.unreadable where [base, ours, theirs].contains(where: isUnreadable) {
                // A template is no manifest before it is rendered: that is what there is to say.
                return .passed("\(name) (refused)")
            } catch {
                return .failed(name, expected: "a merge", found: "\(type(of: error)): \(error)")
            }
        }
    }

    /// Places at which a result has another value than both sides, or than the one side that changed it.
    private static func foreignValues(_ result: SourceText, _ versions: [SourceText]) -> [String] {
        let sets = versions.map { ManifestSet($0) }
        var found: [String] = []
        for manifest in ManifestSet(result).manifests {
            let states = sets.map { $0[manifest.id].first?.root }
            guard let base = states[0], let ours = states[1], let theirs = states[2] else { continue }
            for change in TwoWayDiff().compare(base: ours, desired: manifest.root) {
                // Positions in lists mean another item in each version.
                if change.path.steps.contains(where: { if case .index = $0 { true } else { false } }) { continue }
                if change.operation == .reorder { continue }
                let value = manifest.root.value(at: change.path)
                if value != theirs.value(at: change.path), value?.string == nil { found.append("\(change.path)") }
                if base.value(at: change.path) != ours.value(at: change.path), value?.string == nil {
                    found.append("\(change.path), which ours changed")
                }
            }
        }
        return found
    }

    private static func isUnreadable(_ text: String) -> Bool {
        DocumentReader().read(SourceText(text)).contains { if case .failure = $0 { true } else { false } }
    }

    private static func documents(_ source: SourceText) throws -> [String] {
        try DocumentReader().read(source).map { JSONWriter.canonical.string(try $0.get().root) }.sorted()
    }
}
