import BenchmarkInput
import Foundation

/// A bare repository with the manifests of a platform in the temporary folder, and branches that change twenty
/// of them.
///
/// `main` has a history of commits of three manifests each, each branch four commits of five. Every benchmark runs in a process of
/// its own; the repository is made by the first and kept for the others.
struct PlatformRepository: Sendable {
    let path: String
    let manifests: PlatformManifests
    let commitCount: Int

    init?(manifestCount: Int, commitCount: Int) {
        manifests = PlatformManifests(count: manifestCount)
        self.commitCount = commitCount
        let folder = FileManager.default.temporaryDirectory
        let name = "gitops-platform-\(manifestCount)-\(commitCount).git"
        path = folder.appendingPathComponent(name).path
        if FileManager.default.fileExists(atPath: path) { return }
        let unfinished = folder.appendingPathComponent("\(ProcessInfo.processInfo.processIdentifier)-\(name)").path
        guard Self.git(["init", "-q", "--bare", "-b", "main", unfinished])?.status == 0,
            Self.git(["-C", unfinished, "fast-import", "--quiet"], input: Data(stream().utf8))?.status == 0,
            // One pack, as a clone has.
            Self.git(["-C", unfinished, "repack", "-q", "-a", "-d"])?.status == 0,
            (try? FileManager.default.moveItem(atPath: unfinished, toPath: path)) != nil
        else { return nil }
    }

    /// Where `gitops` keeps what it knows of the history.
    var indexFolder: String { path + "/gitops" }

    /// Runs git to its end; `nil` when it cannot be started.
    static func git(_ arguments: [String], input: Data? = nil) -> ProcessOutcome? {
        ProcessOutcome.run("/usr/bin/env", ["git"] + arguments, input: input)
    }

    /// Changes of twenty manifests.
    enum Branch: String, CaseIterable {
        /// Of workloads and what belongs to them: permissions stay as they are.
        case workloads
        /// Of roles as well.
        case access
    }

    private func changed(_ branch: Branch) -> [Int] {
        let objects: [PlatformManifests.Object] =
            switch branch {
            case .workloads: [.deployment, .deployment, .settings, .service, .scaling]
            case .access: [.deployment, .deployment, .settings, .service, .role]
            }
        // Every application has its turn, the careless ones among them.
        return (0..<20).compactMap { manifests.number($0 * 3 % max(1, manifests.count / 12), objects[$0 % 5]) }
    }

    private func stream() -> String {
        var stream = ""
        var time = 1_700_000_000
        func commit(_ branch: String, from parent: String = "", _ numbers: [Int], _ versions: [Int: Int]) {
            time += 60
            stream +=
                "commit refs/heads/\(branch)\ncommitter Ada <ada@example.com> \(time) +0000\ndata 6\nchange\n\(parent)"
            for number in numbers {
                let isHurried = branch != "main" && numbers.first == number
                let text = manifests.text(number, version: versions[number] ?? 0, isHurried: isHurried)
                stream += "M 100644 inline \(manifests.path(number))\ndata \(text.utf8.count)\n\(text)\n"
            }
        }
        var state = ManifestInput.seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        var versions: [Int: Int] = [:]
        commit("main", Array(0..<manifests.count), versions)
        for _ in 0..<commitCount {
            let numbers = (0..<3).map { _ in next(manifests.count) }
            for number in numbers { versions[number, default: 0] += 1 }
            commit("main", numbers, versions)
        }
        for branch in Branch.allCases {
            var versions = versions
            let numbers = changed(branch)
            for start in stride(from: 0, to: numbers.count, by: 5) {
                let part = Array(numbers[start..<min(start + 5, numbers.count)])
                for number in part { versions[number, default: 0] += 1 }
                commit(branch.rawValue, from: start == 0 ? "from refs/heads/main\n" : "", part, versions)
            }
        }
        return stream
    }
}
