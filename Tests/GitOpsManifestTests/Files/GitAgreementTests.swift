import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Agreement with git check-ignore", .serialized)
struct GitAgreementTests {
    static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["IGNORE_TREES"].flatMap(UInt64.init) ?? 25
        let first = environment["IGNORE_SEED"].flatMap(UInt64.init) ?? 1000
        return (0..<count).map { first + $0 }
    }

    @Test("generated trees are ignored as Git ignores them")
    func agreement() throws {
        var ignored = 0
        var total = 0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let tree = IgnoreTree(&random)
            var rules = IgnoreRules()
            for (directory, text) in tree.ignoreFiles { rules.add(IgnoreFile(parsing: text), directory: directory) }
            let ours = Set(tree.paths.filter { rules.isIgnored($0.key, isDirectory: $0.value) }.keys)
            let git = try tree.ignoredByGit()
            #expect(
                ours == git,
                "seed \(seed): ours \(ours.subtracting(git)), Git \(git.subtracting(ours)), \(tree.ignoreFiles)"
            )
            ignored += ours.count
            total += tree.paths.count
        }
        // The law would be empty if hardly anything, or nearly all, were ignored.
        #expect(ignored * 10 > total && ignored * 10 < total * 9, "\(ignored) of \(total) ignored")
    }
}
