import Foundation
import GitOpsTestSupport
import Testing

extension RBACCommandTests {
    @Test("paths from a subject come as tables with their steps and lines")
    func pathTables() throws {
        let csv = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--output", "csv")
        #expect(csv.status == 1 && csv.output.hasPrefix("subject,sink,hops,severity,steps,places\r\n"))
        let lines = try rbac("paths", "head", "--from", "sa:ci/deployer", "--output", "jsonlines")
        let rows = try lines.output.split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
        let first = try #require(rows.first as? [String: Any])
        #expect(first["sink"] as? String == "cluster-admin" && (first["steps"] as? [String])?.count == 3)
        #expect((first["places"] as? [String])?.contains("head/ci.yaml:45:5") == true)
    }

    @Test("paths are shown step by step with lines, and the cut closes them")
    func paths() throws {
        let survey = try rbac("paths", "head", "--to", "cluster-admin", "--output", "csv")
        #expect(survey.status == 1 && survey.output.contains("\"ServiceAccount ci/deployer\",cluster-admin,"))
        let steps = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--cut")
        #expect(steps.status == 1)
        #expect(steps.output.hasPrefix("ServiceAccount ci/deployer reaches cluster-admin in "))
        #expect(
            steps.output.contains(
                "ServiceAccount ci/deployer by \"get,list,watch,create,update,patch deployments.apps\"")
                && steps.output.contains("head/ci.yaml:"))
        #expect(steps.output.contains("closed by removing:"))
        let table = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--output", "csv")
        #expect(table.status == 1 && table.output.hasPrefix("subject,sink,hops,severity,steps,places\r\n"))
        #expect(table.output.contains("\"ServiceAccount ci/deployer\",cluster-admin,"))
        let before = try rbac("paths", "base", "--from", "sa:ci/deployer", "--to", "cluster-admin")
        #expect(before.status == 0 && before.output == "nothing is reached\n")
        let few = try rbac("paths", "head", "--from", "sa:ci/deployer", "--to", "cluster-admin", "--max-hops", "1")
        #expect(few.status == 0)
    }

    @Test("of a sink in a namespace the way to that namespace is cut, and what is still reached is told")
    func cutOfNamespace() throws {
        let binding = { (kind: String, metadata: String) in
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: \(kind)
            metadata: {\(metadata)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]

            """
        }
        let manifests =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]

            """ + binding("ClusterRoleBinding", "name: all") + binding("RoleBinding", "name: a, namespace: a")
        let arguments = ["rbac", "paths", "-", "--from", "user:ann", "--to", "secrets:b", "--cut"]
        let text = try BuiltCommand.run(arguments, input: manifests, in: Self.folder)
        #expect(text.status == 1)
        #expect(text.output.hasPrefix("User ann reaches secrets of b in 1 hop\n"), "\(text.output)")
        #expect(text.output.contains("closed by removing:\n    the subject at "), "\(text.output)")
        #expect(text.output.contains("ClusterRoleBinding.rbac.authorization.k8s.io all\n"), "\(text.output)")
        #expect(text.output.contains("  still reached then: secrets of a"), "\(text.output)")
        let result = try BuiltCommand.run(arguments + ["--output", "json"], input: manifests, in: Self.folder)
        let paths = try #require(try json(result) as? [[String: Any]])
        let cut = try #require(paths.first?["cut"] as? [String: Any])
        #expect(cut["sink"] as? String == "secrets of b" && cut["isSmallest"] as? Bool == true)
        #expect((cut["lines"] as? [Any])?.count == 1)
        #expect((cut["remaining"] as? [String])?.contains("secrets of a") == true)
    }

    /// A user who may list the Secrets of some namespaces.
    private static func readers(of namespaces: [String]) -> String {
        let bindings = namespaces.map { namespace in
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: \(namespace)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]

            """
        }
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]

            """ + bindings.joined()
    }

    @Test("a sink of many namespaces is one line of the table, and one for each namespace for programs")
    func collapsedTable() throws {
        let many = Self.readers(of: ["a", "b", "c", "d", "e"])
        let table = try rbac("paths", "-", input: many)
        #expect(table.status == 1)
        #expect(
            table.output == """
                Subject   Reaches                               Hops  Severity
                User ann  secrets of 5 namespaces (a, b, c, …)     1  medium

                """)
        let csv = try rbac("paths", "-", "--output", "csv", input: many)
        let rows = csv.output.split(separator: "\r\n")
        #expect(csv.status == 1 && rows.count == 6 && rows.last == "\"User ann\",\"secrets of e\",1,medium")
        let few = try rbac("paths", "-", input: Self.readers(of: ["a", "b", "c"]))
        #expect(few.output.contains("User ann  secrets of b ") && !few.output.contains("namespaces"))
        let one = try rbac("paths", "-", "--to", "secrets:d", input: many)
        #expect(one.output.contains("secrets of d") && !one.output.contains("namespaces"), "\(one.output)")
    }

    @Test(
        "with too few steps what is reached is unknown in every format, and the status is 1",
        arguments: ["text", "json", "csv", "jsonlines", "markdown", "sarif"])
    func tooFewSteps(output: String) throws {
        let manifests = Self.readers(of: ["a", "b"])
        let arguments = ["paths", "-", "--max-steps", "1", "--output", output]
        for more in [[], ["--from", "user:ann"]] {
            let result = try BuiltCommand.run(["rbac"] + arguments + more, input: manifests, in: Self.folder)
            #expect(result.status == 1)
            #expect(result.output.contains("unknown") && result.output.contains("User ann"), "\(result.output)")
            if output == "text", !more.isEmpty {
                #expect(
                    result.output
                        == "User ann: unknown, for its share of the 1 steps for all subjects is used up\n")
            }
        }
        let enough = try rbac("paths", "-", "--max-steps", "100000", "--output", output, input: manifests)
        #expect(enough.status == 1 && !enough.output.contains("\"unknown\"") && enough.output.contains("secrets"))
    }

    @Test("SARIF has a code flow for each path, with places in files")
    func sarif() throws {
        let result = try rbac("paths", "head", "--from", "sa:ci/deployer", "--output", "sarif")
        #expect(SARIFRules(result.output).violations == [])
        let log = try #require(try json(result) as? [String: Any])
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(!results.isEmpty)
        for entry in results {
            #expect((entry["codeFlows"] as? [Any])?.isEmpty == false)
            #expect((entry["locations"] as? [Any])?.isEmpty == false)
        }
    }

    @Test("an opened path is shown at the line of the change that opens it")
    func openingLine() throws {
        let result = try rbac("diff", "base", "head", "--output", "sarif")
        #expect(SARIFRules(result.output).violations == [])
        let log = try #require(try json(result) as? [String: Any])
        let results = try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
        let path = try #require(results.first { $0["ruleId"] as? String == "rbac-path-cluster-admin" })
        #expect("\(path["locations"] ?? "")".contains("\"startLine\": 45"))
        let flows = "\(path["codeFlows"] ?? "")"
        for line in [13, 45] { #expect(flows.contains("\"startLine\": \(line)"), "\(line)") }
        #expect(results.contains { $0["ruleId"] as? String == "rbac-gained" })
    }

    @Test("the table of edges is complete in every format")
    func edges() throws {
        let rows = try #require(try json(rbac("edges", "--output", "json")) as? [[String: Any]])
        #expect(rows.count >= 60)
        #expect(rows.allSatisfy { ($0["source"] as? String)?.isEmpty == false })
        #expect(try rbac("edges", "--output", "markdown").output.hasPrefix("| Id | Who |"))
    }

    @Test("graphs of bindings and of paths carry files and lines in every format")
    func graphs() throws {
        for format in ["mermaid", "dot", "html", "json"] {
            let bindings = try rbac("graph", "head", "--output", format)
            #expect(bindings.status == 0 && bindings.output.contains("developers"), "\(format)")
            let paths = try rbac("graph", "head", "--to", "cluster-admin", "--output", format)
            #expect(paths.output.contains("team-operator"), "\(format)")
        }
        let drawing = try #require(
            try json(rbac("graph", "head", "--show", "paths", "--from", "sa:ci/deployer", "--output", "json"))
                as? [String: Any])
        #expect((drawing["edges"] as? [[String: Any]])?.contains { "\($0)".contains("head/ci.yaml") } == true)
    }
}
