import Foundation
import GitOpsTestSupport
import Testing

/// `gitops rbac` over the example `access`: a shop whose pipeline may roll out, and a change that lets it do more.
@Suite("The command gitops rbac")
struct RBACCommandTests {
    static let folder = BuiltCommand.examples + "/access"

    func rbac(_ arguments: String..., input: String = "") throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["rbac"] + arguments, input: input, in: Self.folder)
    }

    func json(_ outcome: BuiltCommand.Outcome) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }

    // MARK: Questions

    @Test("can-i says yes with the lines of the grant, and exits with 0")
    func yes() throws {
        let result = try rbac(
            "can-i", "patch", "deployments", "web", "-n", "shop", "--as", "sa:ci/deployer", "-f", "base")
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("yes: ServiceAccount ci/deployer may patch deployments.apps [web] in shop\n"))
        #expect(result.output.contains("rule     base/ci.yaml:13:5"))
        #expect(result.output.contains("subject  base/ci.yaml:30:5"))
    }

    @Test("can-i says no with what comes near, and exits with 1")
    func no() throws {
        let result = try rbac(
            "can-i", "patch", "deployments", "-n", "platform", "--as", "sa:ci/deployer", "-f", "base")
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("no: ServiceAccount ci/deployer may not patch deployments.apps in platform\n"))
        #expect(result.output.contains("the RoleBinding grants it in the namespace shop alone"))
        let now = try rbac("can-i", "patch", "deployments", "-n", "platform", "--as", "sa:ci/deployer", "-f", "head")
        #expect(now.status == 0)
    }

    @Test(
        "a subject is read in every form that people and the API server write",
        arguments: [
            "sa:ci/deployer", "serviceaccount:ci/deployer", "ServiceAccount ci/deployer",
            "system:serviceaccount:ci:deployer", "user:system:serviceaccount:ci:deployer",
        ])
    func subjects(text: String) throws {
        let result = try rbac("can-i", "get", "services", "-n", "shop", "--as", text, "-f", "base")
        #expect(result.status == 0)
        #expect(result.output.contains("yes: ServiceAccount ci/deployer may get services in shop"))
    }

    @Test("groups, paths and the default roles of the API server count")
    func groups() throws {
        #expect(
            try rbac("can-i", "list", "pods", "-n", "shop", "--as", "user:ann", "-f", "base").status == 1)
        #expect(
            try rbac(
                "can-i", "list", "pods", "-n", "shop", "--as", "user:ann", "--as-group", "developers", "-f", "base"
            ).status == 0)
        #expect(try rbac("can-i", "get", "--url", "/healthz", "--as", "user:ann", "-f", "base").status == 0)
        #expect(
            try rbac("can-i", "get", "/healthz", "--as", "user:ann", "-f", "base", "--bootstrap", "none").status == 1)
        let masters = try rbac(
            "can-i", "delete", "nodes", "--as", "group:system:masters", "-f", "base", "--bootstrap", "none")
        #expect(masters.status == 0 && masters.output.contains("members of system:masters may do everything"))
    }

    @Test("can-i as JSON has the answer, the grants and the near misses")
    func canIJSON() throws {
        let yes = try json(
            rbac(
                "can-i", "get", "configmaps", "settings", "-n", "shop", "--as", "sa:shop/web", "--all", "-f", "base",
                "--output", "json"))
        let object = try #require(yes as? [String: Any])
        #expect(object["allowed"] as? Bool == true && (object["grants"] as? [Any])?.count == 2)
        let no = try json(
            rbac("can-i", "get", "secrets", "-n", "shop", "--as", "sa:shop/web", "-f", "base", "--output", "json"))
        let denied = try #require(no as? [String: Any])
        #expect(denied["allowed"] as? Bool == false && !((denied["nearMisses"] as? [Any])?.isEmpty ?? true))
    }

    @Test("who-can lists each grant with its lines, in one namespace or in all")
    func whoCan() throws {
        let everywhere = try rbac("who-can", "patch", "deployments", "--own", "-f", "head", "--output", "csv")
        #expect(everywhere.status == 0)
        #expect(everywhere.output.hasPrefix("subject,namespace,role,rule,rulePlace,subjectPlace\r\n"))
        #expect(everywhere.output.contains("\"ServiceAccount ci/deployer\",shop,\"ClusterRole deployer\","))
        #expect(everywhere.output.contains("\"ServiceAccount ci/deployer\",platform,\"ClusterRole deployer\","))
        let one = try rbac(
            "who-can", "patch", "deployments", "-n", "shop", "--own", "-f", "head", "--output", "csv")
        #expect(
            !one.output.contains(",platform,")
                && one.output.contains("\"Group operations\",*,\"ClusterRole cluster-admin\""))
    }

    @Test("what-can brings rules into few, and matrix shows them by verb")
    func whatCan() throws {
        let web = try rbac("what-can", "sa:shop/web", "base", "--own", "--output", "csv")
        #expect(web.status == 0)
        #expect(web.output.contains("\"get,list,watch configmaps\",\"in shop\","))
        #expect(web.output.split(separator: "\r\n").count == 2)
        let matrix = try rbac(
            "matrix", "base", "-n", "shop", "--subject", "sa:ci/deployer", "--resource", "deployments", "--output",
            "json")
        let rows = try #require(try json(matrix) as? [[String: Any]])
        #expect(rows.count == 1 && rows[0]["patch"] as? Bool == true && rows[0]["delete"] as? Bool == false)
    }

    @Test("covers names a request that one role allows and the other does not")
    func covers() throws {
        let yes = try rbac("covers", "edit", "view")
        #expect(yes.status == 0 && yes.output.hasPrefix("yes: ClusterRole edit allows all that ClusterRole view does"))
        let no = try rbac("covers", "shop/web", "Role/platform/backup", "base")
        #expect(no.status == 1 && no.output.contains("no: Role shop/web does not allow get secrets"))
        #expect(no.output.contains("in platform, as Role platform/backup does"))
        let wider = try rbac("covers", "Role/platform/backup", "view", "base", "--output", "json")
        let object = try #require(try json(wider) as? [String: Any])
        #expect(wider.status == 1 && object["covers"] as? Bool == false && object["rulesCover"] as? Bool == false)
        let missing = try rbac("covers", "edit", "nothing")
        #expect(missing.status == 2 && missing.errors.contains("there is no ClusterRole nothing"))
    }

    @Test("covers says of a Role that its rules are enough and in force in its namespace alone")
    func coversInNamespace() throws {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: shop}
            rules: [{apiGroups: [""], resources: [pods, secrets], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
            """
        let no = try rbac("covers", "shop/reader", "reader", "-", input: text)
        #expect(no.status == 1)
        #expect(
            no.output == """
                no: Role shop/reader does not allow get pods in default, as ClusterRole reader does
                  its rules are enough, but they are in force in shop alone

                """)
        #expect(try rbac("covers", "cluster-admin", "shop/reader", "-", input: text).status == 0)
    }
}
