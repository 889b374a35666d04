import Benchmark
import BenchmarkInput
import Crypto
import Foundation
import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// Verifying signed commits: the arithmetic alone, the whole signature, and a policy over a repository.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock],
        warmupIterations: ManifestInput.isSmoke ? 0 : 1,
        maxDuration: .seconds(ManifestInput.isSmoke ? 1 : 20),
        maxIterations: ManifestInput.isSmoke ? 1 : 20
    )
    let count = ManifestInput.isSmoke ? 100 : 10_000
    registerArithmetic(count)
    guard let generated = SignedCommits(count: count), let repository = try? Repository(opening: generated.path),
        let head = try? repository.resolve("HEAD")
    else { return }
    registerSignatures(generated, repository, head)
    registerPolicies(generated, repository, head)
}

/// What cannot be undercut: swift-crypto over bytes of the length that OpenSSH signs.
private func registerArithmetic(_ count: Int) {
    Benchmark("Trust: \(count) Ed25519 verifications of swift-crypto, one thread") { benchmark in
        let key = Curve25519.Signing.PrivateKey()
        let messages = try (0..<count).map { number in
            let message = Data(repeating: UInt8(truncatingIfNeeded: number), count: 98)
            return (message, try key.signature(for: message))
        }
        let publicKey = key.publicKey
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            for (message, signature) in messages { blackHole(publicKey.isValidSignature(signature, for: message)) }
        }
    }
}

private func registerSignatures(_ generated: SignedCommits, _ repository: Repository, _ head: ObjectID) {
    guard let text = try? String(contentsOfFile: generated.allowedSigners, encoding: .utf8),
        let signers = try? AllowedSigners(text), let contents = try? rawCommits(generated)
    else { return }
    let verifier = SignatureVerifier(trusting: TrustedKeys(allowedSigners: signers))
    Benchmark("Trust: \(generated.count) signed commits in memory, one thread") { benchmark in
        for _ in benchmark.scaledIterations {
            for content in contents {
                blackHole(verifier.verify(try SignedObject(content, kind: .commit)).validSigner)
            }
        }
    }
}

private func registerPolicies(_ generated: SignedCommits, _ repository: Repository, _ head: ObjectID) {
    let keys = "keys: {ssh: [{file: \(generated.allowedSigners)}]}\n"
    let rules = """
        signers: [{name: ada, identities: [ada@example.com]}]
        paths: [{paths: [apps/], signers: [ada]}]
        identity: {bind: [author, committer]}
        signOff: author

        """
    guard let careful = try? Repository(opening: generated.path, verifiesObjects: true) else { return }
    for (name, text, threads, repository) in [
        ("signatures, one thread", keys, 1, repository), ("signatures, all cores", keys, 0, repository),
        ("signatures, paths, people and sign-offs, all cores", keys + rules, 0, repository),
        ("the same with every object compared with its name, all cores", keys + rules, 0, careful),
    ] {
        guard let policy = try? CommitPolicy(SourceText(text)) else { continue }
        let options = CommitPolicyOptions(threads: threads)
        Benchmark("Trust: policy over \(generated.count) commits: \(name)") { benchmark in
            for _ in benchmark.scaledIterations {
                let result = try policy.verify(head: head, in: repository, options: options)
                guard result.outcome == .accepted, result.commits.count == generated.count else {
                    benchmark.error("the commits were not accepted")
                    return
                }
            }
        }
    }
}

/// The commits as `git cat-file` prints them, for being verified without a repository.
private func rawCommits(_ generated: SignedCommits) throws -> [[UInt8]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sh", "-c", "git rev-list HEAD | git cat-file --batch"]
    process.currentDirectoryURL = URL(fileURLWithPath: generated.path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    var commits: [[UInt8]] = []
    var rest = bytes[...]
    // A line `ID commit LENGTH`, the content, a line end.
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let words = rest[..<end].split(separator: UInt8(ascii: " "))
        guard words.count == 3, let length = Int(String(decoding: words[2], as: UTF8.self)) else { break }
        commits.append(Array(rest[(end + 1)..<(end + 1 + length)]))
        rest = rest[(end + 2 + length)...]
    }
    return commits
}
