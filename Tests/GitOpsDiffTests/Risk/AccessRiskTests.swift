import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Risk of changes of data, rights and definitions")
struct AccessRiskTests {
    typealias Fixture = RiskFixture

    static let storage: [Fixture] = [
        .init("v1 ConfigMap", "data: {a: b}", "data: {a: c}", .inPlace),
        .init("v1 ConfigMap", "immutable: true, data: {a: b}", "immutable: true, data: {a: c}", .recreate, .inPlace),
        .init("v1 ConfigMap", "data: {a: b}", "immutable: true, data: {a: b}", .inPlace),
        .init("v1 Secret", "type: Opaque, data: {a: YQ==}", "type: kubernetes.io/tls, data: {a: YQ==}", .recreate),
        .init("v1 Secret", "data: {a: YQ==}", "data: {a: YWI=}", .inPlace),
        .init(
            "v1 PersistentVolumeClaim", "spec: {resources: {requests: {storage: 2Gi}}}",
            "spec: {resources: {requests: {storage: 1Gi}}}", .dataLoss),
        .init(
            "v1 PersistentVolumeClaim", "spec: {resources: {requests: {storage: 1Gi}}}",
            "spec: {resources: {requests: {storage: 2Gi}}}", .capacity),
        .init(
            "v1 PersistentVolumeClaim", "spec: {resources: {requests: {storage: 1Gi}}}",
            "spec: {resources: {requests: {storage: 1024Mi}}}", .none),
        .init(
            "v1 PersistentVolumeClaim", "spec: {storageClassName: a}", "spec: {storageClassName: b}",
            .dataLoss, .recreate),
        .init(
            "v1 PersistentVolumeClaim", "spec: {accessModes: [ReadWriteOnce]}",
            "spec: {accessModes: [ReadWriteOnce], storageClassName: b}", .inPlace),
        .init(
            "v1 PersistentVolume", "spec: {persistentVolumeReclaimPolicy: Retain}",
            "spec: {persistentVolumeReclaimPolicy: Delete}", .dataLoss),
        .init(
            "v1 PersistentVolume", "spec: {persistentVolumeReclaimPolicy: Delete}",
            "spec: {persistentVolumeReclaimPolicy: Retain}", .inPlace),
        .init(
            "v1 PersistentVolume", "spec: {nfs: {server: a, path: /}}", "spec: {nfs: {server: b, path: /}}",
            .dataLoss, .recreate),
        .init("storage.k8s.io/v1 StorageClass", "provisioner: a", "provisioner: b", .recreate),
        .init("storage.k8s.io/v1 StorageClass", "reclaimPolicy: Retain", "reclaimPolicy: Delete", .dataLoss, .recreate),
        .init("storage.k8s.io/v1 StorageClass", "allowVolumeExpansion: true", "allowVolumeExpansion: false", .inPlace),
    ]

    private static let role = "rbac.authorization.k8s.io/v1 Role"
    private static func rules(_ text: String) -> String { "rules: [\(text)]" }
    private static let read = "{apiGroups: [''], resources: [pods], verbs: [get]}"
    static let access: [Fixture] = [
        .init(role, rules(read), rules("{apiGroups: [''], resources: [pods], verbs: [get, list]}"), .privilege),
        .init(role, rules(read), rules("{apiGroups: [''], resources: ['*'], verbs: [get]}"), .privilege),
        .init(role, rules("{apiGroups: [''], resources: [pods], verbs: [get, list]}"), rules(read), .inPlace),
        .init(role, rules("{apiGroups: [''], resources: [pods], verbs: ['*']}"), rules(read), .inPlace),
        // The same rights in two rules, in another order.
        .init(
            role, rules("{apiGroups: [''], resources: [pods, services], verbs: [get]}"),
            rules("{apiGroups: [''], resources: [services], verbs: [get]}, \(read)"), .inPlace),
        .init(
            role, rules("{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get]}"),
            rules("{apiGroups: [''], resources: [secrets], verbs: [get]}"), .privilege),
        .init(
            role, rules("{apiGroups: [''], resources: [secrets], verbs: [get]}"),
            rules("{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get]}"), .inPlace),
        .init(
            "rbac.authorization.k8s.io/v1 ClusterRole", "rules: []",
            "rules: [{nonResourceURLs: ['/a/*'], verbs: [get]}]",
            .privilege),
        .init(
            "rbac.authorization.k8s.io/v1 ClusterRole", "rules: [{nonResourceURLs: ['/a/*'], verbs: [get]}]",
            "rules: [{nonResourceURLs: [/a/b], verbs: [get]}]", .inPlace),
        .init(
            "rbac.authorization.k8s.io/v1 RoleBinding", "subjects: [{kind: User, name: a}]",
            "subjects: [{kind: User, name: a}, {kind: User, name: b}]", .privilege),
        .init(
            "rbac.authorization.k8s.io/v1 RoleBinding", "subjects: [{kind: User, name: a}, {kind: User, name: b}]",
            "subjects: [{kind: User, name: b}]", .inPlace),
        .init(
            "rbac.authorization.k8s.io/v1 ClusterRoleBinding", "roleRef: {kind: ClusterRole, name: view}",
            "roleRef: {kind: ClusterRole, name: admin}", .privilege, .recreate),
        .init(
            "v1 ServiceAccount", "automountServiceAccountToken: false", "automountServiceAccountToken: true",
            .privilege),
        .init(
            "v1 ServiceAccount", "automountServiceAccountToken: true", "automountServiceAccountToken: false",
            .inPlace),
        .init(
            "v1 ServiceAccount", "metadata: {name: x, annotations: {eks.amazonaws.com/role-arn: a}}",
            "metadata: {name: x, annotations: {eks.amazonaws.com/role-arn: b}}", .privilege),
        .init(
            "v1 Namespace", "metadata: {name: x, labels: {pod-security.kubernetes.io/enforce: restricted}}",
            "metadata: {name: x, labels: {pod-security.kubernetes.io/enforce: baseline}}", .guardrailLoosened, .inPlace),
        .init(
            "v1 Namespace", "metadata: {name: x, labels: {pod-security.kubernetes.io/enforce: baseline}}",
            "metadata: {name: x, labels: {pod-security.kubernetes.io/enforce: restricted}}", .inPlace),
    ]

    private static let webhook = "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration"
    private static let crd = "apiextensions.k8s.io/v1 CustomResourceDefinition"
    private static func version(_ properties: String, served: Bool = true) -> String {
        "{name: v1, served: \(served), storage: true, schema: {openAPIV3Schema: {type: object, properties: {\(properties)}}}}"
    }
    static let definitions: [Fixture] = [
        .init(webhook, "webhooks: [{name: a}, {name: b}]", "webhooks: [{name: a}]", .guardrailLoosened),
        .init(webhook, "webhooks: [{name: a}]", "webhooks: [{name: a}, {name: b}]", .guardrail),
        .init(
            "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration", "webhooks: [{name: a}]",
            "webhooks: [{name: a}, {name: b}]", .privilege, .guardrail),
        .init(
            webhook, "webhooks: [{name: a, failurePolicy: Fail}]", "webhooks: [{name: a, failurePolicy: Ignore}]",
            .guardrailLoosened),
        .init(
            webhook, "webhooks: [{name: a, failurePolicy: Ignore}]", "webhooks: [{name: a, failurePolicy: Fail}]",
            .guardrail),
        .init(
            webhook, "webhooks: [{name: a, namespaceSelector: {}}]",
            "webhooks: [{name: a, namespaceSelector: {matchLabels: {a: b}}}]", .guardrailLoosened),
        .init(
            webhook, "webhooks: [{name: a, namespaceSelector: {matchLabels: {a: b}}}]",
            "webhooks: [{name: a, namespaceSelector: {}}]", .guardrail),
        .init(crd, "spec: {scope: Namespaced}", "spec: {scope: Cluster}", .dataLoss, .recreate),
        .init(
            crd, "spec: {versions: [\(version("")), {name: v2, served: true}]}", "spec: {versions: [\(version(""))]}",
            .dataLoss),
        .init(
            crd, "spec: {versions: [\(version(""))]}", "spec: {versions: [\(version("")), {name: v2, served: true}]}",
            .inPlace),
        .init(
            crd, "spec: {versions: [\(version(""))]}", "spec: {versions: [\(version("", served: false))]}", .dataLoss),
        .init(
            crd, "spec: {versions: [\(version("a: {type: string}, b: {type: string}"))]}",
            "spec: {versions: [\(version("a: {type: string}"))]}", .dataLoss),
        .init(
            crd, "spec: {versions: [\(version("a: {type: string}"))]}",
            "spec: {versions: [\(version("a: {type: string}, b: {type: string}"))]}", .inPlace),
        .init(
            crd, "spec: {versions: [\(version("a: {type: object, x-kubernetes-preserve-unknown-fields: true}"))]}",
            "spec: {versions: [\(version("a: {type: object}"))]}", .dataLoss),
    ]

    @Test("data, rights, definitions", arguments: storage + access + definitions)
    func all(fixture: Fixture) throws {
        let assessment = try fixture.assessment()
        #expect(Fixture.risks(assessment) == fixture.risks, "\(assessment.findings)")
    }

    @Test(
        "what is deleted, and what is new",
        arguments: [
            ("v1 PersistentVolumeClaim", "spec: {}", ChangeRisk.dataLoss, ChangeRisk.inPlace),
            ("v1 PersistentVolume", "spec: {}", .dataLoss, .inPlace), ("v1 Namespace", "spec: {}", .dataLoss, .inPlace),
            (crd, "spec: {}", .dataLoss, .inPlace),
            ("networking.k8s.io/v1 NetworkPolicy", "spec: {ingress: [{}]}", .guardrailLoosened, .inPlace),
            ("v1 Service", "spec: {type: LoadBalancer}", .inPlace, .exposure),
            ("v1 Service", "spec: {ports: [{port: 1}]}", .inPlace, .inPlace),
            ("networking.k8s.io/v1 Ingress", "spec: {rules: [{host: a}]}", .inPlace, .exposure),
            (
                "apps/v1 Deployment", "spec: {replicas: 2, template: {spec: {containers: [{name: a}]}}}", .capacity,
                .inPlace
            ),
            ("apps/v1 Deployment", "spec: {template: {spec: {hostPID: true}}}", .capacity, .privilege),
            (
                "rbac.authorization.k8s.io/v1 Role", "rules: [{verbs: [get], apiGroups: [''], resources: [pods]}]",
                .inPlace,
                .privilege
            ),
            ("rbac.authorization.k8s.io/v1 RoleBinding", "subjects: [{kind: User, name: a}]", .inPlace, .privilege),
            (webhook, "webhooks: [{name: a}]", .guardrailLoosened, .inPlace),
            ("v1 ConfigMap", "data: {}", .inPlace, .inPlace),
            ("policy/v1 PodDisruptionBudget", "spec: {}", .capacity, .inPlace),
            ("shop.example/v1 Meal", "spec: {}", .inPlace, .inPlace),
        ])
    func presence(kind: String, content: String, deleted: ChangeRisk, created: ChangeRisk) throws {
        let fixture = Fixture(kind, content, content)
        let set = try ManifestSet(SourceText(YAMLWriter().string(fixture.document(content).root), name: "a.yaml"))
        let removal = try #require(ManifestSetDiff(base: set, head: ManifestSet()).resources.first)
        let addition = try #require(ManifestSetDiff(base: ManifestSet(), head: set).resources.first)
        #expect(RiskClassifier().assess(removal).highest == deleted)
        #expect(RiskClassifier().assess(addition).highest == created)
    }
}
