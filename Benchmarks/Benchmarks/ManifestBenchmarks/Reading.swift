import Benchmark
import BenchmarkInput
import CYAMLLoop
import Foundation
import GitOpsManifest

/// YAML to documents with positions, against libyaml's events thrown away; then with two threads against one.
func registerYAML(_ input: ManifestInput) {
    Pair(
        name: "YAML \(input.name): read", byteCount: input.byteCount, rivalName: "libyaml loop",
        rival: {
            for source in input.sources { blackHole(source.withUnsafeBytes(loopEvents)) }
        },
        reader: { DocumentReader().read(input.sources, grammar: .yaml) }
    ).register()

    let halves = input.halves
    Pair(
        name: "YAML \(input.name): two threads", byteCount: input.byteCount, rivalName: "one thread",
        rival: { blackHole(DocumentReader().read(input.sources, grammar: .yaml)) },
        reader: { onTwoThreads { DocumentReader().read(halves[$0], grammar: .yaml).count } }
    ).register()
}

/// JSON to documents with positions, against Foundation's objects.
func registerJSON(_ input: ManifestInput) {
    let data = input.sources.map { source in source.withUnsafeBytes { Data($0) } }
    Pair(
        name: "JSON \(input.name): read", byteCount: input.byteCount, rivalName: "JSONSerialization",
        rival: {
            for data in data { blackHole(try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) }
        },
        reader: { DocumentReader().read(input.sources, grammar: .json) }
    ).register()
}

private func loopEvents(_ bytes: UnsafeRawBufferPointer) -> Int {
    yaml_loop_events(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
}

extension ManifestInput {
    /// The sources in two parts of about the same number of bytes, in their order.
    fileprivate var halves: [[SourceText]] {
        var taken = 0
        let split = sources.firstIndex { source in
            taken += source.byteCount
            return taken >= byteCount / 2
        }
        let middle = min((split ?? 0) + 1, sources.count)
        return [Array(sources[..<middle]), Array(sources[middle...])]
    }
}

/// Runs `body` with 0 and 1 at the same time and returns when both are done.
private func onTwoThreads(_ body: @escaping @Sendable (Int) -> Int) -> Int {
    DispatchQueue.concurrentPerform(iterations: 2) { blackHole(body($0)) }
    return 2
}
