import Benchmark
import BenchmarkInput
import GitOpsManifest

/// What engines do with documents once they are read.
func registerDocuments(_ input: ManifestInput) {
    let whole = SourceText(input.sources.map { source in source[0..<source.byteCount] }.joined(separator: "\n---\n"))
    Benchmark("ManifestSet: from YAML") { _ in blackHole(ManifestSet(whole)) }

    let count = ManifestInput.isSmoke ? 100 : 10_000
    let pairs = zip(input.documents().prefix(count), input.documents().prefix(count)).map { ($0, $1) }
    let documents = pairs.map(\.0)
    Benchmark("Documents: compare \(pairs.count) unchanged by value") { _ in
        for (old, new) in pairs { blackHole(old == new) }
    }

    Benchmark("Documents: compare \(pairs.count) unchanged by hash") { _ in
        for (old, new) in pairs { blackHole(old.root.contentHash == new.root.contentHash) }
    }

    let image = FieldPath([
        .field("spec"), .field("template"), .field("spec"), .field("containers"), .index(0), .field("image"),
    ])
    Benchmark("Paths: look up one in \(documents.count) documents") { _ in
        for document in documents { blackHole(document.root.value(at: image)) }
    }

    let writer = JSONWriter.canonical
    Benchmark("JSON: write \(documents.count) documents, canonical") { _ in
        var output: [UInt8] = []
        for document in documents {
            output.removeAll(keepingCapacity: true)
            writer.write(document.root, to: &output)
        }
        blackHole(output)
    }
}
