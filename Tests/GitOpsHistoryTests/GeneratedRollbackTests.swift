import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsHistory

@Suite("A rollback changes what was selected and nothing else")
struct GeneratedRollbackTests {
    static let seeds = (0..<120).map { UInt64($0) &* 6_151 &+ 11 }
    static let author = CommitInfo.Signature(name: "Ada", email: "ada@example.com", at: 1_800_000_000)

    @Test(
        "the selected resources have the values of the target, all others and all other files are as before",
        arguments: seeds)
    func selected(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed))
        var random = SeededGenerator(seed: seed)
        let reference = ReferenceHistory(fixture.commits)
        let last = fixture.ids.count - 1
        let history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[last], options: HistoryOptions(storage: .none))
        for _ in 0..<6 {
            let target = Int.random(in: 0..<last, using: &random)
            let ids = Self.ids(reference, [target, last]).filter { _ in Bool.random(using: &random) }
            guard !ids.isEmpty else { continue }
            let label = "seed \(seed) to \(target): \(ids)"
            let plan: RollbackPlan
            do throws(CommitPlanError) {
                plan = try RollbackPlan(of: ids, to: fixture.ids[target], in: history)
            } catch {
                // Only broken neighbours are a reason to refuse.
                #expect(Self.hasUnreadable(reference, [target, last]), "\(label): \(error)")
                continue
            }
            guard !plan.commit.files.isEmpty else {
                #expect(plan.steps.isEmpty && plan.unchanged.count == ids.count, "\(label)")
                continue
            }
            let commit = try plan.commit.writeCommit(message: "back", author: Self.author)
            let files = try Self.files(history.repository, commit)
            let after = ReferenceHistory([HistoryFixture.Commit(files: files, parents: [])]).states[0]
            Self.check(ids, before: reference.states[last], then: reference.states[target], after: after, label)
            for (path, text) in fixture.commits[last].files where files[path] != text {
                let touches = plan.steps.contains { $0.now?.path == path || $0.then?.path == path }
                #expect(touches, "\(label): \(path)")
            }
        }
    }

    private static func check(
        _ ids: [ResourceID], before: ReferenceHistory.State, then: ReferenceHistory.State,
        after: ReferenceHistory.State, _ label: String
    ) {
        let selected = Set(ids.map(ReferenceHistory.key))
        for key in selected {
            var wanted = (then[key] ?? []).compactMap(\.node)
            for found in after[key] ?? [] {
                guard let match = wanted.firstIndex(where: { $0 == found.node }) else {
                    Issue.record("\(label): \(key) has another value")
                    continue
                }
                wanted.remove(at: match)
            }
            #expect(wanted.isEmpty, "\(label): \(key)")
        }
        for key in Set(before.keys).union(after.keys).subtracting(selected) where !key.hasPrefix("unreadable ") {
            let (old, new) = (before[key] ?? [], after[key] ?? [])
            #expect(old.map(\.path) == new.map(\.path), "\(label): \(key)")
            #expect(old.map(\.node) == new.map(\.node), "\(label): \(key)")
            #expect(old.map { plain($0.text) } == new.map { plain($0.text) }, "\(label): \(key)")
        }
        for key in Set(before.keys).union(after.keys) where key.hasPrefix("unreadable ") {
            #expect(before[key]?.count == after[key]?.count, "\(label): \(key)")
        }
    }

    /// Without what separates documents.
    private static func plain(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.first == "---" { lines.removeFirst() }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func ids(_ reference: ReferenceHistory, _ commits: [Int]) -> [ResourceID] {
        var ids: Set<ResourceID> = []
        for commit in commits {
            for (path, text) in reference.commits[commit].files {
                for manifest in ManifestSet(SourceText(text, name: path)).manifests { ids.insert(manifest.id) }
            }
        }
        return ids.sorted()
    }

    private static func hasUnreadable(_ reference: ReferenceHistory, _ commits: [Int]) -> Bool {
        commits.contains { reference.states[$0].keys.contains { $0.hasPrefix("unreadable ") } }
    }

    static func files(_ repository: Repository, _ commit: ObjectID) throws -> [String: String] {
        var files: [String: String] = [:]
        for entry in try repository.files(at: commit) {
            files[entry.path] = String(decoding: try repository.content(of: entry.id), as: UTF8.self)
        }
        return files
    }
}
