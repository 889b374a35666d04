import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsHistory

@Suite("The history equals that of a slow reading of every commit")
struct GeneratedHistoryTests {
    static let seeds = (0..<120).map { UInt64($0) &* 7_919 &+ 3 }

    @Test("entries, in both modes", arguments: seeds)
    func entries(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed))
        for mode in [HistoryOptions.Mode.full, .firstParent] {
            let reference = ReferenceHistory(fixture.commits, firstParent: mode == .firstParent)
            let history = try ResourceHistory(
                of: try fixture.repository(), at: fixture.ids[fixture.ids.count - 1],
                options: HistoryOptions(mode: mode, storage: .none))
            #expect(
                history.entryTexts(fixture) == reference.entries(to: fixture.ids.count - 1), "seed \(seed) \(mode)")
            #expect(history.gaps.isEmpty)
        }
    }

    @Test("entries of longer histories, read from packs by several threads", arguments: [UInt64(1), 2, 3])
    func packed(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed, count: 160))
        try fixture.git("repack", "-q", "-a", "-d", "-f")
        let reference = ReferenceHistory(fixture.commits)
        for threads in [1, 3] {
            let history = try ResourceHistory(
                of: try fixture.repository(), at: fixture.ids[159],
                options: HistoryOptions(storage: .none, threads: threads))
            #expect(history.entryTexts(fixture) == reference.entries(to: 159), "seed \(seed) \(threads)")
        }
    }

    @Test("an index that grows commit by commit", arguments: seeds)
    func growing(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed))
        var random = SeededGenerator(seed: seed)
        let reference = ReferenceHistory(fixture.commits)
        let options = HistoryOptions(storage: .folder(fixture.path + "/own"))
        var history = try ResourceHistory(of: try fixture.repository(), at: fixture.ids[0], options: options)
        var position = 0
        while position < fixture.ids.count - 1 {
            position = min(position + Int.random(in: 1...5, using: &random), fixture.ids.count - 1)
            if Bool.random(using: &random) {
                try history.advance(to: fixture.ids[position])
            } else {
                // Another process, so to say.
                history = try ResourceHistory(of: try fixture.repository(), at: fixture.ids[position], options: options)
                #expect(history.storage.discarded == nil, "seed \(seed)")
            }
            #expect(history.storage.notSaved == nil, "seed \(seed)")
            #expect(history.entryTexts(fixture) == reference.entries(to: position), "seed \(seed) at \(position)")
        }
        let again = try ResourceHistory(of: try fixture.repository(), at: fixture.ids[position], options: options)
        #expect(again.storage.indexedCommits == 0 && again.storage.loadedCommits > 0, "seed \(seed)")
        #expect(again.entryTexts(fixture) == reference.entries(to: position), "seed \(seed)")
    }

    @Test("blame, and resources at a revision", arguments: seeds)
    func blame(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed))
        var random = SeededGenerator(seed: seed)
        let reference = ReferenceHistory(fixture.commits)
        let last = fixture.ids.count - 1
        let history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[last], options: HistoryOptions(storage: .none))
        let reachable = reference.ancestors(last)
        let hasUnreadable = reference.states.contains { $0.keys.contains { $0.hasPrefix("unreadable ") } }
        for commit in [last] + (0..<4).map({ _ in random.pick(reachable) }) {
            let ids = Set(history.resources).sorted()
            for id in ids {
                let places = reference.states[commit][ReferenceHistory.key(id)] ?? []
                let found = try history.resource(id, at: fixture.ids[commit])
                #expect(found.map(\.root) == places.map { $0.node }, "seed \(seed) \(commit) \(id)")
                #expect(found.map(\.origin.path) == places.map(\.path), "seed \(seed) \(commit) \(id)")
                guard !places.isEmpty else { continue }
                let blames = try history.blame(of: id, at: fixture.ids[commit])
                try #require(blames.count == places.count)
                for (blame, place) in zip(blames, places) {
                    let expected = reference.blame(commit, ReferenceHistory.key(id), place)
                    var own: [String: Int] = [:]
                    for field in blame.fields {
                        own[blame.pointer(field)] = fixture.ids.firstIndex(of: field.commit.id)
                    }
                    #expect(own == expected, "seed \(seed) \(commit) \(id) \(place.path)")
                    #expect(hasUnreadable || !blame.isPartial)
                }
            }
            let unreadable = reference.states[commit].keys.filter { $0.hasPrefix("unreadable ") }
                .map { String($0.dropFirst(11)) }.sorted()
            #expect(try history.unreadablePaths(at: fixture.ids[commit]) == unreadable)
        }
    }

    @Test("changes between any two commits", arguments: seeds)
    func changes(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed))
        var random = SeededGenerator(seed: seed)
        let reference = ReferenceHistory(fixture.commits)
        let repository = try fixture.repository()
        for _ in 0..<10 {
            let (base, head) = (
                Int.random(in: 0..<fixture.ids.count, using: &random),
                Int.random(in: 0..<fixture.ids.count, using: &random)
            )
            let range = RevisionRange(base: fixture.ids[base], head: fixture.ids[head])
            let found = try ResourceHistory.changes(in: range, of: repository).map { change in
                "\(change.subject.key) \(change.old?.path ?? "-") \(change.new?.path ?? "-") \(change.changesValue)"
            }
            let expected = ReferenceHistory.deltas(reference.states[base], reference.states[head]).map { delta in
                let changes = delta.old.map { old in delta.new.map { !$0.hasSameValue(as: old) } ?? true } ?? true
                return "\(delta.key) \(delta.old?.path ?? "-") \(delta.new?.path ?? "-") \(changes)"
            }
            #expect(found.sorted() == expected.sorted(), "seed \(seed) \(base)..\(head)")
        }
    }
}

extension HistorySubject {
    var key: String {
        switch self {
        case .resource(let id): ReferenceHistory.key(id)
        case .other(let path): "other \(path)"
        case .unreadable(let path): "unreadable \(path)"
        }
    }
}

extension ResourceHistory {
    /// All entries in the form of the reference.
    func entryTexts(_ fixture: HistoryFixture) -> [String] {
        log(ofPath: "").entries.map { entry in
            let commit = fixture.ids.firstIndex(of: entry.commit) ?? -1
            return "\(commit) \(entry.subject.key) \(entry.change) \(entry.place.path) \(entry.place.documentIndex) "
                + "\(entry.place.itemIndex ?? -1) \(entry.previous?.path ?? "-")"
        }.sorted()
    }
}

extension ResourceBlame {
    /// The pointer of a field from the root of the resource.
    func pointer(_ field: FieldBlame) -> String {
        let prefix = manifest.root.pointer.description
        return String(field.node.pointer.description.dropFirst(prefix.count))
    }
}

@Suite("What the generator makes")
struct HistoryGeneratorTests {
    @Test("every kind of change, merges with changes of their own, and resources in several places")
    func coverage() throws {
        var kinds: Set<String> = []
        var mergeEntries = 0
        var places = 0
        for seed in GeneratedHistoryTests.seeds.prefix(30) {
            let commits = HistoryGenerator.commits(seed: seed)
            #expect((20...40).contains(commits.count))
            let reference = ReferenceHistory(commits)
            for entry in reference.entries(to: commits.count - 1) {
                let words = entry.split(separator: " ")
                kinds.formUnion(words.map(String.init).filter { HistoryEntry.Change(rawValue: $0) != nil })
                if commits[Int(words[0]) ?? 0].parents.count > 1 { mergeEntries += 1 }
            }
            places += reference.states.flatMap(\.values).filter { Set($0.map(\.path)).count > 1 }.count
        }
        #expect(
            kinds == [
                "added", "modified", "moved", "reformatted", "removed", "becameUnreadable", "readableAgain",
            ])
        #expect(mergeEntries > 20)
        #expect(places > 100)
    }
}
