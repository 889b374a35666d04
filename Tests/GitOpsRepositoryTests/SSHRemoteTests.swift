import Foundation
import Testing

@testable import GitOpsRepository

@Suite("Remotes over SSH", .enabled(if: SSHServer.executable != nil, "sshd is not installed"))
struct SSHRemoteTests {
    @Test("a remote is read and written over SSH with a key, if its host is in known_hosts")
    func known() async throws {
        let server = try SSHServer()
        let remote = try server.remote()
        let options = RemoteOptions(
            credentials: .sshKey(path: server.userKey), knownHosts: try server.knownHosts(key: server.hostKey))
        let transport = GitExecutableTransport(options: options)
        let mirror = try await transport.mirror(remote.url, to: server.folder + "/mirror")
        #expect(try mirror.resolve("main") == remote.commit)
        let ada = CommitInfo.Signature(name: "Ada", email: "ada@example.com", at: 1_700_000_000)
        let draft = CommitDraft(
            tree: try mirror.commit(remote.commit).tree, parents: [remote.commit], author: ada, message: "two")
        let second = try mirror.write(draft)
        let push = ReferencePush("refs/heads/main", to: second, expecting: remote.commit)
        try await transport.push(push, to: remote.url, from: mirror)
        #expect(try await transport.references(at: remote.url).first { $0.name == "refs/heads/main" }?.id == second)
    }

    @Test("a host with another key than known_hosts has, or none, is refused", arguments: [true, false])
    func unknown(hasOtherKey: Bool) async throws {
        let server = try SSHServer()
        let remote = try server.remote()
        let knownHosts = try server.knownHosts(key: hasOtherKey ? server.otherKey : nil)
        let transport = GitExecutableTransport(
            options: RemoteOptions(credentials: .sshKey(path: server.userKey), knownHosts: knownHosts))
        let error = await #expect(throws: GitError.self) { try await transport.references(at: remote.url) }
        #expect(error?.problem == .untrustedHost)
        #expect(
            try String(contentsOfFile: knownHosts, encoding: .utf8).contains(server.publicKey(server.hostKey)) == false)
    }

    @Test("a key that the server does not know is refused")
    func wrongKey() async throws {
        let server = try SSHServer()
        let remote = try server.remote()
        let options = RemoteOptions(
            credentials: .sshKey(path: server.otherKey), knownHosts: try server.knownHosts(key: server.hostKey))
        let transport = GitExecutableTransport(options: options)
        let error = await #expect(throws: GitError.self) { try await transport.references(at: remote.url) }
        #expect(error?.problem == .authenticationFailed)
    }
}

/// OpenSSH's server on a port of the loopback, which lets in the user of this process with one key.
private final class SSHServer {
    static let executable = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
    var hostKey: String { folder + "/host" }
    var userKey: String { folder + "/user" }
    var otherKey: String { folder + "/other" }
    private let port = Int.random(in: 20_000..<60_000)
    private let process = Process()

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for key in [hostKey, userKey, otherKey] {
            let status = try Self.run("/usr/bin/env", ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
            try #require(status == 0)
        }
        try publicKey(userKey).write(toFile: folder + "/authorized_keys", atomically: true, encoding: .utf8)
        let settings = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(hostKey)
            AuthorizedKeysFile \(folder)/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no

            """
        try settings.write(toFile: folder + "/sshd_config", atomically: true, encoding: .utf8)
        // Started by root, sshd wants the folder that its service makes.
        if getuid() == 0 {
            try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        process.executableURL = URL(fileURLWithPath: try #require(Self.executable))
        process.arguments = ["-D", "-e", "-f", folder + "/sshd_config"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<100 {
            let scan = try Self.run("/usr/bin/env", ["ssh-keyscan", "-p", "\(port)", "127.0.0.1"])
            if scan == 0, process.isRunning { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        Issue.record("sshd does not answer")
    }

    deinit {
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A repository with one commit, below the folder of the server.
    func remote() throws -> (url: RemoteURL, commit: ObjectID) {
        let fixture = try GitFixture()
        try fixture.write("a.yaml", "one")
        let commit = try fixture.commit("one")
        try fixture.git(["clone", "-q", "--bare", fixture.path, folder + "/shop.git"])
        return (try RemoteURL("ssh://\(NSUserName())@127.0.0.1:\(port)\(folder)/shop.git"), commit)
    }

    func publicKey(_ key: String) throws -> String { try String(contentsOfFile: key + ".pub", encoding: .utf8) }

    /// A `known_hosts` file that names the server with a key, or is empty.
    func knownHosts(key: String?) throws -> String {
        let path = folder + "/known_hosts"
        let line = try key.map { "[127.0.0.1]:\(port) \(try publicKey($0))" } ?? ""
        try line.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private static func run(_ path: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
