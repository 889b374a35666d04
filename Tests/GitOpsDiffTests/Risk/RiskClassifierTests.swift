import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Risk classifier")
struct RiskClassifierTests {
    typealias Fixture = RiskFixture

    @Test(
        "what the server takes for the same object has no risk; what it does not has one",
        arguments: [
            Fixture.container("resources: {limits: {cpu: 1000m}}", "resources: {limits: {cpu: 1}}", .none),
            .container("ports: [{containerPort: 80}]", "ports: [{containerPort: 80, protocol: TCP}]", .none),
            .container("terminationMessagePath: /dev/termination-log", "", .none),
            .container("ports: [{containerPort: 80}]", "ports: [{containerPort: 80, protocol: UDP}]", .rollingRestart),
            .pod("", "restartPolicy: Always", .none), .pod("", "hostname: null", .none),
            .pod("restartPolicy: Always", "restartPolicy: Never", .rollingRestart),
            .init("apps/v1 Deployment", "status: {replicas: 1}", "status: {replicas: 2}", .none),
            .init(
                "apps/v1 Deployment", "metadata: {name: x, generation: 1}", "metadata: {name: x, generation: 2}",
                .none),
            .init(
                "apps/v1 Deployment", "metadata: {name: x, labels: {a: b}}", "metadata: {name: x, labels: {a: c}}",
                .metadata),
            .init("apps/v1 Deployment", "metadata: {name: x}", "metadata: {name: x, annotations: {a: b}}", .metadata),
            .init("v1 Pod", "metadata: {name: x, labels: {a: b}}", "metadata: {name: x, labels: {a: c}}", .inPlace),
            .init("shop.example/v1 Meal", "spec: {a: 1}", "spec: {a: 2}", .inPlace),
            .init("shop.example/v1 Meal", "metadata: {name: x}", "metadata: {name: x, labels: {a: b}}", .metadata),
        ])
    func nothing(fixture: Fixture) throws {
        let assessment = try fixture.assessment()
        #expect(Fixture.risks(assessment) == fixture.risks, "\(assessment.findings)")
    }

    @Test("what is added loses nothing, whatever would be lost with it later")
    func added() throws {
        let text = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: a}
            spec: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}
            """
        let diff = ManifestSetDiff(base: ManifestSet(), head: ManifestSet(SourceText(text, name: "a.yaml")))
        let resource = try #require(diff.resources.first)
        #expect(RiskClassifier().assess(resource).findings.allSatisfy { $0.risk != .dataLoss })
    }

    @Test("containers in another order are another template")
    func order() throws {
        let fixture = Fixture.pod("containers: [{name: a}, {name: b}]", "containers: [{name: b}, {name: a}]")
        #expect(try fixture.assessment().highest == .rollingRestart)
    }

    @Test(
        "a desired state applied to a live object is judged alike",
        arguments: [
            Fixture.container("", "securityContext: {privileged: true}", .privilege, .rollingRestart),
            .container("securityContext: {privileged: true}", "securityContext: {privileged: false}", .rollingRestart),
            .init("v1 Service", "spec: {type: ClusterIP}", "spec: {type: NodePort}", .exposure),
            .init("apps/v1 Deployment", "spec: {replicas: 1}", "spec: {replicas: 2}", .capacity),
            .init("batch/v1 Job", "spec: {completions: 3}", "spec: {completions: 2}", .recreate, .capacity),
            .init(
                "networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}, ingress: []}",
                "spec: {podSelector: {}, ingress: [{}]}", .guardrailLoosened, .exposure),
            .init(
                "rbac.authorization.k8s.io/v1 Role", "rules: []",
                "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]", .privilege),
        ])
    func live(fixture: Fixture) throws {
        let assessment = try fixture.liveAssessment()
        #expect(Fixture.risks(assessment) == fixture.risks, "\(assessment.findings)")
    }

    @Test("what the desired state does not name stays as it is in the live one")
    func overlay() throws {
        let live = try Document(
            yaml: "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x}, "
                + "spec: {updateStrategy: {type: OnDelete}, template: {spec: {hostname: a}}}}")
        let desired = try Document(
            yaml: "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x}, "
                + "spec: {template: {spec: {hostname: b}}}}")
        let result = ThreeWayDiff(mode: .twoWay).compare(desired: desired.root, live: live.root)
        let assessment = RiskClassifier().assess(result, desired: desired.root, live: live.root)
        #expect(assessment.highest == .inPlace)
    }

    @Test("a finding names the field that decides, the reason and the source")
    func finding() throws {
        let fixture = Fixture.pod("", "containers: [{name: a, securityContext: {privileged: true}}]")
        let finding = try #require(fixture.assessment().findings.first)
        #expect(finding.risk == .privilege)
        #expect(
            finding.path.description == "spec.template.spec.containers[name=a].securityContext.privileged")
        #expect(finding.reason == "the container gets every right on its node")
        #expect(finding.source == "kubernetes.io/docs/concepts/security/pod-security-standards/")
        let refused = try Fixture("v1 Secret", "type: a", "type: b").assessment().findings.first
        #expect(refused?.source == "ValidateSecretUpdate")
    }

    @Test("risks are ordered by severity; one change has its own findings")
    func severity() throws {
        #expect(ChangeRisk.allCases.map(\.severity).sorted() == Array(0..<ChangeRisk.allCases.count))
        let fixture = Fixture(
            "apps/v1 Deployment", "spec: {replicas: 1, paused: true}", "spec: {replicas: 2, paused: false}")
        let assessment = try fixture.assessment()
        #expect(assessment.changes.map { $0.map(\.risk) } == [[.capacity], [.inPlace]])
        #expect(assessment.highest == .capacity)
    }

    @Test("nodes at hand and no whole objects: what needs them is not asked")
    func alone() throws {
        let base = try Document(yaml: "{spec: {type: ClusterIP}}")
        let head = try Document(yaml: "{spec: {type: LoadBalancer}}")
        let changes = TwoWayDiff().compare(base: base.root, desired: head.root)
        let kind = GroupVersionKind(apiVersion: "v1", kind: "Service")
        let found = RiskClassifier().findings(for: changes[0], in: kind, before: base.root, after: head.root)
        #expect(found.map(\.risk) == [.exposure])
    }
}
