import GitOpsManifest
import GitOpsPolicy
import Testing

private let prefix = "pod-security.kubernetes.io/"

private func namespace(_ labels: String, name: String = "shop") throws -> Node {
    try PodText.root("{apiVersion: v1, kind: Namespace, metadata: {name: \(name), labels: {\(labels)}}}")
}

private func pod(_ spec: String) throws -> Node {
    try PodText.root("{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: \(spec)}")
}

private func request(
    _ object: Node, old: Node? = nil, subresource: String = "", username: String = ""
) -> PodSecurityRequest {
    PodSecurityRequest(
        old == nil ? .create : .update, resource: "pods", subresource: subresource, name: "web", namespace: "shop",
        username: username, object: object, oldObject: old)
}

private let bad = "{hostPID: true, containers: [{name: a, image: x}]}"

@Test func aPodIsRefusedByWhatItsNamespaceEnforces() throws {
    let response = PodSecurityAdmission().review(
        request(try pod(bad)), namespace: try namespace("\(prefix)enforce: baseline, \(prefix)enforce-version: v1.30"))
    #expect(response.refusal?.code == 403)
    #expect(
        response.refusal?.message
            == #"pods "web" is forbidden: violates PodSecurity "baseline:v1.30": host namespaces (hostPID=true)"#)
    #expect(response.auditAnnotations == ["enforce-policy": "baseline:v1.30"])
    // The client is refused and need not be warned.
    #expect(response.warnings.isEmpty && response.warned == nil)
}

@Test func warningsAndRecordsDoNotRefuse() throws {
    let response = PodSecurityAdmission().review(
        request(try pod(bad)), namespace: try namespace("\(prefix)warn: baseline, \(prefix)audit: baseline"))
    #expect(response.isAllowed)
    #expect(response.warnings == [#"would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)"#])
    #expect(
        response.auditAnnotations == [
            "enforce-policy": "privileged:latest",
            "audit-violations": #"would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)"#,
        ])
}

@Test func aWorkloadIsOnlyWarnedOf() throws {
    let object = try PodText.root(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: \(bad)}}}")
    let request = PodSecurityRequest(
        .create, group: "apps", resource: "deployments", name: "web", namespace: "shop", object: object)
    let response = PodSecurityAdmission().review(request, namespace: try namespace("\(prefix)enforce: baseline"))
    #expect(response.isAllowed && response.enforced == nil)
    #expect(response.warnings == [#"would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)"#])
    #expect(response.auditAnnotations.isEmpty)
}

@Test func aWorkloadWithoutNamespaceOrShapeIsAdmitted() throws {
    let object = try PodText.root(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: x}}}}")
    let request = PodSecurityRequest(
        .create, group: "apps", resource: "deployments", name: "web", namespace: "shop", object: object)
    let admission = PodSecurityAdmission()
    #expect(admission.review(request, namespace: nil).auditAnnotations["error"]?.contains("\"shop\"") == true)
    let response = admission.review(request, namespace: try namespace("\(prefix)warn: baseline"))
    #expect(response.isAllowed)
    #expect(response.auditAnnotations["error"]?.hasPrefix("failed to decode object") == true)
}

@Test func aPodWithoutNamespaceOrShapeIsAnError() throws {
    let admission = PodSecurityAdmission()
    let lost = admission.review(request(try pod(bad)), namespace: nil)
    #expect(lost.refusal?.message == #"Internal error occurred: failed to lookup namespace "shop""#)
    let broken = admission.review(
        request(try pod("{containers: x}")), namespace: try namespace("\(prefix)enforce: baseline"))
    #expect(broken.refusal?.code == 400)
    let odd = admission.review(
        request(try pod(bad)), namespace: try PodText.root("{kind: Namespace, metadata: {labels: [a]}}"))
    #expect(odd.refusal?.code == 500)
}

@Test func whatNeedsNoLookIsAllowed() throws {
    let labels = try namespace("\(prefix)enforce: restricted")
    var admission = PodSecurityAdmission()
    for subresource in ["status", "exec", "binding", "eviction", "log", "attach", "portforward", "proxy"] {
        #expect(admission.review(request(try pod(bad), subresource: subresource), namespace: labels).isAllowed)
    }
    // Those that can change containers are looked at.
    #expect(!admission.review(request(try pod(bad), subresource: "ephemeralcontainers"), namespace: labels).isAllowed)

    admission.configuration.exemptUsernames = ["admin"]
    #expect(
        admission.review(request(try pod(bad), username: "admin"), namespace: labels).auditAnnotations
            == ["exempt": "user"])
    #expect(!admission.review(request(try pod(bad), username: "admin2"), namespace: labels).isAllowed)
    admission.configuration.exemptRuntimeClasses = ["kata"]
    #expect(
        admission.review(request(try pod("{runtimeClassName: kata, \(bad.dropFirst())")), namespace: labels)
            .auditAnnotations == ["exempt": "runtimeClass"])
    admission.configuration.exemptNamespaces = ["shop"]
    #expect(
        admission.review(request(try pod(bad)), namespace: nil).auditAnnotations == ["exempt": "namespace"])
}

@Test func onlyUpdatesOfImagesAndContainersAreLookedAt() throws {
    let labels = try namespace("\(prefix)enforce: restricted")
    let admission = PodSecurityAdmission()
    func isAllowed(_ new: String, _ old: String) throws -> Bool {
        admission.review(request(try pod(new), old: try pod(old)), namespace: labels).isAllowed
    }
    #expect(try isAllowed(bad, "{containers: [{name: b, image: x}]}"))
    #expect(try !isAllowed(bad, "{containers: [{name: a, image: z}]}"))
    #expect(try !isAllowed(bad, "{containers: []}"))
    let ephemeral = "{ephemeralContainers: [{name: d, image: x}], \(bad.dropFirst())"
    #expect(try !isAllowed(ephemeral, bad))
    #expect(try isAllowed(ephemeral, ephemeral))
    #expect(try !isAllowed(ephemeral, "{ephemeralContainers: [{name: d, image: z}], \(bad.dropFirst())"))
    #expect(try !isAllowed("{initContainers: [{image: x}], \(bad.dropFirst())", bad))
}

@Test func badLabelsCloseWhatIsEnforcedAndOpenTheRest() throws {
    let node = try namespace("\(prefix)enforce: Baseline, \(prefix)warn: x, \(prefix)audit-version: '1.2'")
    let (policy, problems) = try PodSecurityPolicy.of(namespace: node)
    #expect(policy.enforce == .restricted && policy.warn.level == .privileged && policy.audit == .privileged)
    #expect(
        problems.map(\.description) == [
            #"metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "Baseline": must be one of privileged, "#
                + "baseline, restricted",
            #"metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: "1.2": must be "latest" or "v1.x""#,
            #"metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "x": must be one of privileged, baseline, "#
                + "restricted",
        ])
    #expect(problems.allSatisfy { $0.position?.line == 1 })
    let response = PodSecurityAdmission().review(request(try pod(bad)), namespace: node)
    #expect(!response.isAllowed)
    #expect(response.auditAnnotations["error"]?.hasPrefix("Failed to parse policy: [metadata.labels[") == true)
}

@Test func warningsFollowWhatIsEnforcedUnlessTheySaySo() throws {
    func warn(_ labels: String, _ defaults: PodSecurityPolicy = PodSecurityPolicy()) throws -> String {
        "\(try PodSecurityPolicy.of(namespace: namespace(labels), defaults: defaults).policy.warn)"
    }
    let enforce = "\(prefix)enforce: baseline, \(prefix)enforce-version: v1.20"
    #expect(try warn(enforce) == "baseline:v1.20")
    #expect(try warn("\(enforce), \(prefix)warn: privileged") == "privileged:latest")
    #expect(try warn("\(enforce), \(prefix)warn-version: v1.30") == "baseline:v1.30")
    #expect(try warn(enforce, PodSecurityPolicy(warn: .restricted)) == "restricted:latest")
    #expect(try warn("\(prefix)enforce: nonsense") == "privileged:latest")
}

// MARK: Namespaces

private func namespaceRequest(_ new: Node, old: Node? = nil) -> PodSecurityRequest {
    PodSecurityRequest(
        old == nil ? .create : .update, resource: "namespaces", name: "shop", namespace: "shop", object: new,
        oldObject: old)
}

@Test func aNamespaceWithBadLabelsIsRefusedUnlessItHadThemBefore() throws {
    let broken = try namespace("\(prefix)enforce: x")
    let admission = PodSecurityAdmission()
    let response = admission.review(namespaceRequest(broken), namespace: nil)
    #expect(response.refusal?.code == 422)
    #expect(
        response.refusal?.message
            == #"Namespace "shop" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "x": must "#
            + "be one of privileged, baseline, restricted")
    #expect(admission.review(namespaceRequest(broken, old: broken), namespace: nil).isAllowed)
    #expect(!admission.review(namespaceRequest(broken, old: try namespace("")), namespace: nil).isAllowed)
    let other = try namespace("\(prefix)enforce: x, \(prefix)warn: z")
    #expect(
        admission.review(namespaceRequest(other, old: broken), namespace: nil).refusal?.message.contains(": [metadata")
            == true)
}

@Test func aStricterNamespaceIsWarnedOfThePodsInIt() throws {
    func named(_ name: String, _ spec: String, owner: String? = nil) throws -> Node {
        let owners = owner.map { "[{controller: true, uid: \($0)}]" } ?? "[]"
        return try PodText.root(
            "{apiVersion: v1, kind: Pod, metadata: {name: \(name), ownerReferences: \(owners)}, spec: \(spec)}")
    }
    let pods = [
        try named("web-2", bad, owner: "u"), try named("web-1", bad, owner: "u"), try named("web-3", bad),
        try named("ok", "{containers: [{name: a}]}"), try named("disk", "{volumes: [{name: v, hostPath: {}}]}"),
    ]
    let (old, new) = (try namespace(""), try namespace("\(prefix)enforce: baseline"))
    var admission = PodSecurityAdmission()
    let response = admission.review(namespaceRequest(new, old: old), namespace: nil, existingPods: pods)
    #expect(response.isAllowed)
    #expect(
        response.warnings == [
            #"existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest""#,
            "disk: hostPath volumes", "web-1 (and 2 other pods): host namespaces",
        ])
    // The second pod of a controller comes last.
    admission.podLimit = 1
    #expect(
        admission.review(namespaceRequest(new, old: old), namespace: nil, existingPods: pods).warnings == [
            "new PodSecurity enforce level only checked against the first 1 of 5 existing pods",
            #"existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest""#,
            "web-2: host namespaces",
        ])
    // Nothing is looked at when the level is relaxed or stays.
    #expect(admission.review(namespaceRequest(old, old: new), namespace: nil, existingPods: pods).warnings.isEmpty)
    #expect(admission.review(namespaceRequest(new, old: new), namespace: nil, existingPods: pods).warnings.isEmpty)
}

@Test func labelsOfAnExemptNamespaceHaveNoEffect() throws {
    var admission = PodSecurityAdmission()
    admission.configuration.exemptNamespaces = ["shop"]
    let labels = try namespace("\(prefix)enforce: baseline, \(prefix)audit: restricted, \(prefix)audit-version: v1.9")
    #expect(
        admission.review(namespaceRequest(labels), namespace: nil).warnings == [
            #"namespace "shop" is exempt from Pod Security, and the policy (enforce=baseline:latest, "#
                + "audit=restricted:v1.9) will be ignored"
        ])
    #expect(admission.review(namespaceRequest(try namespace("")), namespace: nil).warnings.isEmpty)
}
