import BenchmarkInput
import Foundation
import ManifestGenerator

/// A bare repository with generated manifests in the temporary folder: two commits, the second changes three files.
///
/// Every benchmark runs in a process of its own; the repository is made by the first and kept for the others.
struct GeneratedRepository: Sendable {
    let path: String
    let fileCount: Int

    init?(fileCount: Int) {
        self.fileCount = fileCount
        let folder = FileManager.default.temporaryDirectory
        let name = "gitops-benchmark-\(ManifestInput.seed)-\(fileCount).git"
        path = folder.appendingPathComponent(name).path
        if FileManager.default.fileExists(atPath: path) { return }
        let unfinished = folder.appendingPathComponent("\(ProcessInfo.processInfo.processIdentifier)-\(name)").path
        guard Self.git(["init", "-q", "--bare", unfinished]) != nil, importCommits(into: unfinished),
            // One pack, as a clone has.
            Self.git(["-C", unfinished, "repack", "-q", "-a", "-d"]) != nil,
            (try? FileManager.default.moveItem(atPath: unfinished, toPath: path)) != nil
        else { return nil }
    }

    /// Writes the commits with `git fast-import`.
    private func importCommits(into path: String) -> Bool {
        let generator = ManifestGenerator(seed: ManifestInput.seed)
        let texts = (0..<min(fileCount, 2_500)).map { generator.file($0).yaml }
        var stream = Data()
        func commit(_ files: [(String, String)], _ message: String) {
            stream.append(Data("commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\n".utf8))
            stream.append(Data("data \(message.utf8.count)\n\(message)\n".utf8))
            for (name, text) in files {
                stream.append(Data("M 100644 inline \(name)\ndata \(text.utf8.count)\n\(text)\n".utf8))
            }
        }
        let files = (0..<fileCount).map { index in
            (
                String(format: "apps/t%03d/s%03d/m%06d.yaml", index % 97, index / 97 % 100, index),
                texts[index % texts.count]
            )
        }
        commit(files.enumerated().map { ($1.0, $1.1 + "# \($0)\n") }, "base")
        commit(files.prefix(3).map { ($0.0, $0.1 + "# changed\n") }, "change")
        return Self.git(["-C", path, "fast-import", "--quiet"], input: stream) != nil
            && Self.git(["-C", path, "symbolic-ref", "HEAD", "refs/heads/main"]) != nil
    }

    /// Runs git and returns what it printed, or `nil` when it failed.
    static func git(_ arguments: [String], input: Data? = nil) -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        let (output, stdin) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardInput = stdin
        guard (try? process.run()) != nil else { return nil }
        let writer = Thread {
            if let input { stdin.fileHandleForWriting.write(input) }
            try? stdin.fileHandleForWriting.close()
        }
        writer.start()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }
}
