import Foundation
import GitOpsManifest
import GitOpsRBAC
import GitOpsTestSupport
import Testing

@Suite("Broken input of the RBAC readers")
struct AccessInputFuzzTests {
    /// A text with some bytes changed, removed or repeated.
    private func broken(_ text: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 20)], at: index)
            default: bytes[index] = random.pick(Array("{}[]\",:\n\\*p".utf8))
            }
        }
        return bytes
    }

    @Test("a broken audit log is read to its end, and every line is used or a problem", arguments: UInt64(0)..<200)
    func auditLog(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let good = AuditLogTests.event("list", "\"resource\":\"pods\",\"namespace\":\"shop\"")
        let bad = broken(good, &random)
        var log = AuditLog()
        log.read(SourceText(Array(good.utf8) + [0x0A] + bad + [0x0A] + Array(good.utf8), name: "audit.log"))
        // A line that is left open may take the next one with it.
        #expect(log.counts.events + log.problems.count >= 2, "seed \(seed)")
        for problem in log.problems { #expect((problem.place.position?.line ?? 0) >= 2, "seed \(seed): \(problem)") }
        _ = log.suggestions()
    }

    @Test("a broken policy has its other lines, or allows nothing", arguments: UInt64(0)..<200)
    func policy(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bad = broken("p, ann, applications, get, \"{shop,web}/[a-z]*\", allow", &random)
        let access = ArgoCDAccess(
            policy: SourceText(Array("p, eve, logs, get, a/b, allow\n".utf8) + bad, name: "policy.csv"))
        let request = ArgoCDRequest(resource: "logs", action: "get", object: "a/b")
        let isAllowed = access.isAllowed(request, by: ArgoCDIdentity(user: "eve"))
        #expect(isAllowed == access.refusals.isEmpty, "seed \(seed)")
        _ = access.whoCan(.application("get", project: "shop", name: "a"))
        for problem in access.problems { #expect(problem.description.hasPrefix("policy.csv:"), "seed \(seed)") }
    }

    @Test("broken statements are problems or statements", arguments: UInt64(0)..<200)
    func assertions(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text =
            "assertions:\n- name: one\n  subject: ServiceAccount shop/web\n  mayNot: {verbs: [get], resources: [pods]}\n"
        let assertions = AccessAssertions(SourceText(broken(text, &random), name: "assertions.yaml"))
        #expect(assertions.assertions.count <= 2)
        for problem in assertions.problems { #expect(!problem.description.isEmpty, "seed \(seed)") }
        _ = assertions.check(AccessModel(ManifestSet()))
    }

    @Test("pieces of a file give what the whole gives", arguments: [1, 7, 100, 100_000])
    func pieces(size: Int) throws {
        let lines = (0..<50).map { AuditLogTests.event("get", "\"resource\":\"pods\",\"name\":\"pod-\($0)\"") }
        let text =
            lines.joined(separator: "\n") + "\n{\"kind\":\"Pod\"}\n"
            + lines[0].split(separator: ",").joined(separator: ",\n ")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let path = file.path
        var whole = AuditLog()
        whole.read(SourceText(text, name: path))
        var log = AuditLog(options: AuditLogOptions(pieceBytes: size))
        try log.read(contentsOf: path)
        #expect(log.uses.map(\.description) == whole.uses.map(\.description))
        #expect(log.uses.map(\.first) == whole.uses.map(\.first))
        #expect(log.problems == whole.problems && log.counts == whole.counts)
    }
}
