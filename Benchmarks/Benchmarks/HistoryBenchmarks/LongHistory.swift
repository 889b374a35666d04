import BenchmarkInput
import Foundation

/// A bare repository with a long history in the temporary folder: each commit changes three files, fifty files often.
///
/// Every benchmark runs in a process of its own; the repository is made by the first and kept for the others.
struct LongHistory: Sendable {
    let path: String
    let commitCount: Int
    let fileCount: Int
    /// Where its index is kept, for the benchmarks that ask rather than index.
    var indexFolder: String { path + "/gitops-index" }

    init?(commitCount: Int, fileCount: Int) {
        self.commitCount = commitCount
        self.fileCount = fileCount
        let folder = FileManager.default.temporaryDirectory
        let name = "gitops-history-\(ManifestInput.seed)-\(commitCount)-\(fileCount).git"
        path = folder.appendingPathComponent(name).path
        if FileManager.default.fileExists(atPath: path) { return }
        let unfinished = folder.appendingPathComponent("\(ProcessInfo.processInfo.processIdentifier)-\(name)").path
        guard Self.git(["init", "-q", "--bare", "-b", "main", unfinished]),
            Self.git(["-C", unfinished, "fast-import", "--quiet"], input: stream()),
            // One pack, as a clone has.
            Self.git(["-C", unfinished, "repack", "-q", "-a", "-d"]),
            (try? FileManager.default.moveItem(atPath: unfinished, toPath: path)) != nil
        else { return nil }
    }

    private func stream() -> Data {
        var stream = Data()
        var versions = [Int](repeating: 0, count: fileCount)
        var state = UInt64(ManifestInput.seed)
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for number in 0...commitCount {
            stream.append(
                Data("commit refs/heads/main\ncommitter A <a@example.com> \(1_700_000_000 + number * 60)".utf8))
            stream.append(Data(" +0000\ndata 1\nc\n".utf8))
            let files =
                number == 0 ? Array(0..<fileCount) : [next(min(50, fileCount)), next(fileCount), next(fileCount)]
            for file in files {
                if number > 0 { versions[file] += 1 }
                let text = Self.manifest(file, versions[file])
                let path = String(format: "apps/t%03d/s%03d/m%06d.yaml", file % 97, file / 97 % 100, file)
                stream.append(Data("M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n".utf8))
            }
        }
        return stream
    }

    private static func manifest(_ number: Int, _ version: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app-\(number)
          namespace: team-\(number % 97)
          labels: {app: app-\(number), tier: backend}
        spec:
          replicas: \(1 + version % 5)
          selector:
            matchLabels: {app: app-\(number)}
          template:
            metadata:
              labels: {app: app-\(number)}
            spec:
              containers:
              - name: main
                image: registry.example.com/app-\(number):\(version)
                resources:
                  requests: {cpu: 100m, memory: 128Mi}

        """
    }

    private static func git(_ arguments: [String], input: Data? = nil) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        let stdin = Pipe()
        process.standardInput = stdin
        guard (try? process.run()) != nil else { return false }
        if let input { stdin.fileHandleForWriting.write(input) }
        try? stdin.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
