import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

/// Walks over generated histories against sets of ancestors.
@Suite("the commits of a range")
struct CommitSelectionTests {
    private struct Generated {
        let history: SignedHistory
        var commits: [ObjectID] = []
        /// Of each commit, itself among them.
        var ancestors: [ObjectID: Set<ObjectID>] = [:]

        init(count: Int, trueDates: Bool, _ generator: inout SeededGenerator) throws {
            history = try SignedHistory()
            for number in 0..<count {
                var parents: [ObjectID] = []
                for _ in 0..<min(commits.count, Int.random(in: 0...3, using: &generator)) {
                    let parent = commits[Int.random(in: max(0, commits.count - 6)..<commits.count, using: &generator)]
                    if !parents.contains(parent) { parents.append(parent) }
                }
                let time = trueDates ? nil : Int64.random(in: 0...2_000_000_000, using: &generator)
                let commit = try history.commit(
                    SignedHistory.Draft(parents: parents, message: "\(number)", time: time))
                ancestors[commit] = parents.reduce(into: [commit]) { $0.formUnion(ancestors[$1] ?? []) }
                commits.append(commit)
            }
        }

        func common(_ first: ObjectID, _ second: ObjectID) -> Set<ObjectID> {
            (ancestors[first] ?? []).intersection(ancestors[second] ?? [])
        }

        /// The common ancestors that no other one reaches.
        func best(_ first: ObjectID, _ second: ObjectID) -> Set<ObjectID> {
            let common = common(first, second)
            return common.filter { one in
                !common.contains { $0 != one && ancestors[$0]?.contains(one) ?? false }
            }
        }
    }

    @Test(
        "are those that the head reaches and the base does not; wrong dates add some, and lose none", arguments: 1...6)
    func ranges(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let trueDates = seed % 2 == 0
        let generated = try Generated(count: 60, trueDates: trueDates, &generator)
        var policy = CommitPolicy(trust: TrustedKeys())
        policy.signatures = .none
        for _ in 0..<60 {
            let (base, head) = (generator.pick(generated.commits), generator.pick(generated.commits))
            let result = try policy.verify(
                RevisionRange(base: base, head: head), in: generated.history.repository,
                options: CommitPolicyOptions(threads: 1))
            let reached = generated.ancestors[head] ?? []
            let expected = reached.subtracting(generated.ancestors[base] ?? [])
            let found = Set(result.commits.map(\.id))
            #expect(found.count == result.commits.count)
            #expect(found.isSuperset(of: expected) && found.isSubset(of: reached), "seed \(seed)")
            if trueDates { #expect(found == expected, "seed \(seed)") }
            #expect(result.historyReasons == (reached.contains(base) ? [] : [.historyRewritten]), "seed \(seed)")
        }
    }

    @Test("common ancestors are all that no other one reaches, whatever the dates", arguments: 1...6)
    func mergeBases(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let trueDates = seed % 2 == 0
        let generated = try Generated(count: 60, trueDates: trueDates, &generator)
        let repository = generated.history.repository
        for _ in 0..<100 {
            let (first, second) = (generator.pick(generated.commits), generator.pick(generated.commits))
            let found = try repository.withTreeReader { reader throws(GitError) -> [ObjectID]? in
                let graph = CommitGraph(reader: reader, repository: repository, sealTrailer: nil)
                let numbers = (try graph.number(of: first), try graph.number(of: second))
                guard case .known(let found) = try graph.mergeBases(of: numbers.0, numbers.1) else { return nil }
                // The marks are clean for the next search.
                #expect(graph.marks.allSatisfy { $0.isEmpty })
                return found.map { graph.nodes[$0].id }
            }
            let common = generated.common(first, second)
            let best = generated.best(first, second)
            let bases = Set(try #require(found))
            #expect(bases.isSuperset(of: best) && bases.isSubset(of: common), "seed \(seed)")
            if trueDates { #expect(bases == best, "seed \(seed)") }
        }
    }

    @Test("common ancestors of merges on the first-parent line are the same without a search", arguments: 1...8)
    func mergeBasesOfTheLine(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let trueDates = seed % 2 == 0
        let generated = try Generated(count: 60, trueDates: trueDates, &generator)
        let repository = generated.history.repository
        var answers = 0
        for _ in 0..<60 {
            let head = generator.pick(generated.commits)
            let bases = Bool.random(using: &generator) ? [generator.pick(generated.commits)] : []
            let found = try repository.withTreeReader { reader throws(GitError) in
                try Self.basesOfTheLine(
                    head, bases, CommitGraph(reader: reader, repository: repository, sealTrailer: nil))
            }
            answers += found.count
            for (first, second, answer) in found {
                #expect(answer.isSubset(of: generated.common(first, second)), "seed \(seed)")
                // Wrong dates alone, without an older end that they could hide commits of, change nothing.
                if trueDates || bases.isEmpty { #expect(answer == generated.best(first, second), "seed \(seed)") }
            }
        }
        #expect(answers > 20, "seed \(seed)")
    }

    /// The two parents of each merge that is answered without a search, and the answer.
    private static func basesOfTheLine(
        _ head: ObjectID, _ bases: [ObjectID], _ graph: CommitGraph
    ) throws(GitError) -> [(ObjectID, ObjectID, Set<ObjectID>)] {
        let selection = try CommitSelection(head: head, bases: bases, allowsRewrites: false, graph: graph) { _ in false
        }
        let line = MainlineOrder(selection, selection.bringers(), graph)
        var found: [(ObjectID, ObjectID, Set<ObjectID>)] = []
        for merge in selection.mainline {
            let parents = graph.nodes[merge].parents
            guard let first = parents.first else { continue }
            for other in parents.dropFirst() {
                guard case .known(let numbers)? = line.mergeBases(of: merge, other) else { continue }
                found.append(
                    (graph.nodes[first].id, graph.nodes[other].id, Set(numbers.map { graph.nodes[$0].id })))
            }
        }
        return found
    }
}
