import Foundation
import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("What is printed of hostile input")
struct HostileOutputTests {
    private func render(_ base: String, _ head: String, _ format: DiffRenderer.Format) throws -> String {
        let diff = ManifestSetDiff(
            base: ManifestSet(SourceText(base, name: "a.yaml")), head: ManifestSet(SourceText(head, name: "a.yaml")))
        return try DiffRenderer(format: format, valueLength: 1_000).render(diff)
    }

    @Test(
        "a Secret shows nothing that may be secret, wherever it stands",
        arguments: DiffRenderer.Format.allCases)
    func secrets(format: DiffRenderer.Format) throws {
        func secret(_ value: String) -> String {
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: s
              annotations:
                kapp.k14s.io/original: '{"data":{"a":"\(value)1"}}'
                note: plain
            stringdata: {a: \(value)2}
            binaryData: {b: [\(value)3]}
            \(value)key: {c: \(value)4}
            data: {d: \(value)5}
            """
        }
        let text = try render(secret("hunter"), secret("hidden"), format)
        for value in ["hunter", "hidden"] {
            for number in 1...5 { #expect(!text.contains("\(value)\(number)"), "\(format) shows \(value)\(number)") }
        }
    }

    @Test("many changes in one object take time that grows with them", arguments: ["ConfigMap", "Secret"])
    func manyChanges(kind: String) throws {
        func set(_ value: String, _ order: some Sequence<Int>) -> ManifestSet {
            let members = order.map { "  k\($0): \(value)\n" }.joined()
            return ManifestSet(
                SourceText("apiVersion: v1\nkind: \(kind)\nmetadata: {name: a}\ndata:\n\(members)", name: "a.yaml"))
        }
        /// Seconds of this thread, whatever else the machine does.
        func time(_ count: Int) throws -> Double {
            let diff = ManifestSetDiff(
                base: set("a", 0..<count), head: set("b", (0..<count).reversed()),
                using: TwoWayDiff(schema: .kubernetes))
            let start = Self.threadSeconds
            let text = try DiffRenderer(format: .text, risk: RiskClassifier()).render(diff)
            #expect(text.split(separator: "\n").count == count + 2)
            #expect(text.contains(" ~ data.k0: ") && text.contains("  a.yaml:\(count + 4):3"))
            return Self.threadSeconds - start
        }
        let (few, many) = (try time(3_000), try time(24_000))
        // Eight times as many: 8 when the time grows with them, 64 when with their square.
        #expect(many < 24 * few, "\(few) s, \(many) s")
    }

    private static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test("no name becomes HTML or Markdown, not even behind a mark that joins the next character")
    func markdown() throws {
        let name = "\u{0D4E}<img src=x>\u{0D4E}|\u{0D4E}`"
        let text = try render(
            "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"\(name)\"}\n", .markdown)
        #expect(!text.contains("<img") && text.unicodeScalars.contains("\u{0D4E}"))
    }
}
