import Foundation
public import GitOpsManifest
import ManifestGenerator

/// Manifests to measure with, held in memory.
public struct ManifestInput: Sendable {
    /// `generated` or `own`.
    public let name: String
    /// One source a file.
    public let sources: [SourceText]
    /// Bytes of all sources.
    public let byteCount: Int

    /// An input of the given sources.
    public init(name: String, sources: [SourceText]) {
        self.name = name
        self.sources = sources
        byteCount = sources.reduce(0) { $0 + $1.byteCount }
    }

    /// Whether only the working of the benchmarks is to be shown, as CI does: `GITOPS_BENCH_SMOKE=1`.
    public static let isSmoke = ProcessInfo.processInfo.environment["GITOPS_BENCH_SMOKE"] == "1"

    /// Bytes of YAML that a benchmark reads in one iteration.
    public static let size = isSmoke ? 500_000 : 20_000_000

    /// The seed of the generated manifests, so that figures of two runs are of one set.
    public static let seed: UInt64 = 1

    /// Generated files: as YAML, and the same objects as JSON.
    public static func generated(size: Int = size) -> (yaml: ManifestInput, json: ManifestInput) {
        let generator = ManifestGenerator(seed: seed)
        var yaml: [SourceText] = []
        var json: [SourceText] = []
        var byteCount = 0
        while byteCount < size {
            let file = generator.file(yaml.count)
            let text = SourceText(file.yaml, name: file.path)
            byteCount += text.byteCount
            yaml.append(text)
            json.append(SourceText(file.json, name: file.path + ".json"))
        }
        return (ManifestInput(name: "generated", sources: yaml), ManifestInput(name: "generated", sources: json))
    }

    /// The reader's own YAML files, in the order of their paths, up to `size`: `GITOPS_BENCH_MANIFESTS=<directory>`.
    public static func own(size: Int = size) -> ManifestInput? {
        guard let directory = ProcessInfo.processInfo.environment["GITOPS_BENCH_MANIFESTS"], !directory.isEmpty,
            let paths = FileManager.default.enumerator(atPath: directory)
        else { return nil }
        let names = paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        var sources: [SourceText] = []
        var byteCount = 0
        for name in names where byteCount < size {
            guard let data = FileManager.default.contents(atPath: directory + "/" + name) else { continue }
            byteCount += data.count
            sources.append(SourceText(data, name: name))
        }
        return sources.isEmpty ? nil : ManifestInput(name: "own", sources: sources)
    }

    /// The same documents, one JSON value a source; documents that cannot be read are left out.
    public func asJSON() -> ManifestInput {
        let writer = JSONWriter()
        var json: [SourceText] = []
        for document in documents() { json.append(SourceText(writer.bytes(document.root), name: document.source.name)) }
        return ManifestInput(name: name, sources: json)
    }

    /// The documents that can be read.
    public func documents() -> [Document] {
        DocumentReader().read(sources).joined().compactMap { try? $0.get() }
    }
}
