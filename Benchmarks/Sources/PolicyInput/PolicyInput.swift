import Dispatch
public import GitOpsManifest
import Synchronization

/// Objects and policies to measure with, as bytes of YAML.
public struct PolicyInput: Sendable {
    /// What the names of benchmarks say.
    public let name: String
    /// One source a file.
    public let sources: [SourceText]
    /// Bytes of all sources.
    public let byteCount: Int
    /// The policies and bindings.
    public let policies: SourceText

    /// Deployments that keep a number of policies, all of which are about each of them; 50 in a file.
    public static func generated(deployments: Int, policies: Int, seed: UInt64 = 1) -> PolicyInput {
        var generator = PolicyGenerator(seed: seed)
        let perFile = 50
        let sources = stride(from: 0, to: deployments, by: perFile).map { first in
            let texts = (first..<min(first + perFile, deployments)).map { generator.deployment($0) }
            return SourceText(texts.joined(separator: "---\n"), name: "apps-\(first).yaml")
        }
        return PolicyInput(
            name: "\(deployments) generated Deployments", sources: sources, policies: policies)
    }

    /// The sources of another input under a number of generated policies.
    public init(name: String, sources: [SourceText], policies count: Int) {
        let generator = PolicyGenerator(seed: 0)
        self.name = name
        self.sources = sources
        byteCount = sources.reduce(0) { $0 + $1.byteCount }
        policies = SourceText((0..<count).map { generator.policy($0) }.joined(), name: "policies.yaml")
    }

    /// A policy about Deployments that takes a number of parameters, all of which a Deployment has to keep.
    public static func parameters(_ count: Int) -> SourceText {
        let generator = PolicyGenerator(seed: 0)
        let params = (0..<count).map { generator.parameter($0) }.joined(separator: "---\n")
        return SourceText(generator.policyWithParameters() + params, name: "parameters.yaml")
    }

    /// The objects, read anew on one thread or more.
    public func manifests(threads: Int) -> ManifestSet {
        let parts = Mutex<[Int: [Manifest]]>([:])
        let count = sources.count
        DispatchQueue.concurrentPerform(iterations: threads) { part in
            let own = sources[count * part / threads..<count * (part + 1) / threads]
            let manifests = own.flatMap { ManifestSet($0).manifests }
            parts.withLock { $0[part] = manifests }
        }
        return parts.withLock { parts in ManifestSet((0..<threads).flatMap { parts[$0] ?? [] }) }
    }
}
