import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Statements about who may do what")
struct AssertionTests {
    private static let objects = """
        kind: ClusterRole
        apiVersion: rbac.authorization.k8s.io/v1
        metadata: {name: reader}
        rules:
        - {verbs: [get, list], apiGroups: [""], resources: [pods, secrets]}
        ---
        kind: RoleBinding
        apiVersion: rbac.authorization.k8s.io/v1
        metadata: {name: web, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
        subjects:
        - {kind: ServiceAccount, name: web}
        ---
        kind: ClusterRoleBinding
        apiVersion: rbac.authorization.k8s.io/v1
        metadata: {name: ops}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects:
        - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops}
        """
    private static let model = AccessModel(ManifestSet(SourceText(objects, name: "rbac.yaml")))

    @Test("a statement that forbids is broken by every definition of a role and of a binding")
    func definedTwice() {
        let narrow = """
            kind: ClusterRole
            apiVersion: rbac.authorization.k8s.io/v1
            metadata: {name: reader}
            rules: [{verbs: [get], apiGroups: [""], resources: [services]}]
            ---
            kind: RoleBinding
            apiVersion: rbac.authorization.k8s.io/v1
            metadata: {name: web, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{kind: ServiceAccount, name: job}]
            """
        let set = ["base/rbac.yaml": Self.objects, "prod/rbac.yaml": narrow]
        let model = AccessModel(
            ManifestSet(
                set.sorted { $0.key < $1.key }.flatMap { ManifestSet(SourceText($0.value, name: $0.key)).manifests }))
        for statement in ["subject: ServiceAccount shop/web", "nobodyOutside: [Group ops]"] {
            let forbids = statement.hasPrefix("subject") ? "mayNot" : "may"
            let text = "  \(statement)\n  \(forbids): {verbs: [get], resources: [secrets], namespace: shop}"
            let results = read(text).check(model)
            #expect(results.count == 1, "\(read(text).problems)")
            for result in results {
                guard case .broken = result.verdict else {
                    Issue.record("\(statement): \(result.verdict)")
                    continue
                }
            }
        }
    }

    private func read(_ statement: String) -> AccessAssertions {
        AccessAssertions(SourceText("assertions:\n- name: one\n\(statement)", name: "assertions.yaml"))
    }

    private func results(_ statement: String, escalation: EscalationAnalysis? = nil) -> [String] {
        let assertions = read(statement)
        #expect(assertions.problems.isEmpty, "\(assertions.problems)")
        return assertions.check(Self.model, escalation: escalation).map { result in
            switch result.verdict {
            case .holds: "holds"
            case .broken(let witnesses): witnesses.map(\.description).joined(separator: " | ")
            case .unknown(let reason): "unknown: \(reason)"
            }
        }
    }

    @Test(
        "statements hold or are broken, with the lines that show it",
        arguments: [
            ("  subject: ServiceAccount shop/web\n  mayNot: {verbs: [delete], resources: [secrets]}", "holds"),
            (
                "  subject: ServiceAccount shop/web\n  mayNot: {verbs: [get, delete], resources: [secrets], namespace: shop}",
                "ServiceAccount shop/web may get secrets in shop by rbac.yaml:5:3, bound at rbac.yaml:12:3"
            ),
            (
                "  subject: ServiceAccount shop/web\n  mayNot: {verbs: [get], resources: [secrets], namespace: other}",
                "holds"
            ),
            ("  subject: ServiceAccount shop/web\n  may: {verbs: [get], resources: [pods], namespace: shop}", "holds"),
            (
                "  subject: ServiceAccount shop/web\n  may: {verbs: [get], resources: [pods]}",
                "ServiceAccount shop/web may not get pods cluster-wide"
            ),
            (
                "  subjects: [Group ops, Group system:masters]\n  may: {verbs: ['*'], resources: ['*'], urls: ['*']}",
                "holds"
            ),
            ("  nobodyOutside: [Group ops]\n  may: {verbs: [delete], resources: [namespaces]}", "holds"),
            (
                "  nobodyOutside: [Group ops]\n  may: {verbs: [list], resources: [secrets]}",
                "ServiceAccount shop/web may list secrets in shop by rbac.yaml:5:3, bound at rbac.yaml:12:3"
            ),
            (
                "  nobodyOutside: [Group ops, Group system:serviceaccounts:shop]\n  may: {verbs: [list], resources: [secrets]}",
                "holds"
            ),
            (
                "  subject: Group system:masters\n  mayNot: {verbs: [get], resources: [pods]}",
                "Group system:masters may do everything as a member of system:masters"
            ),
        ])
    func verdicts(statement: String, expected: String) { #expect(results(statement) == [expected]) }

    @Test("resources are written with group and subresource")
    func resources() throws {
        typealias Resource = AssertedRequests.Resource
        func read(_ text: String) throws -> Resource { try Resource(text, names: ResourceNames()) }
        #expect(try read("pods") == Resource(group: "", resource: "pods"))
        #expect(try read("*") == Resource(group: "*", resource: "*", subresource: "*"))
        #expect(try read("*.apps") == Resource(group: "apps", resource: "*", subresource: "*"))
        #expect(try read("*/scale") == Resource(group: "*", resource: "*", subresource: "scale"))
        #expect(try read("pods/*") == Resource(group: "", resource: "pods", subresource: "*"))
    }

    @Test(
        "a statement means what a question with the same words means",
        arguments: ["secrets", "secret", "Secret", "secrets.v1", "SECRETS"])
    func spellings(resource: String) {
        let broken = results("  subject: Group ops\n  mayNot: {verbs: [get], resources: [\(resource)]}")
        #expect(broken.first?.hasPrefix("Group ops may get secrets cluster-wide") == true, "\(broken)")
        #expect(
            results("  subject: Group ops\n  mayNot: {verbs: [get], resources: [deployments, deploy, svc]}") != [
                "holds"
            ])
    }

    @Test("subjects that nothing names are told, and those of every cluster are not")
    func unknownSubjects() throws {
        func unknown(_ who: String) throws -> [String] {
            let assertions = read("  \(who)\n  may: {verbs: [get], resources: [pods]}")
            #expect(assertions.problems.isEmpty)
            return try #require(assertions.check(Self.model).first).doubts.compactMap { doubt in
                if case .unknown(.subject(let subject, let nearest)) = doubt {
                    "\(subject)" + (nearest.map { ", \($0)?" } ?? "")
                } else {
                    nil
                }
            }
        }
        #expect(try unknown("subjects: [Group ops, ServiceAccount shop/web, User ann]") == ["User ann"])
        #expect(
            try unknown("subject: ServiceAccount shop/wep") == ["ServiceAccount shop/wep, ServiceAccount shop/web?"])
        #expect(try unknown("nobodyOutside: [Group opps]") == ["Group opps, Group ops?"])
        #expect(try unknown("subject: User ops") == ["User ops, Group ops?"])
        #expect(
            try unknown(
                "subjects: [Group system:masters, Group system:serviceaccounts:any, User system:anonymous, "
                    + "ServiceAccount any/default]"
            ).isEmpty)
    }

    @Test(
        "what a statement may be about in vain is told",
        arguments: [
            ("{verbs: get, resources: pods, namespace: shop}", []),
            ("{verbs: get, resources: pods, namespaces: ['*', default, kube-system]}", []),
            ("{verbs: get, resources: pods, namespace: shopp}", [.unknown(.namespace("shopp", nearest: "shop"))]),
            (
                "{verbs: get, resources: deployments.certs.exampel.com}",
                [.unknown(.group("certs.exampel.com", nearest: nil))]
            ),
            ("{verbs: get, resources: '*.exampel.com'}", [.unknown(.group("exampel.com", nearest: nil))]),
            ("{verbs: get, resources: '*.batc'}", [.unknown(.group("batc", nearest: "batch"))]),
            ("{verbs: get, resources: [secrets.core, '*.core', deployments.apps, '*']}", []),
            ("{verbs: get, resources: nodes, namespace: shop}", [.clusterScoped(.init(resource: "nodes"))]),
            ("{verbs: get, resources: [nodes, namespaces]}", []),
            ("{verbs: [get, list], resources: namespaces, namespace: shop}", []),
            (
                "{verbs: [create, list], resources: namespaces, namespace: shop}",
                [.clusterScoped(.init(resource: "namespaces"))]
            ),
        ] as [(String, [AssertionDoubt])])
    func doubts(requests: String, expected: [AssertionDoubt]) throws {
        let assertions = read("  subject: Group ops\n  mayNot: \(requests)")
        #expect(assertions.problems.isEmpty, "\(assertions.problems)")
        #expect(try #require(assertions.check(Self.model).first).doubts == expected)
    }

    @Test("what belongs to the cluster is granted by no RoleBinding")
    func clusterScoped() {
        let objects = """
            kind: ClusterRole
            apiVersion: rbac.authorization.k8s.io/v1
            metadata: {name: all}
            rules:
            - {verbs: ["*"], apiGroups: ["*"], resources: ["*"]}
            ---
            kind: RoleBinding
            apiVersion: rbac.authorization.k8s.io/v1
            metadata: {name: ann, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
            subjects:
            - {kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}
            ---
            kind: ClusterRoleBinding
            apiVersion: rbac.authorization.k8s.io/v1
            metadata: {name: ops}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
            subjects:
            - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops}
            """
        let model = AccessModel(ManifestSet(SourceText(objects, name: "rbac.yaml")))
        func answer(_ statement: String) -> String? {
            read("  " + statement).check(model).first.map { result in
                switch result.verdict {
                case .holds: "holds"
                case .broken(let witnesses): witnesses.map(\.description).joined(separator: " | ")
                case .unknown(let reason): reason
                }
            }
        }
        #expect(answer("subject: User ann\n  mayNot: {verbs: get, resources: nodes}") == "holds")
        #expect(answer("nobodyOutside: [Group ops]\n  may: {verbs: get, resources: nodes}") == "holds")
        #expect(answer("nobodyOutside: [Group ops]\n  may: {verbs: [list, create], resources: namespaces}") == "holds")
        #expect(
            answer("subject: User ann\n  may: {verbs: get, resources: nodes}")
                == "User ann may not get nodes cluster-wide")
        #expect(answer("subject: Group ops\n  may: {verbs: '*', resources: [nodes, namespaces, pods]}") == "holds")
        #expect(
            answer("subject: Group ops\n  mayNot: {verbs: get, resources: nodes}")
                == "Group ops may get nodes cluster-wide by rbac.yaml:5:3, bound at rbac.yaml:19:3")
        #expect(
            answer("subject: User ann\n  mayNot: {verbs: [get, list], resources: namespaces}")
                == "User ann may get namespaces in shop by rbac.yaml:5:3, bound at rbac.yaml:12:3")
        // The literal answer of the authorizer.
        #expect(answer("subject: User ann\n  may: {verbs: get, resources: nodes, namespace: shop}") == "holds")
    }

    @Test("an empty list of statements is a problem")
    func noStatements() {
        for text in ["assertions: []", "", "assertions:"] {
            let assertions = AccessAssertions(SourceText(text, name: "assertions.yaml"))
            #expect(assertions.problems.count == 1, "\(text)")
        }
    }

    @Test("goals are asked of the escalation analysis, and unknown without it")
    func reach() {
        let analysis = EscalationAnalysis(Self.model)
        let outside = "  nobodyOutside: [Group ops]\n  canReach: "
        #expect(results(outside + "node-root") == ["unknown: escalation was not analysed"])
        #expect(results(outside + "node-root", escalation: analysis) == ["holds"])
        let secrets = results(outside + "secrets of shop", escalation: analysis)
        #expect(secrets.count == 1 && secrets[0].hasPrefix("ServiceAccount shop/web > "), "\(secrets)")
        #expect(results(outside + "secrets:shop", escalation: analysis) == secrets)
        #expect(results("  subject: Group ops\n  canReach: cluster-admin", escalation: analysis) == ["holds"])
        #expect(
            results("  subject: ServiceAccount shop/web\n  canReach: cluster-admin", escalation: analysis)
                == ["ServiceAccount shop/web does not get there"])
        #expect(
            results("  subject: ServiceAccount shop/web\n  cannotReach: node-root", escalation: analysis) == ["holds"])
    }

    @Test("what is forbidden is unknown while roles cannot be read")
    func unreadable() throws {
        let broken =
            "\n---\nkind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: x}\nrules: all"
        let model = AccessModel(ManifestSet(SourceText(Self.objects + broken, name: "rbac.yaml")))
        let forbidden = read("  subject: Group ops2\n  mayNot: {verbs: [get], resources: [pods]}")
        guard case .unknown = try #require(forbidden.check(model).first).verdict else {
            Issue.record("it may be granted by what cannot be read")
            return
        }
        let allowed = read("  subject: Group ops\n  may: {verbs: [get], resources: [pods]}")
        #expect(allowed.check(model).map(\.holds) == [true])
    }

    @Test(
        "what cannot be read is told with its place and the nearest word",
        arguments: [
            ("  subjekt: User a\n  may: {verbs: [get], resources: [pods]}", "3:3", "did you mean subject?"),
            ("  subject: Ann\n  may: {verbs: [get], resources: [pods]}", "3:12", "is no subject"),
            (
                "  subject: User a\n  subjects: []\n  may: {verbs: [get], resources: [pods]}", "4:3",
                "exclude each other"
            ),
            ("  subject: User a\n  may: {verb: [get], resources: [pods]}", "4:9", "did you mean verbs?"),
            ("  subject: User a\n  may: {verbs: [get]}", "4:8", "may.resources or may.urls is missing"),
            ("  subject: User a\n  may: {verbs: [], resources: [pods]}", "4:16", "not empty"),
            ("  subject: User a", "2:3", "one of may, mayNot"),
            ("  nobodyOutside: [User a]\n  mayNot: {verbs: [get], resources: [pods]}", "4:3", "exclude each other"),
            ("  subject: User a\n  canReach: node-rot", "4:13", "did you mean node-root?"),
            ("  subject: User a\n  canReach: node-root of shop", "4:13", "there is no goal"),
            ("  subject: User a\n  canReach: node-root:shop", "4:13", "there is no goal"),
            ("  subject: User a\n  canReach: 'secrets:'", "4:13", "there is no goal"),
            ("  subject: User a\n  mayNot: {verbs: [GET], resources: [pods]}", "4:20", "write get"),
            ("  subject: User a\n  mayNot: {verbs: [get, gte], resources: [pods]}", "4:25", "did you mean get?"),
            ("  subject: User a\n  mayNot: {verbs: read, resources: [pods]}", "4:19", "no API asks for"),
            ("  subject: User a\n  mayNot: {verbs: get, resources: [pods, podz]}", "4:42", "did you mean pods?"),
            ("  subject: User a\n  mayNot: {verbs: get, resources: podz}", "4:35", "did you mean pods?"),
            (
                "  subject: User a\n  mayNot: {verbs: get, resources: deployments.aps}", "4:35",
                "did you mean deployments.apps?"
            ),
            ("  subject: User a\n  mayNot: {verbs: get, resources: pods/exce}", "4:35", "did you mean pods/exec?"),
            ("  subject: User a\n  mayNot: {verbs: get, resources: gadgets}", "4:35", "RESOURCE.GROUP"),
            ("  subject: [", "3:", "YAML"),
            (
                "  subject: User a\n  mayNot: {verbs: get, resources: pods, namespace: 'sho*'}", "4:52",
                "\"sho*\" can be no namespace"
            ),
            (
                "  subject: User a\n  mayNot: {verbs: get, resources: pods, namespaces: [shop, Shop]}", "4:60",
                "\"Shop\" can be no namespace"
            ),
            (
                "  subject: User a\n  mayNot: {verbs: get, resources: secrets, names: ['web*']}", "4:52",
                "\"web*\" is no pattern"
            ),
            (
                "  subject: User a\n  mayNot: {verbs: get, resources: pods, namespaces: ['']}", "4:54",
                "\"\" can be no namespace"
            ),
            ("  subject: User a\n  mayNot: {verbs: get, urls: [/healthz, metrics]}", "4:41", "\"metrics\" is no path"),
            ("  subject: User a\n  mayNot: {verbs: get, urls: '/a*/b'}", "4:30", "a * at most at its end"),
            (
                "  subject: User a\n  mayNot: {verbs: [get, list], urls: /metrics}", "4:25",
                "no request for a path has the verb list"
            ),
            (
                "  subject: User a\n  mayNot: {verbs: [get, list], resources: pods, urls: /metrics}", "4:25",
                "no request for a path has the verb list"
            ),
            (
                "  subject: User a\n  mayNot: {verbs: post, resources: pods}", "4:19",
                "no request for a resource has the verb post"
            ),
            ("  subject: User a\n  mayNot: {verbs: get, resources: secrts.core}", "4:35", "did you mean secrets?"),
            (
                "  subject: User a\n  mayNot: {verbs: get, resources: pods}\n  mayNot: {verbs: get, resources: nodes}",
                "5:3", "mayNot"
            ),
        ])
    func malformed(statement: String, place: String, text: String) {
        let assertions = read(statement)
        #expect(assertions.assertions.isEmpty)
        let found = assertions.problems.map(\.description)
        #expect(found.contains { $0.contains(text) && $0.hasPrefix("assertions.yaml:\(place)") }, "\(found)")
    }

    @Test("a namespace that can be none is compared with those of the model", arguments: ["sho*", "Shop", "shop."])
    func nearNamespace(text: String) {
        let statement =
            "assertions: [{name: a, subject: User a, mayNot: {verbs: get, resources: pods, namespace: \(text)}}]"
        let assertions = AccessAssertions(SourceText(statement), names: ResourceNames(Self.model))
        #expect(assertions.problems.map(\.reason) == [.malformedNamespace(text, nearest: "shop")])
    }

    @Test("all signers of a domain are a name, and no pattern")
    func signers() {
        let statement =
            "  subject: User a\n  mayNot: {verbs: approve, resources: signers, names: ['example.com/*', '*']}"
        #expect(results(statement) == ["holds"])
    }

    @Test("one statement that cannot be read does not hide the others")
    func others() {
        let text = """
            assertions:
            - name: broken
              subject: nobody
              may: {verbs: [get], resources: [pods]}
            - name: fine
              subject: Group ops
              may: {verbs: [get], resources: [pods]}
            """
        let assertions = AccessAssertions(SourceText(text))
        #expect(assertions.assertions.map(\.name) == ["fine"] && assertions.problems.count == 1)
    }

    @Test("a second document is told with its place, and the statements of the first are checked")
    func furtherDocument() {
        let text = """
            ---
            # nothing before the separator
            ---
            assertions:
            - name: fine
              subject: Group ops
              may: {verbs: [get], resources: [pods]}
            ---
            assertions:
            - name: second
              subject: Group ops
              may: {verbs: [get], resources: [pods]}
            """
        let assertions = AccessAssertions(SourceText(text))
        #expect(assertions.assertions.map(\.name) == ["fine"])
        #expect(assertions.problems.map(\.reason) == [.furtherDocument])
        #expect(assertions.problems.first?.position?.line == 9)
    }
}
