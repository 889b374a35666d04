import Foundation
import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsHistory

/// Git directories of real repositories, separated by colons, and how many commits of each are read whole.
private let paths = ProcessInfo.processInfo.environment["GITOPS_HISTORY_REPOSITORIES"]?.split(separator: ":").map(
    String.init)
private let window = ProcessInfo.processInfo.environment["GITOPS_HISTORY_COMMITS"].flatMap(Int.init) ?? 200

@Suite(
    "The history of real repositories",
    .enabled(if: paths != nil, "set GITOPS_HISTORY_REPOSITORIES to Git directories to run this"))
struct RealRepositoryTests {
    @Test("equals that of a slow reading of the last commits", arguments: paths ?? [])
    func equality(path: String) throws {
        let repository = try Repository(opening: path)
        let head = try repository.resolve("HEAD")
        let log = Array(try repository.log(from: head, count: window, firstParent: true).reversed())
        let clock = ContinuousClock()
        let start = clock.now
        let options = HistoryOptions(mode: .firstParent, storage: .none)
        let history = try ResourceHistory(of: repository, at: head, options: options)
        print(path, "commits", history.index.commits.count, "indexed in", clock.now - start)

        var states: [ReferenceHistory.State] = []
        let cache = ManifestCache(budget: 4 << 30)
        let reading = RevisionOptions(filter: ManifestFilter(ignoreFileName: nil))
        for commit in log {
            states.append(Self.state(try repository.manifestsBlocking(at: commit.id, options: reading, cache: cache)))
        }
        var expected: [String] = []
        for (position, commit) in log.enumerated().dropFirst() {
            for delta in ReferenceHistory.deltas(states[position - 1], states[position]) {
                expected.append(
                    "\(commit.abbreviatedID) \(delta.key) \(delta.old?.path ?? "-") \(delta.new?.path ?? "-")")
            }
        }
        let meant = Set(log.dropFirst().map(\.id))
        let found = history.log(ofPath: "").entries.compactMap { entry -> String? in
            guard meant.contains(entry.commit), case .resource(let id) = entry.subject, entry.change != .reformatted
            else {
                return nil
            }
            let new = entry.change == .removed || entry.change == .becameUnreadable ? "-" : entry.place.path
            return "\(entry.commit.abbreviated) \(id) \(entry.previous?.path ?? "-") \(new)"
        }
        let differing = Set(found).symmetricDifference(expected)
        #expect(differing.isEmpty && found.count == expected.count, "\(differing.sorted().prefix(5))")
        print(path, "entries compared", found.count)
        try compareBlame(history, log, states)
    }

    /// For values that are older than the commits that were read, no more than that is expected.
    private func compareBlame(
        _ history: ResourceHistory, _ log: [CommitInfo], _ states: [ReferenceHistory.State]
    ) throws {
        var random = SeededGenerator(seed: 1)
        var compared = 0
        var resources = 0
        let changed = Set(
            history.log(ofPath: "").entries.prefix(400).compactMap { entry -> ResourceID? in
                if case .resource(let id) = entry.subject { id } else { nil }
            })
        for id in changed.sorted().shuffled(using: &random).prefix(60) {
            let places = states[states.count - 1][ReferenceHistory.key(id)] ?? []
            guard !places.isEmpty else { continue }
            resources += 1
            let blames = try history.blame(of: id)
            try #require(blames.count == places.count)
            for (blame, place) in zip(blames, places) {
                let expected = Self.blame(ReferenceHistory.key(id), place, states)
                for field in blame.fields {
                    let position = log.firstIndex { $0.id == field.commit.id } ?? 0
                    #expect(expected[blame.pointer(field)] == position, "\(id) \(place.path) \(field.path)")
                    compared += 1
                }
            }
        }
        print("fields compared", compared, "of resources", resources)
    }

    private static func blame(
        _ key: String, _ place: ReferenceHistory.Found, _ states: [ReferenceHistory.State]
    ) -> [String: Int] {
        var pointers: [String: String] = [:]
        guard let node = place.node else { return [:] }
        for pointer in ReferenceHistory.pointers(node, "") { pointers[pointer] = pointer }
        var result: [String: Int] = [:]
        var found = place
        for position in stride(from: states.count - 1, to: 0, by: -1) {
            let pairs = ReferenceHistory.pairs(states[position - 1][key] ?? [], states[position][key] ?? [])
            guard let old = pairs.first(where: { $0.new?.hasSamePlace(as: found) == true })?.old, let before = old.node,
                let after = found.node
            else {
                for pointer in pointers.keys { result[pointer] = position }
                return result
            }
            if !old.hasSameValue(as: found) {
                let equal = Dictionary(ReferenceHistory.equalValues(after, before, "", "")) { first, _ in first }
                for (pointer, current) in pointers {
                    pointers[pointer] = equal[current]
                    if equal[current] == nil { result[pointer] = position }
                }
            }
            found = old
        }
        for pointer in pointers.keys { result[pointer] = 0 }
        return result
    }

    private static func state(_ set: ManifestSet) -> ReferenceHistory.State {
        var state: ReferenceHistory.State = [:]
        for manifest in set.manifests {
            let key = ReferenceHistory.key(manifest.id)
            let path = manifest.origin.path
            let ordinal = state[key]?.filter { $0.path == path }.count ?? 0
            state[key, default: []].append(
                ReferenceHistory.Found(
                    path: path, ordinal: ordinal, document: manifest.origin.documentIndex,
                    item: manifest.origin.itemIndex, node: manifest.root, file: "", text: ""))
        }
        return state
    }
}

extension CommitInfo {
    fileprivate var abbreviatedID: String { id.abbreviated }
}
