import Foundation
import GitOpsManifest
import GitOpsRBAC
import Testing

/// The audit log of the well-known tool audit2rbac, where it lies beside the package.
@Suite("Suggestions against those of audit2rbac")
struct AuditCorpusTests {
    static let log: String? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/",
            !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        let path = "../shared/corpus/rbac/audit2rbac/testdata/demo.log"
        let file = folder.appendingPathComponent(path).standardized.path
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }()

    private func read(includesRefused: Bool) throws -> AuditLog {
        var log = AuditLog(options: AuditLogOptions(includesRefused: includesRefused, includesImpersonation: false))
        try log.read(contentsOf: #require(Self.log))
        return log
    }

    @Test(
        "no more rules, and nothing that audit2rbac does not grant",
        .enabled(if: log != nil, "the log of audit2rbac is not here"))
    func narrower() throws {
        let (allowed, all) = (try read(includesRefused: false), try read(includesRefused: true))
        #expect(allowed.counts.events == 37 && allowed.isComplete)
        #expect(all.subjects.count == 3)
        var isSmaller = false
        for subject in all.subjects {
            let wide = LiteralAudit2RBAC(requests: all.uses(of: subject).map(\.attributes)).rules
            for log in [allowed, all] {
                let suggestion = log.suggestion(for: subject)
                #expect(suggestion.proof.holds, "\(subject)")
                let rules = suggestion.roles.flatMap(\.rules)
                // Their rules are all for the whole cluster.
                #expect(RuleSubsumption(owner: wide, covers: rules).holds, "\(subject): \(rules) and \(wide)")
                if !RuleSubsumption(owner: rules, covers: wide).holds { isSmaller = true }
            }
            #expect(allowed.suggestion(for: subject).roles.flatMap(\.rules).count <= wide.count, "\(subject)")
        }
        #expect(isSmaller)
    }
}

/// What audit2rbac makes of requests by default: verbs and scopes are widened, and rules put together.
///
/// Source: `pkg/process.go` and `pkg/util.go` of audit2rbac.
private struct LiteralAudit2RBAC {
    let rules: [PolicyRule]

    init(requests: [SubjectAccessReview.Attributes]) {
        var verbs: [[String]: Set<String>] = [:]
        for case .resource(let request) in requests {
            let others: [String] =
                switch request.verb {
                case "watch", "list": ["get", "list", "watch"]
                case "update", "patch": ["get", "update", "patch"]
                default: []
                }
            let resource = request.resource + (request.subresource.isEmpty ? "" : "/\(request.subresource)")
            verbs[[request.group, resource], default: []].formUnion([request.verb] + others)
        }
        // Rules of one group with the same verbs become one.
        let groups = Dictionary(grouping: verbs) { [$0.key[0], $0.value.sorted().joined(separator: ",")] }
        rules = groups.values.map { entries in
            PolicyRule(
                verbs: entries[0].value.sorted(), apiGroups: [entries[0].key[0]],
                resources: entries.map { $0.key[1] }.sorted())
        }
    }
}
