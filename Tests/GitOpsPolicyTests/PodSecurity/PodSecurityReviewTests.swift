import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import Testing

private let shop = """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: restricted
        pod-security.kubernetes.io/warn: privileged
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        spec:
          hostPID: true
          securityContext:
            runAsNonRoot: true
            seccompProfile: {type: RuntimeDefault}
          containers:
          - name: web
            securityContext:
              capabilities:
                drop: [ALL]
              allowPrivilegeEscalation: true
          - name: log
            securityContext:
              allowPrivilegeEscalation: false
    """

@Test func thePodsOfAWorkloadThatTheServerWouldRefuseAreFindings() throws {
    let reviews = PodSecurityAdmission().review(PodText.set(shop))
    #expect(reviews.map(\.verdict) == [.pass, .fail])
    let findings = reviews.flatMap(\.findings)
    #expect(
        findings.map(\.rule.id) == [
            "pod-security-host-namespaces", "pod-security-allow-privilege-escalation",
            "pod-security-capabilities-restricted",
        ])
    // The offending value, or the deepest parent of a missing one.
    #expect(
        findings.map { $0.places.map(\.description) } == [
            ["shop.yaml:15:7"], ["shop.yaml:24:11"], ["shop.yaml:26:9"],
        ])
    #expect(
        findings.map { $0.path?.description } == [
            "spec.template.spec.hostPID",
            "spec.template.spec.containers[name=web].securityContext.allowPrivilegeEscalation",
            "spec.template.spec.containers[name=log].securityContext",
        ])
    #expect(
        findings.first?.message
            == #"the server would refuse its pods: they violate PodSecurity "restricted:latest": host namespaces (hostPID=true)"#
    )
    #expect(findings.allSatisfy { $0.verdict == .fail })
}

@Test func fingerprintsDoNotChangeWithLines() {
    let before = PodSecurityAdmission().review(PodText.set(shop)).flatMap(\.findings).map(\.fingerprint)
    let after = PodSecurityAdmission().review(PodText.set("# moved\n\n" + shop)).flatMap(\.findings)
    #expect(after.map(\.fingerprint) == before)
    #expect(Set(before).count == before.count)
    #expect(after.first?.places.first?.position?.line == 17)
}

@Test func aNamespaceThatIsNotThereIsUnknown() {
    let set = PodText.set("{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostPID: true}}")
    let review = PodSecurityAdmission().review(set)
    #expect(review.map(\.verdict) == [.unknown])
    #expect(review.first?.findings.map(\.verdict) == [.unknown])
    let assumed = PodSecurityAdmission().review(set, assumedPolicy: PodSecurityPolicy(enforce: .baseline))
    #expect(assumed.map(\.verdict) == [.fail])
    #expect(PodSecurityAdmission().review(set, assumedPolicy: PodSecurityPolicy()).map(\.verdict) == [.pass])
    var admission = PodSecurityAdmission()
    admission.configuration.exemptNamespaces = ["default"]
    #expect(admission.review(set).map(\.verdict) == [.skip])
}

@Test(
    "a pod that every standard allows needs no namespace, one that an older version of a standard refuses does",
    arguments: [
        ("", [Verdict.pass]),
        // Since 1.27, which a namespace need not ask for.
        ("sysctls: [{name: net.ipv4.ip_local_reserved_ports, value: '8080'}], ", [.unknown]),
        // Privileged and the baseline allow it.
        ("runAsUser: 0, ", [.unknown]),
    ])
func noStandardRefusesIt(more: String, verdicts: [Verdict]) {
    let set = PodText.set(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: elsewhere}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              securityContext: {\(more)runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: web
                image: web:1.0
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """)
    #expect(PodSecurityAdmission().review(set).map(\.verdict) == verdicts)
}

@Test func whatCannotBeDecodedIsAnErrorEverywhere() {
    let text = """
        {apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: 1}}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: b}, spec: {containers: secret}}
        ---
        {apiVersion: batch/v1, kind: CronJob, metadata: {name: c, namespace: b}, spec: {jobTemplate: []}}
        ---
        {apiVersion: v1, kind: Namespace, metadata: {name: b}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: s, namespace: b}, spec: []}
        """
    var admission = PodSecurityAdmission()
    admission.configuration.exemptNamespaces = ["b"]
    let reviews = admission.review(PodText.set(text))
    #expect(reviews.map(\.verdict) == [.error, .error, .error, .pass])
    #expect(reviews.flatMap(\.findings).map { $0.places.first?.position?.line } == [1, 3, 5])
    #expect(reviews.flatMap(\.findings).allSatisfy { !$0.message.contains("secret") })
}

@Test func anUpdateIsSeenAgainstWhatIsThere() {
    func set(_ label: String, image: String) -> ManifestSet {
        PodText.set(
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: \(label)}}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {hostPID: true, containers: [{image: \(image)}]}}
            """)
    }
    let old = set("privileged", image: "x")
    let reviews = PodSecurityAdmission().review(set("baseline", image: "x"), over: old)
    #expect(reviews.map(\.verdict) == [.warn, .pass])
    #expect(
        reviews.flatMap(\.findings).map(\.message) == [
            #"existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest""#,
            "web: host namespaces",
        ])
    #expect(
        PodSecurityAdmission().review(set("baseline", image: "z"), over: old).map(\.verdict) == [.warn, .fail])
}

@Test func badLabelsAreFindings() {
    let set = PodText.set(
        "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {pod-security.kubernetes.io/warn: high}}}")
    let findings = PodSecurityAdmission().review(set).flatMap(\.findings)
    #expect(findings.map(\.rule.id) == ["pod-security-labels"])
    #expect(findings.first?.verdict == .fail)
}

@Test func rulesHaveNamesOfTheirOwn() {
    let rules = PodSecurityCheck.allCases.map(\.rule)
    #expect(Set(rules.map(\.id)).count == rules.count)
    #expect(rules.allSatisfy { $0.id.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) } })
}

@Test func severalKindsOfReactionTellACheckOnce() {
    let set = PodText.set(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {pod-security.kubernetes.io/warn: baseline, pod-security.kubernetes.io/audit: restricted}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {hostPID: true, volumes: [{name: v, nfs: {}}]}}
        """)
    let findings = PodSecurityAdmission().review(set).flatMap(\.findings)
    #expect(findings.map(\.verdict) == [.warn, .audit])
    #expect(findings.map { $0.properties["check"] } == ["hostNamespaces", "restrictedVolumes"])
}

@Test func podsAreJudgedAsMutatingPoliciesLeaveThem() throws {
    let policies = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: harden}
        spec:
          reinvocationPolicy: Never
          matchConstraints:
            resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
          mutations:
          - patchType: JSONPatch
            jsonPatch:
              expression: >-
                [JSONPatch{op: "replace", path: "/spec/template/spec/hostPID", value: false},
                JSONPatch{op: "add", path: "/spec/template/spec/hostIPC", value: true},
                JSONPatch{op: "add", path: "/spec/template/spec/containers/1/securityContext/capabilities",
                value: {"drop": ["ALL"]}}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: harden}
        spec: {policyName: harden}
        """
    let set = PodText.set(shop)
    let check = PolicySet(ManifestSet(SourceText(policies, name: "policies.yaml"))).check(
        AdmissionSimulation(head: set))
    let findings = PodSecurityAdmission().review(set, after: check).flatMap(\.findings)
    #expect(
        findings.map(\.rule.id) == ["pod-security-host-namespaces", "pod-security-allow-privilege-escalation"])
    #expect(findings.first?.message.hasSuffix("host namespaces (hostIPC=true)") == true)
    // What a policy added stands nowhere: the object around it.
    #expect(findings.map { $0.places.map(\.description) } == [["shop.yaml:14:5"], ["shop.yaml:24:11"]])
}

@Test func labelsThatMutatingPoliciesAddCount() throws {
    let policies = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: label}
        spec:
          reinvocationPolicy: Never
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [namespaces]}]
          mutations:
          - patchType: ApplyConfiguration
            applyConfiguration:
              expression: 'Object{metadata: Object.metadata{labels: {"pod-security.kubernetes.io/enforce": "privileged"}}}'
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: label}
        spec: {policyName: label}
        """
    let set = PodText.set(shop)
    let check = PolicySet(ManifestSet(SourceText(policies, name: "policies.yaml"))).check(
        AdmissionSimulation(head: set))
    #expect(PodSecurityAdmission().review(set, after: check).map(\.verdict) == [.pass, .pass])
    #expect(PodSecurityAdmission().review(set).map(\.verdict) == [.pass, .fail])
}
