import BenchmarkInput
import CFreeMemory
import Foundation
import GitOpsManifest

/// Prints what parsed documents weigh, one `name value unit` a line.
@main
enum MemoryReport {
    static func main() {
        let generated = ManifestInput.generated()
        report("yaml.generated", generated.yaml, .yaml)
        report("json.generated", generated.json, .json)
        if let own = ManifestInput.own() {
            report("yaml.own", own, .yaml)
            report("json.own", own.asJSON(), .json)
        }
        if let own = ObjectInput.own() { LiveObjects(own.objects).report() }
    }

    private static func report(_ name: String, _ input: ManifestInput, _ grammar: DocumentReader.Grammar) {
        return_free_memory()  // it would hide the growth
        let before = residentBytes()
        let results = DocumentReader().read(input.sources, grammar: grammar)
        let growth = residentBytes().flatMap { after in before.map { after - $0 } }
        let documents = results.joined().compactMap { try? $0.get() }
        let values = documents.reduce(0) { $0 + $1.valueCount }
        let trees = documents.reduce(0) { $0 + $1.byteCount }
        let source = Double(input.byteCount)
        line("\(name).source", source, "bytes", digits: 0)
        line("\(name).documents", Double(documents.count), "count", digits: 0)
        line("\(name).values", Double(values), "count", digits: 0)
        line("\(name).trees", Double(trees), "bytes", digits: 0)
        line("\(name).trees-and-source", (Double(trees) + source) / source, "times-source", digits: 2)
        if let growth {
            line("\(name).resident-growth", Double(growth), "bytes", digits: 0)
            line("\(name).resident-growth-and-source", (Double(growth) + source) / source, "times-source", digits: 2)
        }
        withExtendedLifetime(results) {}
    }

    /// The resident set, where the system tells it in a file (Linux).
    static func residentBytes() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func line(_ name: String, _ value: Double, _ unit: String, digits: Int) {
        print("\(name) \(String(format: "%.\(digits)f", value)) \(unit)")
    }
}
