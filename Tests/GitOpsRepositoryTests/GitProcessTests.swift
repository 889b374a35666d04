import Foundation
import Testing

@testable import GitOpsRepository

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Runs of git")
struct GitProcessTests {
    /// A run of git that runs a script, as an alias.
    private func run(
        _ script: String, longestRun: Duration = .seconds(600),
        hasBroughtTooMuch: @escaping @Sendable () -> Bool = { false }
    ) throws -> GitProcess.Output {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let process = GitProcess(
            arguments: ["-c", "alias.script=!\(script)", "script"],
            environment: ["PATH": path, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"],
            timeout: .seconds(600), longestRun: longestRun, hasBroughtTooMuch: hasBroughtTooMuch, isCancelled: { false }
        )
        return try process.run()
    }

    @Test("a program that git leaves behind is not waited for, and nothing that git wrote is lost")
    func leftBehind() throws {
        let output = try run("sleep 600 & echo $!; seq 1 20000 >&2")
        let id = try #require(Int32(output.text.split(separator: "\n").first ?? ""))
        #expect(kill(id, 0) == 0, "it is still there")
        kill(id, SIGKILL)
        #expect(output.status == 0)
        let lines = output.errors.split(separator: "\n").map { Int($0) ?? 0 }
        #expect(lines == Array(1...20_000))
    }

    @Test("one that never stops talking is ended")
    func endless() throws {
        let output = try run("while :; do echo more; sleep 0.02; done", longestRun: .milliseconds(200))
        guard case .ranTooLong = output.end else {
            Issue.record("it ended otherwise: \(output.end)")
            return
        }
    }

    @Test("one that brings too much is ended")
    func tooMuch() throws {
        let output = try run("while :; do echo more; sleep 0.02; done", hasBroughtTooMuch: { true })
        guard case .broughtTooMuch = output.end else {
            Issue.record("it ended otherwise: \(output.end)")
            return
        }
    }

    @Test("packs that are not whole yet are counted, and others not")
    func packs() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let packs = folder.appendingPathComponent("objects/pack")
        try FileManager.default.createDirectory(at: packs, withIntermediateDirectories: true)
        #expect(IncomingPacks(folder.path).byteCount == 0)
        try Data(count: 700).write(to: packs.appendingPathComponent("tmp_pack_AbC123"))
        try Data(count: 30).write(to: packs.appendingPathComponent("tmp_pack_x"))
        try Data(count: 9_000).write(to: packs.appendingPathComponent("pack-1.pack"))
        #expect(IncomingPacks(folder.path).byteCount == 730)
    }
}
