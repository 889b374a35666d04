import Foundation
import GitOpsTestSupport
import Testing

extension RBACCommandTests {
    /// A ClusterRole bound in a namespace to accounts, 30 to a binding.
    private static func bindings(_ verbs: String, accounts: Int) -> String {
        let role = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [configmaps], verbs: [\(verbs)]}]

            """
        return stride(from: 0, to: accounts, by: 30).reduce(role) { text, first in
            let subjects = (first..<min(first + 30, accounts)).map {
                "- {kind: ServiceAccount, name: account-\($0), namespace: shop}\n"
            }
            return text + """
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: readers-\(first), namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                subjects:
                \(subjects.joined())
                """
        }
    }

    private func inFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            let url = URL(fileURLWithPath: folder + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try body(folder)
    }

    @Test("subjects who gain the same are told together for people, and one by one for machines")
    func alike() throws {
        let none = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
        let files = ["none/a.yaml": none, "some/a.yaml": Self.bindings("get", accounts: 45)]
        try inFolder(files) { folder in
            let text = try rbac("diff", folder + "/none", folder + "/some", "--no-paths")
            #expect(text.status == 1)
            let lines = text.output.split(separator: "\n")
            #expect(lines.count { $0.contains("+ get configmaps in shop") } == 1)
            #expect(lines.first == "45 subjects alike" && lines.contains("  and 25 more; see --output json"))
            #expect(text.output.contains("  ServiceAccount shop/account-0\n      a.yaml:11:3  RoleBinding"))
            #expect(lines.contains("      the binding, to ClusterRole reader"))
            #expect(lines.last == "45 gained, 0 lost, 0 paths opened, 0 paths closed")
            let result = try rbac("diff", folder + "/none", folder + "/some", "--no-paths", "--output", "json")
            let rows = try #require(try json(result) as? [[String: Any]])
            #expect(rows.count == 45 && Set(rows.compactMap { $0["subject"] as? String }).count == 45)
            let sarif = try rbac("diff", folder + "/none", folder + "/some", "--no-paths", "--output", "sarif")
            #expect(sarif.output.contains("ServiceAccount shop/account-44"))
        }
    }

    @Test("the JSON of a diff says what stays of a permission, and whether that is all of it")
    func unchanged() throws {
        let files = [
            "named/a.yaml": Self.bindings("get", accounts: 1), "all/a.yaml": Self.bindings("\"*\"", accounts: 1),
        ]
        try inFolder(files) { folder in
            let text = try rbac("diff", folder + "/named", folder + "/all", "--no-paths")
            #expect(text.output.contains("but for what stays: get configmaps in shop"))
            let result = try rbac("diff", folder + "/named", folder + "/all", "--no-paths", "--output", "json")
            let row = try #require((try json(result) as? [[String: Any]])?.first)
            #expect(row["unchanged"] as? [String] == ["get configmaps in shop"])
            #expect(row["unchangedIsComplete"] as? Bool == true)
        }
    }

    /// Rules that overlap in most of their lists, all but one combination of which they allow together; and a rule for all
    /// of them.
    private static var overlapping: String {
        var state: UInt64 = 1
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let lists = ["v", "g", "r", "n"].map { prefix in (0..<40).map { "\(prefix)\($0)" } }
        func rule(_ lists: [[String]]) -> String {
            let texts = lists.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
            return "{\"verbs\":\(texts[0]),\"apiGroups\":\(texts[1]),\"resources\":\(texts[2]),"
                + "\"resourceNames\":\(texts[3])}"
        }
        let rules = (0..<500).map { _ in
            var some = lists.map { $0.filter { _ in next() % 2 == 0 } }
            if some.allSatisfy({ $0.first?.hasSuffix("0") == true && $0.first?.count == 2 }) { some[3].removeFirst() }
            return rule(some)
        }
        func role(_ name: String, _ rules: [String]) -> String {
            """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"\(name)"},\
            "rules":[\(rules.joined(separator: ","))]}
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"\(name)"},\
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"\(name)"},\
            "subjects":[{"kind":"User","name":"ann"}]}

            """
        }
        return role("many", rules) + role("whole", [rule(lists)])
    }

    @Test("what was given up about rules that overlap in many ways is told as unknown", .timeLimit(.minutes(5)))
    func undecided() throws {
        let text = Self.overlapping
        let answer = try rbac("covers", "many", "whole", "-", input: text)
        #expect(answer.status == 2 && answer.output.hasPrefix("unknown: whether ClusterRole many allows all that"))
        let other = try rbac("covers", "many", "whole", "-", "--output", "json", input: text)
        let object = try #require(try json(other) as? [String: Any])
        #expect(other.status == 2 && object["verdict"] as? String == "undecided" && object["covers"] is NSNull)
        let lint = try rbac("lint", "-", "--output", "csv", input: text)
        #expect(lint.output.contains("rbac-redundancy-unknown"), "\(lint.output.prefix(1_000))")
    }
}
