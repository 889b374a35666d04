import GitOpsManifest
import GitOpsPolicy
import GitOpsSchema
import GitOpsTestSupport
import Testing

@Test(arguments: [
    ("v1", "Pod", "metadata: {}\nspec: &spec {hostPID: true}"),
    ("v1", "PodTemplate", "template: {spec: {hostPID: true}}"),
    ("v1", "ReplicationController", "spec: {template: {spec: {hostPID: true}}}"),
    ("apps/v1", "ReplicaSet", "spec: {template: {spec: {hostPID: true}}}"),
    ("apps/v1", "Deployment", "spec: {template: {spec: {hostPID: true}}}"),
    ("apps/v1", "StatefulSet", "spec: {template: {spec: {hostPID: true}}}"),
    ("apps/v1", "DaemonSet", "spec: {template: {spec: {hostPID: true}}}"),
    ("batch/v1", "Job", "spec: {template: {spec: {hostPID: true}}}"),
    ("batch/v1", "CronJob", "spec: {jobTemplate: {spec: {template: {spec: {hostPID: true}}}}}"),
])
func thePodOfEveryWorkloadIsFound(apiVersion: String, kind: String, rest: String) throws {
    let object = try PodText.root("apiVersion: \(apiVersion)\nkind: \(kind)\n\(rest)\n")
    let pod = try #require(try PodTemplate(object))
    let result = PodSecurityEvaluator().evaluate(pod, against: .baseline)
    #expect(result.detail == "host namespaces (hostPID=true)")
    #expect(result.violations.first?.nodes.first?.position?.line == 3 || kind == "Pod")
}

@Test(arguments: [
    "apiVersion: v1\nkind: Service\nspec: {template: {spec: {hostPID: true}}}",
    "apiVersion: example.com/v1\nkind: Deployment\nspec: {template: {spec: {hostPID: true}}}",
    "apiVersion: v1\nkind: Deployment\nspec: {}", "apiVersion: apps/v1\nkind: Pod\nspec: {hostPID: true}",
    "kind: Pod", "apiVersion: v1\nkind: [Pod]", "[]", "Pod", "null",
    "apiVersion: v1\nkind: ReplicationController\nspec: {}",
])
func otherObjectsHaveNoPod(text: String) throws { #expect(try PodTemplate(PodText.root(text)) == nil) }

@Test func aWorkloadWithoutTemplateHasAPodWithoutAnything() throws {
    for rest in ["", "spec: null", "spec: {}", "spec: {template: null}"] {
        let pod = try #require(try PodTemplate(PodText.root("apiVersion: apps/v1\nkind: Deployment\n\(rest)")))
        #expect(PodSecurityEvaluator().evaluate(pod, against: .restricted).isAllowed)
    }
}

/// Where a value of another type is, and what is expected in its place.
@Test(arguments: [
    ("{containers: x}", "spec.containers", "a list"), ("{containers: {a: 1}}", "spec.containers", "a list"),
    ("{containers: [x]}", "spec.containers[0]", "an object"), ("{containers: [[]]}", "spec.containers[0]", "an object"),
    ("[]", "spec", "an object"), ("yes", "spec", "an object"), ("{hostPID: 'true'}", "spec.hostPID", "a boolean"),
    ("{hostNetwork: 1}", "spec.hostNetwork", "a boolean"),
    ("{securityContext: []}", "spec.securityContext", "an object"),
    ("{containers: [{name: 1}]}", "spec.containers[0].name", "a string"),
    ("{containers: [{securityContext: true}]}", "spec.containers[0].securityContext", "an object"),
    (
        "{containers: [{securityContext: {privileged: 'no'}}]}", "spec.containers[0].securityContext.privileged",
        "a boolean"
    ),
    (
        "{initContainers: [{securityContext: {runAsUser: 0.5}}]}", "spec.initContainers[0].securityContext.runAsUser",
        "an integer of 64 bits"
    ),
    (
        "{initContainers: [{securityContext: {runAsUser: 9223372036854775808}}]}",
        "spec.initContainers[0].securityContext.runAsUser", "an integer of 64 bits"
    ),
    (
        "{containers: [{ports: [{hostPort: 2147483648}]}]}", "spec.containers[0].ports[0].hostPort",
        "an integer from -2147483648 to 2147483647"
    ),
    (
        "{containers: [{securityContext: {capabilities: {drop: ALL}}}]}",
        "spec.containers[0].securityContext.capabilities.drop", "a list"
    ),
    (
        "{containers: [{securityContext: {capabilities: {drop: [{}]}}}]}",
        "spec.containers[0].securityContext.capabilities.drop[0]", "a string"
    ),
    ("{volumes: [{emptyDir: true}]}", "spec.volumes[0].emptyDir", "an object"),
    ("{volumes: [{hostPath: /etc}]}", "spec.volumes[0].hostPath", "an object"),
    ("{securityContext: {sysctls: {a: b}}}", "spec.securityContext.sysctls", "a list"),
    ("{os: windows}", "spec.os", "an object"), ("{hostUsers: 'false'}", "spec.hostUsers", "a boolean"),
])
func whatTheServerCannotDecodeIsAnError(spec: String, path: String, expected: String) throws {
    let error = #expect(throws: PodDecodingError.self) { try PodText.pod(spec) }
    #expect(error?.path.description == path)
    #expect(error?.expected == expected)
    #expect(error?.node.position?.line == 1)
}

@Test func annotationsAreTexts() throws {
    let error = #expect(throws: PodDecodingError.self) { try PodText.pod("{}", annotations: "{a: 1}") }
    #expect(error?.path.description == "metadata.annotations.a")
}

@Test func anErrorNeverRepeatsTheValue() {
    let error = #expect(throws: PodDecodingError.self) { try PodText.pod("{containers: hunter2}") }
    #expect(error.map { "\($0)".contains("hunter2") } == false)
}

@Test func nullIsTheSameAsNothing() throws {
    let spec = """
        {containers: [null, {name: null, ports: null, securityContext: null, livenessProbe: null}], volumes: [null],
        securityContext: null, hostPID: null, os: null}
        """
    let result = try #require(try PodText.result(spec, .restricted))
    #expect(
        result.violations.map(\.check.rawValue) == [
            "allowPrivilegeEscalation", "capabilities_restricted", "runAsNonRoot", "seccompProfile_restricted",
        ])
    #expect(result.violations.first?.detail.hasPrefix("containers \"\", \"\" must") == true)
}

/// Values of any type in the place of any value: an error exactly where the schema has one.
@Test func whatCannotBeDecodedIsWhatTheSchemaRefuses() throws {
    var errors = 0
    for seed in UInt64(1)...500 {
        var random = RandomPod(SeededGenerator(seed: seed))
        let root = try PodText.root(random.json(hostile: true))
        let refused = (SchemaValidator().validate(root) ?? []).filter { violation in
            switch violation.problem {
            case .wrongType, .outOfRange: true
            default: false
            }
        }
        do {
            _ = try PodTemplate(root)
            #expect(refused.isEmpty, "seed \(seed): \(refused)")
        } catch {
            errors += 1
            #expect(refused.contains { $0.position == error.node.position }, "seed \(seed): \(error), \(refused)")
        }
    }
    #expect(errors > 100 && errors < 500)
}
