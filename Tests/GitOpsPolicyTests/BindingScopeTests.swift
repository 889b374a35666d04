import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Where bindings apply")
struct BindingScopeTests {
    private static let everything =
        "[{apiGroups: [\"*\"], apiVersions: [\"*\"], operations: [\"*\"], resources: [\"*\"]}]"
    private static let falsehood = "validations: [{expression: \"false\"}]"

    private static func namespace(_ name: String, _ labels: String) -> String {
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name), labels: {\(labels)}}\n---\n"
    }

    private static func object(_ kind: String, _ name: String, _ more: String = "", group: String = "v1") -> String {
        "apiVersion: \(group)\nkind: \(kind)\nmetadata: {name: \(name)\(more)}\n---\n"
    }

    /// The documents that a policy refuses which is bound with the given choice, as `Kind/name`.
    private static func refused(
        _ choice: String, _ documents: String, base: String? = nil, expression: String = "false"
    ) -> [String] {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]", rules: everything)
            + PolicyFixture.binding("b", "validationActions: [Deny]\nmatchResources: \(choice)")
        let check = PolicyCheckTests.check(
            policies, documents, base: base, options: AdmissionOptions(unlistedNamespaces: .unlabelled))
        #expect(check.sums.isExact)
        return check.findings.compactMap { finding in
            guard case .resource(let id) = finding.subject, finding.verdict == .fail else { return nil }
            return "\(id.kind)/\(id.name)"
        }
    }

    @Test("a namespace selector is asked of namespaces themselves, and not of other objects of the cluster")
    func namespaceSelector() {
        let documents =
            Self.namespace("shop", "env: prod") + Self.namespace("lab", "env: test")
            + Self.object("ConfigMap", "a", ", namespace: shop") + Self.object("ConfigMap", "b", ", namespace: lab")
            + Self.object("ConfigMap", "c", ", namespace: unknown")
            + Self.object("ClusterRole", "d", group: "rbac.authorization.k8s.io/v1")
        #expect(
            Self.refused("{namespaceSelector: {matchLabels: {env: prod}}}", documents)
                == ["Namespace/shop", "ConfigMap/a", "ClusterRole/d"])
        #expect(
            Self.refused(
                "{namespaceSelector: {matchExpressions: [{key: env, operator: DoesNotExist}]}}", documents)
                == ["ConfigMap/c", "ClusterRole/d"])
        #expect(
            Self.refused("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: lab}}}", documents)
                == ["Namespace/lab", "ConfigMap/b", "ClusterRole/d"])
    }

    @Test("a namespace that goes is chosen by the labels it had, and so is what was in it")
    func deletedNamespace() {
        let base = Self.namespace("shop", "env: prod") + Self.object("ConfigMap", "a", ", namespace: shop")
        #expect(
            Self.refused(
                "{namespaceSelector: {matchLabels: {env: prod}}}", Self.object("ConfigMap", "z", ", namespace: lab"),
                base: base, expression: "object != null || oldObject == null") == ["Namespace/shop", "ConfigMap/a"])
    }

    @Test("an object selector is asked of the old object as well")
    func objectSelector() {
        func object(_ name: String, _ tier: String) -> String {
            Self.object("ConfigMap", name, ", namespace: shop, labels: {tier: \(tier)}")
        }
        #expect(
            Self.refused(
                "{objectSelector: {matchLabels: {tier: web}}}",
                object("was", "db") + object("is", "web") + object("never", "db"),
                base: object("was", "web") + object("is", "db") + object("gone", "web") + object("never", "db"))
                == ["ConfigMap/was", "ConfigMap/is", "ConfigMap/gone"])
    }

    @Test("rules narrow, and exclusions win over them")
    func rules() {
        func rule(_ resources: String, _ more: String = "") -> String {
            "[{apiGroups: [\"\"], apiVersions: [\"*\"], operations: [CREATE], resources: [\(resources)]\(more)}]"
        }
        let documents =
            Self.object("ConfigMap", "a", ", namespace: shop") + Self.object("ConfigMap", "b", ", namespace: shop")
            + Self.object("Secret", "c", ", namespace: shop") + Self.namespace("shop", "env: prod")
        #expect(Self.refused("{resourceRules: \(rule("configmaps"))}", documents) == ["ConfigMap/a", "ConfigMap/b"])
        #expect(
            Self.refused(
                "{excludeResourceRules: \(rule("configmaps", ", resourceNames: [a]"))}", documents)
                == ["ConfigMap/b", "Secret/c", "Namespace/shop"])
        #expect(
            Self.refused(
                "{resourceRules: \(rule("\"*\"")), excludeResourceRules: \(rule("secrets/*, configmaps"))}", documents)
                == ["Namespace/shop"])
        #expect(Self.refused("{resourceRules: \(rule("\"*\"", ", scope: Cluster"))}", documents) == ["Namespace/shop"])
        #expect(
            Self.refused("{resourceRules: \(rule("\"*\"", ", scope: Namespaced"))}", documents)
                == ["ConfigMap/a", "ConfigMap/b", "Secret/c"])
        #expect(Self.refused("{resourceRules: \(rule("\"*/status\""))}", documents).isEmpty)
    }

    @Test(
        "parameters of a selector are each asked; without any the binding says what follows",
        arguments: [
            ("{selector: {matchLabels: {kind: limit}}, parameterNotFoundAction: Deny}", "shop", ["fail a", "fail b"]),
            ("{selector: {}, parameterNotFoundAction: Deny}", "shop", ["fail a", "fail b", "fail c"]),
            ("{selector: {matchLabels: {kind: none}}, parameterNotFoundAction: Allow}", "shop", []),
            (
                "{selector: {matchLabels: {kind: none}}, parameterNotFoundAction: Deny}", "shop",
                [
                    "error failed to configure binding: no params found for policy binding with `Deny` "
                        + "parameterNotFoundAction"
                ]
            ),
            // Of another namespace, and of the object's own.
            ("{name: c, namespace: shop, parameterNotFoundAction: Allow}", "lab", ["fail c"]),
            ("{name: c, parameterNotFoundAction: Allow}", "lab", []),
            ("{name: d, parameterNotFoundAction: Allow}", "lab", ["fail d"]),
        ] as [(String, String, [String])])
    func params(reference: String, namespace: String, expected: [String]) {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                paramKind: {apiVersion: v1, kind: ConfigMap}
                validations: [{expression: "false", messageExpression: "string(params.metadata.name)"}]
                """)
            + PolicyFixture.binding("b", "validationActions: [Deny]\nparamRef: \(reference)")
            + Self.object("ConfigMap", "a", ", namespace: shop, labels: {kind: limit}")
            + Self.object("ConfigMap", "b", ", namespace: shop, labels: {kind: limit}")
            + Self.object("ConfigMap", "c", ", namespace: shop") + Self.object("ConfigMap", "d", ", namespace: lab")
        let check = PolicyCheckTests.check(policies, PolicyFixture.deployment("web", namespace: namespace))
        #expect(PolicyCheckTests.texts(check) == expected)
    }

    @Test("parameters of namespaces cannot be had for objects of the cluster, unless the binding names one")
    func paramsOfClusterObjects() {
        func texts(_ reference: String) -> [String] {
            let policies =
                PolicyFixture.policy(
                    "p",
                    "paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: \"params != null\"}]",
                    rules: Self.everything)
                + PolicyFixture.binding("b", "validationActions: [Audit]\nparamRef: \(reference)")
                + Self.object("ConfigMap", "a", ", namespace: shop")
            let role = Self.object("ClusterRole", "d", group: "rbac.authorization.k8s.io/v1")
            return PolicyCheckTests.texts(PolicyCheckTests.check(policies, role))
        }
        #expect(texts("{name: a, namespace: shop, parameterNotFoundAction: Deny}").isEmpty)
        #expect(
            texts("{name: a, parameterNotFoundAction: Allow}") == [
                "error failed to configure binding: cannot use namespaced paramRef in policy binding that matches "
                    + "cluster-scoped resources"
            ])
    }
}
