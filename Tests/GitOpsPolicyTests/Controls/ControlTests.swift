import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Built-in controls")
struct ControlTests {
    static let policies = PolicySet(ControlSet().manifests)

    static func check(_ object: String) -> PolicyCheck {
        policies.check(AdmissionSimulation(head: PolicyFixture.set(object, name: "web.yaml")))
    }

    static func findings(_ object: String, of id: String) -> [Finding] {
        check(object).findings.filter { $0.rule.id == id }
    }

    // MARK: Fixtures

    @Test("every control has objects that break it and objects that do not")
    func fixtures() {
        #expect(ControlFixture.all.map(\.id).sorted() == Control.all.map(\.id).sorted())
        for fixture in ControlFixture.all {
            #expect(!fixture.failing.isEmpty && !fixture.passing.isEmpty, "\(fixture.id)")
        }
    }

    @Test("an object that breaks a control is found, at the lines that decide", arguments: ControlFixture.all)
    func failing(fixture: ControlFixture) throws {
        let control = try #require(Control.all.first { $0.id == fixture.id })
        for object in fixture.failing {
            let found = Self.findings(object, of: fixture.id)
            #expect(found.count == 1, "\(object)")
            let finding = try #require(found.first)
            #expect(finding.verdict == .fail && finding.severity == control.severity)
            #expect(finding.message.hasPrefix(control.check.message))
            let marked = object.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .filter { $0.element.hasSuffix("# <-") }.map { $0.offset + 1 }
            let lines = finding.places.filter { $0.role == "what decided" }.compactMap { $0.position?.line }
            #expect(!marked.isEmpty && Set(marked).isSubset(of: lines), "\(lines): \(object)")
            #expect(lines.first.map { marked.contains($0) } == true, "\(lines): \(object)")
        }
    }

    @Test("an object that keeps a control is judged and not found", arguments: ControlFixture.all)
    func passing(fixture: ControlFixture) throws {
        let policy = try #require(Self.policies.policies.firstIndex { $0.name == fixture.id })
        for object in fixture.passing {
            let check = Self.check(object)
            #expect(check.findings.filter { $0.rule.id == fixture.id }.isEmpty, "\(object)")
            guard case .matched = try #require(check.documents.first).entry(of: policy).outcome else {
                Issue.record("\(fixture.id) is not about \(object)")
                continue
            }
        }
    }

    @Test("no control has an error with any of the objects")
    func noErrors() {
        for object in ControlFixture.all.flatMap({ $0.failing + $0.passing }) {
            let others = Self.check(object).findings.filter { $0.verdict != .fail }
            #expect(others.isEmpty, "\(others.map(\.description)): \(object)")
        }
    }

    @Test("a pod that is kept well is only told of its image and that it is bare")
    func keptPod() {
        let found = Self.check(ControlFixture.keptPod).findings.map(\.rule.id)
        #expect(found.sorted() == ["image-no-digest", "workload-bare-pod"])
    }

    @Test(
        "pods are found in everything that makes them",
        arguments: [
            ("v1", "Pod", ""), ("v1", "ReplicationController", "template: {spec: "),
            ("apps/v1", "Deployment", "template: {spec: "),
            ("apps/v1", "StatefulSet", "template: {spec: "), ("apps/v1", "DaemonSet", "template: {spec: "),
            ("apps/v1", "ReplicaSet", "template: {spec: "), ("batch/v1", "Job", "template: {spec: "),
            ("batch/v1", "CronJob", "jobTemplate: {spec: {template: {spec: "),
            ("batch/v1beta1", "CronJob", "jobTemplate: {spec: {template: {spec: "), ("v1", "PodTemplate", ""),
            ("argoproj.io/v1alpha1", "Rollout", "template: {spec: "),
            ("apps.kruise.io/v1alpha1", "CloneSet", "template: {spec: "),
            ("apps.kruise.io/v1beta1", "StatefulSet", "template: {spec: "),
            ("apps.kruise.io/v1alpha1", "DaemonSet", "template: {spec: "),
            ("serving.knative.dev/v1", "Service", "template: {spec: "),
            ("serving.knative.dev/v1", "Configuration", "template: {spec: "),
        ])
    func kinds(apiVersion: String, kind: String, way: String) throws {
        let closing = String(repeating: "}", count: way.count { $0 == "{" })
        let pod = "containers: [{name: a, image: a:1, securityContext: {privileged: true}}]"
        let spec = kind.hasPrefix("Pod") ? "{\(pod)}" : "{selector: {}, \(way){\(pod)}\(closing)}"
        let object = ControlFixture.object(
            apiVersion, kind, kind == "PodTemplate" ? "template: {spec: \(spec)}" : "spec: \(spec)")
        let found = Self.findings(object, of: "workload-privileged-container")
        #expect(found.map(\.message) == ["privileged containers: a"])
        #expect(found.first?.places.first?.position?.line == 4)
        // What is left out is asked of whole objects alone: these are whole.
        #expect(Self.findings(object, of: "workload-memory-limit").count == 1)
        #expect(Self.check(object).findings.allSatisfy { $0.verdict == .fail })
    }

    @Test("a Service of the core group has no pods, and one of Knative does")
    func services() {
        let spec = "spec: {ports: [{port: 80}], template: {spec: {hostPID: true}}}"
        #expect(Self.findings(ControlFixture.object("v1", "Service", spec), of: "workload-host-pid").isEmpty)
        let revision = ControlFixture.object("serving.knative.dev/v1", "Service", spec)
        #expect(Self.findings(revision, of: "workload-host-pid").count == 1)
        let nameless = ControlFixture.object(
            "serving.knative.dev/v1", "Service", "spec: {template: {spec: {containers: [{image: 'a:1'}]}}}")
        #expect(Self.check(nameless).findings.allSatisfy { $0.verdict == .fail })
    }

    @Test("a patch of an overlay is not judged by what it leaves out, only by what it says")
    func patches() {
        let patch = ControlFixture.object(
            "apps/v1", "Deployment",
            "spec: {template: {spec: {containers: [{name: web, securityContext: {privileged: true}}]}}}")
        #expect(Self.check(patch).findings.map(\.rule.id) == ["workload-privileged-container"])
    }

    @Test("a secret in an environment is not repeated")
    func secrets() {
        let pod = ControlFixture.pod(container: "env: [{name: API_TOKEN, value: swordfish}]")
        let found = Self.findings(pod, of: "workload-secret-in-environment")
        #expect(found.count == 1)
        #expect(!"\(found)".contains("swordfish"))
    }

    // MARK: Policies

    @Test("ids are unique and names of objects, texts are complete sentences")
    func texts() {
        let controls = ControlSet(allowedRegistries: ["registry.example"]).controls
        #expect(Set(controls.map(\.id)).count == controls.count)
        for control in controls {
            #expect(control.id.count <= 63 && control.id.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "-") })
            for text in [control.summary, control.reason, control.remediation] {
                #expect(text.hasSuffix(".") && !text.contains("\n") && !text.contains("  "), "\(control.id): \(text)")
            }
            #expect(
                !control.references.isEmpty && Set(control.references).count == control.references.count,
                "\(control.id)")
        }
    }

    /// The checker only looks at kinds whose version is named.
    private static func withVersions(_ set: ControlSet) -> String {
        YAMLWriter().string(stream: set.manifests.manifests.map(\.root))
            .replacing("apiVersions:\n      - \"*\"\n", with: "apiVersions:\n      - v1\n")
    }

    @Test("a misspelt field of a control would be told")
    func misspelt() {
        let yaml = Self.withVersions(ControlSet(categories: [.network]))
            .replacing("object.?spec.?tls", with: "object.?spec.?tlz")
        let policies = PolicySet(PolicyFixture.set(yaml))
        #expect(policies.typeCheckingWarnings().map(\.policy) == ["network-ingress-without-tls"])
    }

    @Test("every control compiles and has the right types", arguments: 30...KubernetesVersion.newest.minor)
    func types(minor: Int) throws {
        let set = ControlSet(allowedRegistries: ["registry.example"])
        let yaml = Self.withVersions(set)
        let version = try #require(KubernetesVersion("1.\(minor)"))
        let policies = PolicySet(PolicyFixture.set(yaml), options: PolicySetOptions(kubernetes: version))
        #expect(policies.issues.map(\.description) == [])
        #expect(policies.policies.count == set.controls.count)
        #expect(policies.typeCheckingWarnings().map(\.warning) == [])
    }

    @Test("the text for a cluster has the objects that are evaluated, and the server takes them")
    func export() throws {
        let set = ControlSet(allowedRegistries: ["registry.example"], actions: [.warn, .audit])
        let written = PolicyFixture.set(set.yaml)
        let names = Set(set.controls.filter { !$0.isAboutFiles }.map(\.id))
        #expect(names.count < set.controls.count, "a cluster cannot enforce what is about files")
        #expect(written.unreadable.isEmpty && written.manifests.count == 2 * names.count)
        #expect(
            written.manifests.map(\.root)
                == set.manifests.manifests.filter { names.contains($0.id.name) }.map(\.root))
        for manifest in written.manifests {
            let violations = try #require(SchemaValidator().validate(manifest.root))
            #expect(violations.map(\.description) == [], "\(manifest.id)")
        }
        let policies = PolicySet(set.manifests)
        #expect(policies.bindings.allSatisfy { $0.map(\.actions) == [[.warn, .audit]] })
    }

    @Test("findings name no place in policies that stand in no file")
    func places() {
        let found = Self.check(ControlFixture.pod()).findings
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { !$0.places.isEmpty && $0.places.allSatisfy { $0.origin.path == "web.yaml" } })
    }

    @Test("the rule of a finding has the control's id, texts, severity and references")
    func rule() throws {
        let control = try #require(Control.all.first { $0.id == "workload-privileged-container" })
        let rule = try #require(Self.policies.policies.first { $0.name == control.id }?.rule)
        #expect(rule.id == control.id && rule.severity == .high && rule.summary == control.summary)
        #expect(rule.description == control.reason && rule.help == control.remediation)
        #expect(
            rule.tags == [
                "policy", "security", "workloads", "CIS-5.2.2", "T1611", "NSA-pod-security", "SOC2-CC6.1", "PCI-2.2.6",
            ])
    }
}
