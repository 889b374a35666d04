import BenchmarkInput
import CAllocationCounter
import CYAMLLoop
import Foundation
import GitOpsManifest

/// Counts allocations of the readers, of expressions and of access decisions and prints them, one `name value unit` a line.
///
/// What libyaml allocates for its own tokens and events is counted with the bare event loop and subtracted.
@main
enum AllocationReport {
    static func main() {
        guard counterWorks() else {
            FileHandle.standardError.write(Data("allocations cannot be counted on this platform\n".utf8))
            exit(69)
        }
        let generated = ManifestInput.generated(size: ManifestInput.isSmoke ? 200_000 : 5_000_000)
        report("yaml.generated", generated.yaml, .yaml)
        report("json.generated", generated.json, .json)
        if let own = ManifestInput.own() {
            report("yaml.own", own, .yaml)
            report("json.own", own.asJSON(), .json)
        }
        reportGrowth("yaml", .yaml) { "- name: item-\($0)\n  count: \($0)\n  isSet: true\n" }
        reportGrowth("json", .json) { #"\#($0 == 0 ? "[" : ","){"name":"item-\#($0)","count":\#($0),"isSet":true}"# }
        // Each prints its rows whatever the other found.
        let areExpressionsFree = reportExpressions()
        let areDecisionsFree = reportDecisions()
        if !areExpressionsFree || !areDecisionsFree {
            FileHandle.standardError.write(Data("something allocates that must not\n".utf8))
            exit(1)
        }
    }

    /// All documents of an input.
    private static func report(_ name: String, _ input: ManifestInput, _ grammar: DocumentReader.Grammar) {
        _ = DocumentReader().read(input.sources, grammar: grammar)  // tables that are built once
        let rival = grammar == .yaml ? allocations { loop(input.sources) } : 0
        var results: [[Result<Document, DocumentError>]] = []
        let total = allocations { results = DocumentReader().read(input.sources, grammar: grammar) }
        let documents = results.joined().compactMap { try? $0.get() }
        let values = documents.reduce(0) { $0 + $1.valueCount }
        let own = Double(total) - Double(rival)
        line("\(name).sources", Double(input.sources.count), "count", digits: 0)
        line("\(name).documents", Double(documents.count), "count", digits: 0)
        line("\(name).values", Double(values), "count", digits: 0)
        line("\(name).libyaml-loop", Double(rival), "allocations", digits: 0)
        line("\(name).reader", own, "allocations", digits: 0)
        line("\(name).reader-per-document", own / Double(documents.count), "allocations", digits: 2)
        line("\(name).reader-per-value", own / Double(values), "allocations", digits: 4)
    }

    /// One document more, with a thousand values and with sixty-four thousand: the number is the same when nothing is
    /// allocated per value. The buffers have their size by then, so their growth is not counted.
    private static func reportGrowth(
        _ name: String, _ grammar: DocumentReader.Grammar, item: (Int) -> String
    ) {
        for items in [250, 16_000] {
            let text = (0..<items).map(item).joined() + (grammar == .json ? "]" : "")
            let source = SourceText(text, name: name)
            let values = DocumentReader().read(source, grammar: grammar).reduce(0) { sum, result in
                sum + ((try? result.get())?.valueCount ?? 0)
            }
            let one = allocations { _ = DocumentReader().read([source], grammar: grammar) }
            let two = allocations { _ = DocumentReader().read([source, source], grammar: grammar) }
            let rival = grammar == .yaml ? allocations { loop([source]) } : 0
            line(
                "\(name).one-more-document-of-\(values)-values", Double(two) - Double(one) - Double(rival),
                "allocations",
                digits: 0)
        }
    }

    private static func loop(_ sources: [SourceText]) {
        for source in sources {
            source.withUnsafeBytes { bytes in
                _ = yaml_loop_events(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
            }
        }
    }

    static func count() -> UInt64 { allocation_count() }

    static func allocations(_ body: () -> Void) -> UInt64 {
        let before = allocation_count()
        body()
        return allocation_count() - before
    }

    private static func counterWorks() -> Bool {
        allocations { UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8).deallocate() } > 0
    }

    static func line(_ name: String, _ value: Double, _ unit: String, digits: Int) {
        print("\(name) \(String(format: "%.\(digits)f", value)) \(unit)")
    }
}
