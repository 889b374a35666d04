import BenchmarkInput
import Foundation
import GitOpsManifest
import ManifestGenerator

/// Edits real manifests at places taken by a seed and prints how each was written, one `name value unit` a line.
///
/// With the argument `--list`, every edit that was not made in place is printed as well.
@main
enum EditReport {
    static func main() {
        let lists = CommandLine.arguments.contains("--list")
        let input = ManifestInput.own(size: .max) ?? ManifestInput.generated(size: 2_000_000).yaml
        var counts: [String: Int] = [:]
        var edited = 0
        for (number, source) in input.sources.enumerated() {
            var random = SplitMix64(seed: ManifestInput.seed &+ UInt64(number) &* 1_000_003)
            let documents = DocumentReader().read(source, grammar: .yaml).compactMap { try? $0.get() }
            for document in documents.shuffled(using: &random).prefix(3) where document.root.count > 0 {
                edited += 1
                for (name, edit) in SampledEdits(document, using: &random).edits {
                    let outcome = EditOutcome(of: edit, in: document)
                    counts["\(name).\(outcome.text)", default: 0] += 1
                    counts["all.\(outcome.text)", default: 0] += 1
                    guard lists, outcome != .inPlace else { continue }
                    print("\(outcome.text) \(name) \(source.name) document \(document.index): \(edit.path)")
                }
            }
        }
        print("edits.\(input.name).documents \(edited) count")
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("edits.\(input.name).\(name) \(count) count")
        }
        if counts.keys.contains(where: { $0.contains("violation") }) { exit(1) }
    }
}

extension Edit {
    var path: FieldPath {
        switch self {
        case .set(let path, _), .insert(let path, _, _), .remove(let path): path
        }
    }
}
