import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsDiff

@Suite("Risk of changes of what guards a cluster")
struct GuardrailRiskTests {
    typealias Fixture = RiskFixture

    private static let policy = "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy"
    private static let binding = "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding"
    private static let mutation = "admissionregistration.k8s.io/v1 MutatingAdmissionPolicy"
    private static let webhook = "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration"

    private static func validations(_ texts: String...) -> String {
        "spec: {validations: [" + texts.map { "{expression: \"\($0)\"}" }.joined(separator: ", ") + "]}"
    }

    private static func expression(_ before: String, _ after: String, _ risk: ChangeRisk) -> Fixture {
        .init(policy, validations(before), validations(after), risk)
    }

    private static func rules(_ text: String) -> String { "spec: {matchConstraints: {resourceRules: [\(text)]}}" }

    private static func rule(_ resources: String, operations: String = "CREATE, UPDATE", versions: String = "v1")
        -> String
    {
        "{apiGroups: [''], apiVersions: [\(versions)], operations: [\(operations)], resources: [\(resources)]}"
    }

    static let expressions: [Fixture] = [
        expression("!('evil' in object.data)", "true", .guardrailLoosened),
        expression("object.spec.replicas < 5", "1 == 1", .guardrailLoosened),
        expression("object.spec.replicas < 5", "object.spec.replicas < 5 || true", .guardrailLoosened),
        expression("object.a", "(object.a) || object.b", .guardrailLoosened),
        expression("object.a && object.b", "object.a", .guardrailLoosened),
        expression("object.a", "'object.a' != ''", .guardrailLoosened),
        // Of these nobody can say from the text what they let through.
        expression("object.spec.replicas < 5", "object.spec.replicas < 9", .guardrail),
        expression("object.a", "object.a && object.b", .guardrail),
        expression("object.a", "object.a ? true || false : object.b", .guardrail),
        expression("object.a == 'x || true'", "object.a == 'y || true'", .guardrail),
        expression("object.a  ==  1", "object.a == 1", .guardrail),
        .init(policy, validations("object.a", "object.b"), validations("object.b"), .guardrailLoosened),
        .init(policy, validations("object.a", "object.b"), validations("object.b && object.a"), .guardrail),
        .init(policy, validations("object.a", "object.b"), validations("object.b", "object.a"), .guardrail),
        .init(policy, validations("object.a"), validations("object.a", "object.b"), .guardrail),
        .init(
            policy, "spec: {variables: [{name: a, expression: object.x}]}",
            "spec: {variables: [{name: a, expression: 'true'}]}", .guardrailLoosened),
    ]

    static let scopes: [Fixture] = [
        .init(policy, rules(rule("configmaps")), rules(rule("secrets")), .guardrailLoosened),
        .init(policy, rules(rule("configmaps")), rules(rule("configmaps, secrets")), .guardrail),
        .init(policy, rules(rule("configmaps")), rules(rule("'*'")), .guardrail),
        .init(policy, rules(rule("'*'")), rules(rule("configmaps")), .guardrailLoosened),
        .init(policy, rules(rule("a, b")), rules("\(rule("b")), \(rule("a"))"), .guardrail),
        .init(policy, rules(rule("a")), rules(rule("a", operations: "CREATE")), .guardrailLoosened),
        .init(policy, rules(rule("a")), rules(rule("a", versions: "v2")), .guardrailLoosened),
        .init(
            policy, "spec: {matchConstraints: {excludeResourceRules: []}}",
            "spec: {matchConstraints: {excludeResourceRules: [\(rule("a"))]}}", .guardrailLoosened),
        .init(
            policy,
            "spec: {matchConstraints: {namespaceSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b, c]}]}}}",
            "spec: {matchConstraints: {namespaceSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b]}]}}}",
            .guardrail),
        .init(
            policy,
            "spec: {matchConstraints: {namespaceSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b]}]}}}",
            "spec: {matchConstraints: {namespaceSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b, c]}]}}}",
            .guardrailLoosened),
        .init(
            policy, "spec: {matchConditions: []}", "spec: {matchConditions: [{name: a, expression: object.x}]}",
            .guardrailLoosened),
        .init(
            policy, "spec: {matchConditions: [{name: a, expression: object.x}]}",
            "spec: {matchConditions: [{name: a, expression: 'false'}]}", .guardrailLoosened),
        .init(
            policy, "spec: {matchConditions: [{name: a, expression: object.x}]}", "spec: {matchConditions: []}",
            .guardrail),
        .init(policy, "spec: {failurePolicy: Fail}", "spec: {failurePolicy: Ignore}", .guardrailLoosened),
        .init(policy, "metadata: {name: x, labels: {a: b}}", "metadata: {name: x, labels: {a: c}}", .metadata),
        .init(binding, "spec: {validationActions: [Deny]}", "spec: {validationActions: [Audit]}", .guardrailLoosened),
        .init(
            binding, "spec: {validationActions: [Deny]}", "spec: {validationActions: [Deny, Audit]}", .guardrail),
        .init(
            binding, "spec: {policyName: a}",
            "spec: {policyName: a, matchResources: {namespaceSelector: {matchLabels: {a: b}}}}", .guardrailLoosened),
        .init(binding, "spec: {policyName: a}", "spec: {policyName: b}", .guardrailLoosened),
        .init(mutation, "spec: {mutations: [{patchType: JSONPatch}]}", "spec: {mutations: []}", .guardrailLoosened),
        .init(
            webhook, "webhooks: [{name: a, rules: [\(rule("pods"))]}]",
            "webhooks: [{name: a, rules: [\(rule("pods, services"))]}]", .guardrail),
        .init(
            webhook, "webhooks: [{name: a, rules: [\(rule("pods, services"))]}]",
            "webhooks: [{name: a, rules: [\(rule("pods"))]}]", .guardrailLoosened),
        .init(
            webhook, "webhooks: [{name: a, clientConfig: {service: {name: a, namespace: d}}}]",
            "webhooks: [{name: a, clientConfig: {url: 'https://x.example/y'}}]", .guardrailLoosened, .privilege),
        .init(
            webhook, "webhooks: [{name: a, clientConfig: {url: 'https://w.example/y'}}]",
            "webhooks: [{name: a, clientConfig: {url: 'https://x.example/y'}}]", .guardrailLoosened, .privilege),
        .init(
            webhook, "webhooks: [{name: a, clientConfig: {url: 'https://w.example/y'}}]",
            "webhooks: [{name: a, clientConfig: {url: 'https://w.example/z'}}]", .privilege, .guardrail),
    ]

    private static func labels(_ text: String) -> String { "metadata: {name: x, labels: {\(text)}}" }

    static let others: [Fixture] = [
        .init(
            "v1 Namespace", labels("pod-security.kubernetes.io/enforce: restricted"), labels(""), .guardrailLoosened,
            .inPlace),
        .init(
            "v1 Namespace", labels("pod-security.kubernetes.io/enforce-version: latest"),
            labels("pod-security.kubernetes.io/enforce-version: v1.0"), .guardrailLoosened, .guardrail, .inPlace),
        .init(
            "v1 Namespace", labels("pod-security.kubernetes.io/warn: restricted"),
            labels("pod-security.kubernetes.io/warn: baseline"), .guardrail, .inPlace),
        .init(
            "v1 Namespace", labels("a: b"), labels("a: b, admission.gatekeeper.sh/ignore: x"), .guardrailLoosened,
            .inPlace),
        .init(
            "kyverno.io/v1 ClusterPolicy", "spec: {validationFailureAction: Enforce}",
            "spec: {validationFailureAction: Audit}", .guardrailLoosened),
        .init(
            "kyverno.io/v1 ClusterPolicy", "spec: {rules: [{name: a}, {name: b}]}", "spec: {rules: [{name: b}]}",
            .guardrailLoosened),
        .init(
            "kyverno.io/v1 ClusterPolicy", "spec: {rules: [{name: a}]}", "spec: {rules: [{name: a}, {name: b}]}",
            .guardrail),
        .init(
            "policies.kyverno.io/v1alpha1 ValidatingPolicy", "spec: {validations: [{expression: object.a}]}",
            "spec: {validations: [{expression: 'true'}]}", .guardrailLoosened),
        .init(
            "constraints.gatekeeper.sh/v1beta1 K8sRequiredLabels", "spec: {match: {}}",
            "spec: {match: {}, enforcementAction: dryrun}", .guardrailLoosened),
        .init(
            "constraints.gatekeeper.sh/v1beta1 K8sRequiredLabels", "spec: {parameters: {a: 1}}",
            "spec: {parameters: {a: 2}}", .guardrail),
        .init(
            "config.gatekeeper.sh/v1alpha1 Config", "spec: {match: [{excludedNamespaces: [a]}]}",
            "spec: {match: [{excludedNamespaces: [a, b]}]}", .guardrailLoosened),
        .init("cilium.io/v2 CiliumNetworkPolicy", "spec: {a: 1}", "spec: {a: 2}", .guardrail),
        .init("argoproj.io/v1alpha1 AppProject", "spec: {sourceRepos: [a]}", "spec: {sourceRepos: [a, b]}", .guardrail),
        .init(
            "argoproj.io/v1alpha1 AppProject", "spec: {clusterResourceBlacklist: [{group: '', kind: Node}]}",
            "spec: {clusterResourceBlacklist: []}", .guardrailLoosened),
        .init("argoproj.io/v1alpha1 Application", "spec: {a: 1}", "spec: {a: 2}", .inPlace),
        .init("v1 LimitRange", "spec: {limits: []}", "spec: {limits: [{type: Pod}]}", .guardrail),
    ]

    @Test("what is surely looser is told apart from what is another one", arguments: expressions + scopes + others)
    func all(fixture: Fixture) throws {
        let assessment = try fixture.assessment()
        // Limits of quotas are told as capacity as well.
        #expect(Fixture.risks(assessment).filter { $0 != .capacity } == fixture.risks, "\(assessment.findings)")
    }

    @Test(
        "a guardrail that is deleted is loosened, a new one is no risk, and an exemption is one when it comes",
        arguments: [
            (policy, ChangeRisk.guardrailLoosened, ChangeRisk.inPlace), (binding, .guardrailLoosened, .inPlace),
            (mutation, .guardrailLoosened, .inPlace), ("v1 ResourceQuota", .guardrailLoosened, .inPlace),
            ("networking.k8s.io/v1 NetworkPolicy", .guardrailLoosened, .inPlace),
            ("kyverno.io/v1 ClusterPolicy", .guardrailLoosened, .inPlace),
            ("cilium.io/v2 CiliumClusterwideNetworkPolicy", .guardrailLoosened, .inPlace),
            ("constraints.gatekeeper.sh/v1beta1 Anything", .guardrailLoosened, .inPlace),
            ("argoproj.io/v1alpha1 AppProject", .guardrail, .inPlace),
            ("kyverno.io/v2 PolicyException", .inPlace, .guardrailLoosened),
        ])
    func presence(kind: String, deleted: ChangeRisk, created: ChangeRisk) throws {
        let fixture = Fixture(kind, "spec: {a: b}", "spec: {a: b}")
        let text = try YAMLWriter().string(fixture.document("spec: {a: b}").root)
        let set = ManifestSet(SourceText(text, name: "a.yaml"))
        let removal = try #require(ManifestSetDiff(base: set, head: ManifestSet()).resources.first)
        let addition = try #require(ManifestSetDiff(base: ManifestSet(), head: set).resources.first)
        #expect(RiskClassifier().assess(removal).highest == deleted)
        #expect(RiskClassifier().assess(addition).highest == created)
    }

    @Test("parameters of policies and labels that they choose namespaces by are guardrails as well")
    func references() throws {
        func set(_ limit: Int, _ label: String) -> ManifestSet {
            ManifestSet(
                SourceText(
                    """
                    {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: p},
                     spec: {paramKind: {apiVersion: v1, kind: ConfigMap}}}
                    ---
                    {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: p},
                     spec: {policyName: p, paramRef: {name: limits, namespace: shop},
                     matchResources: {namespaceSelector: {matchLabels: {env: live}}}}}
                    ---
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: limits, namespace: shop}, data: {a: "\(limit)"}}
                    ---
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: other, namespace: shop}, data: {a: "\(limit)"}}
                    ---
                    {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: \(label)}}}
                    """, name: "a.yaml"))
        }
        let (base, head) = (set(1, "live"), set(2, "test"))
        let classifier = RiskClassifier(references: GuardrailReferences([base]))
        let risks = ManifestSetDiff(base: base, head: head).resources.map {
            "\($0.id.kind) \($0.id.name) \(classifier.assess($0).highest)"
        }
        #expect(
            risks.sorted() == [
                "ConfigMap limits guardrail", "ConfigMap other inPlace", "Namespace shop guardrailLoosened",
            ])
    }

    @Test("hostile expressions are looked at in bounded time")
    func hostile() {
        for text in [
            String(repeating: "(", count: 19_000), String(repeating: "(a || ", count: 3_000),
            String(repeating: "a || ", count: 3_900) + "true", String(repeating: "x", count: 1_000_000),
            String(repeating: "((", count: 500) + "true" + String(repeating: "))", count: 500), "'", "\\", "", "||",
            "&",
        ] {
            let condition = ConditionText(text)
            #expect(condition.follows(from: condition))
        }
        #expect(ConditionText("((true))").asksNothing && !ConditionText("x.true_ || object.a").isConstant)
    }
}
