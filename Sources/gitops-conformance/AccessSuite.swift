import Foundation
import GitOpsManifest
import GitOpsRBAC

/// Answers of the API server's RBAC authorizer over all RBAC objects of a cluster, and its aggregated ClusterRoles.
enum AccessSuite: Suite {
    static let name = "rbac"

    static func run(path: String) throws -> [CaseResult] {
        let folder = URL(fileURLWithPath: path)
        func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
        let objects = try manifests(file("rbac-objects.json"))
        // The authorizer was asked before the aggregation controller ran.
        let asWritten = AccessModel(objects, options: AccessModelOptions(aggregates: false, bootstrap: .none))
        let model = AccessModel(objects, options: AccessModelOptions(bootstrap: .none))
        var results: [CaseResult] = []
        for (number, line) in try CaseFile.lines(file("rbac-queries.jsonl")).enumerated() {
            results.append(try decision("query \(number + 1)", line.root, asWritten))
        }
        let aggregated = try Document(json: SourceText(contentsOf: file("rbac-aggregated.json")))
        for role in aggregated.root["clusterRoles"].map({ Array($0.elements) }) ?? [] {
            results.append(rules(of: role, model))
        }
        return results
    }

    private static func manifests(_ path: String) throws -> ManifestSet {
        let document = try Document(json: SourceText(contentsOf: path))
        guard let objects = document.root["objects"] else { throw SuiteError(description: "\(path) has no objects") }
        return ManifestSet(
            try objects.elements.flatMap { object in
                try Manifest.all(in: object.standalone().document, path: path).map { try $0.get() }
            })
    }

    /// Where a request is allowed, the API server's reason must be one of ours and the grant we name must be one too;
    /// members of `system:masters` are allowed without a reason.
    private static func decision(_ name: String, _ line: Node, _ model: AccessModel) throws -> CaseResult {
        guard let spec = line["spec"], let isAllowed = line["allowed"]?.bool, let reason = line["reason"]?.string else {
            return .failed(name, expected: "a query", found: "\(line)")
        }
        let review = try SubjectAccessReview(spec)
        let decision = model.decision(on: review)
        let reasons = model.reasons(review).map(\.description)
        let isExplained =
            !isAllowed
            || (reason.isEmpty ? model.prepare(user: "", groups: review.groups).isSuperuser : reasons.contains(reason))
                && reasons.contains(decision.grant?.description ?? "")
        return .check(
            name, expected: "\(isAllowed) \(reason)",
            found: decision.isAllowed == isAllowed && isExplained
                ? "\(isAllowed) \(reason)" : "\(decision.isAllowed) \(decision.grant?.description ?? "") of \(reasons)")
    }

    private static func rules(of role: Node, _ model: AccessModel) -> CaseResult {
        let name = role["metadata"]?["name"]?.string ?? ""
        let expected = (role["rules"].map { Array($0.elements) } ?? []).map(PolicyRule.init)
        let found = model.rules(of: .clusterRole(name)) ?? []
        return .check(
            "ClusterRole \(name)", expected: listing(expected), found: listing(found))
    }

    private static func listing(_ rules: [PolicyRule]) -> String {
        Set(rules).map(\.description).sorted().joined(separator: "; ")
    }
}
