import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

/// Generated histories with forks, criss-cross merges, octopuses and several roots.
@Suite("ancestors agree with git merge-base and git rev-list", .enabled(if: Tool.isInstalled("git")))
struct AncestorAgreementTests {
    private enum Dates: CaseIterable {
        case rising
        /// All in one second.
        case equal
        case any
    }

    private struct Generated {
        let history: SignedHistory
        var commits: [ObjectID] = []

        init(_ dates: Dates, _ generator: inout SeededGenerator) throws {
            history = try SignedHistory()
            for number in 0..<50 {
                var parents: [ObjectID] = []
                // Now and then a root, and a parent from far back.
                let count = number.isMultiple(of: 17) ? 0 : Int.random(in: 1...3, using: &generator)
                for _ in 0..<count {
                    let reach = Int.random(in: 0..<5, using: &generator) == 0 ? 40 : 5
                    let parent = commits[
                        Int.random(in: max(0, commits.count - reach)..<commits.count, using: &generator)]
                    if !parents.contains(parent) { parents.append(parent) }
                }
                let time: Int64? =
                    switch dates {
                    case .rising: nil
                    case .equal: 1_700_000_000
                    case .any: Int64.random(in: 0...2_000_000_000, using: &generator)
                    }
                commits.append(
                    try history.commit(SignedHistory.Draft(parents: parents, message: "\(number)", time: time)))
            }
            // At the end a criss-cross merge, which has two best common ancestors.
            let last = commits.suffix(1)
            let time = dates == .equal ? Int64(1_700_000_000) : nil
            for (message, places) in [("x", [0]), ("y", [0]), ("xy", [1, 2]), ("yx", [2, 1])] {
                let parents = places.map { $0 == 0 ? last[last.startIndex] : commits[49 + $0] }
                commits.append(
                    try history.commit(SignedHistory.Draft(parents: parents, message: message, time: time)))
            }
        }
    }

    private struct Answer {
        let bases: Set<ObjectID>
        let isAncestor: Bool?
        let range: Set<ObjectID>
    }

    private func answer(_ first: ObjectID, _ second: ObjectID, _ repository: Repository) throws -> Answer {
        try repository.withTreeReader { reader throws(GitError) in
            let graph = CommitGraph(reader: reader, repository: repository, sealTrailer: nil)
            let (one, other) = (try graph.number(of: first), try graph.number(of: second))
            var bases: Set<ObjectID> = []
            if case .known(let found) = try graph.mergeBases(of: one, other) {
                bases = Set(found.map { graph.nodes[$0].id })
            } else {
                Issue.record("the whole history is there")
            }
            let isAncestor = try graph.isReached(one, from: [other])
            let selection = try CommitSelection(head: second, bases: [first], allowsRewrites: true, graph: graph) { _ in
                false
            }
            return Answer(
                bases: bases, isAncestor: isAncestor, range: Set(selection.included.map { graph.nodes[$0].id }))
        }
    }

    @Test("on generated histories, whatever the dates", arguments: Dates.allCases, [UInt64(11), 12])
    private func agreement(_ dates: Dates, _ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let generated = try Generated(dates, &generator)
        let repository = generated.history.repository
        let git = Tool(
            name: "git",
            environment: [
                "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
                "GIT_DIR": repository.commonDirectory,
            ])
        func ids(_ arguments: String...) throws -> Set<ObjectID> {
            let result = try git.run(arguments)
            // `git merge-base` ends with 1 where there is none.
            #expect(result.status <= 1, "\(result.errors)")
            return Set(result.text.split(separator: "\n").compactMap { ObjectID(String($0)) })
        }
        var several = 0
        for round in 0..<12 {
            // Of two late ones, which have much in common, and of any two by turns.
            let choice = round.isMultiple(of: 2) ? Array(generated.commits.suffix(12)) : generated.commits
            let (first, second) =
                round == 0 ? (choice[10], choice[11]) : (generator.pick(choice), generator.pick(choice))
            let context: Comment = "seed \(seed), \(dates), round \(round): \(first) \(second)"
            let answer = try answer(first, second, repository)
            let bases = try ids("merge-base", "--all", "\(first)", "\(second)")
            // Two lists: where dates are wrong, `A..B` of Git may have commits that A reaches.
            let range = try ids("rev-list", "\(second)").subtracting(try ids("rev-list", "\(first)"))
            if bases.count > 1 { several += 1 }
            let status = try git.run(["merge-base", "--is-ancestor", "\(first)", "\(second)"]).status
            #expect(answer.isAncestor == (status == 0), context)
            if dates == .any {
                // With wrong dates ours may have more, and never less.
                #expect(answer.bases.isSuperset(of: bases) && answer.range.isSuperset(of: range), context)
            } else {
                #expect(answer.bases == bases && answer.range == range, context)
                let symmetric = Result { try repository.resolveRange("\(first)...\(second)").base }
                #expect(bases.isEmpty ? (try? symmetric.get()) == nil : bases.contains(try symmetric.get()), context)
            }
        }
        #expect(several > 0, "seed \(seed)")
    }
}
