import GitOpsManifest
import GitOpsPolicy
import Testing

private let head = "apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\n"

@Test func aConfigurationIsRead() throws {
    let text = """
        \(head)defaults: {enforce: baseline, enforce-version: v1.30, audit: restricted, warn-version: ''}
        exemptions:
          usernames: [admin, 'system:x']
          namespaces: [kube-system]
          runtimeClasses: [kata.example]
        """
    let configuration = try PodSecurityConfiguration(PodText.root(text))
    #expect(
        configuration
            == PodSecurityConfiguration(
                defaults: PodSecurityPolicy(enforce: PodSecurityStandard(.baseline, .minor(30)), audit: .restricted),
                exemptUsernames: ["admin", "system:x"], exemptNamespaces: ["kube-system"],
                exemptRuntimeClasses: ["kata.example"]))
}

@Test func aConfigurationInsideOfThatOfAllPluginsIsRead() throws {
    let text = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
        - name: Other
        - name: PodSecurity
          configuration:
            apiVersion: pod-security.admission.config.k8s.io/v1beta1
            kind: PodSecurityConfiguration
            defaults: {warn: baseline}
        """
    #expect(try PodSecurityConfiguration(PodText.root(text)).defaults.warn == .baseline)
}

@Test(arguments: [
    ("\(head)defaults: {enforce: Baseline}", "defaults.enforce: must be one of privileged, baseline, restricted"),
    ("\(head)defaults: {warn-version: '1.2'}", #"defaults.warn-version: must be "latest" or "v1.x""#),
    ("\(head)defaults: {enforced: baseline}", "defaults.enforced: there is no such field"),
    ("\(head)defaults: {enforce: 1}", "defaults.enforce: a string is expected"),
    ("\(head)defaults: baseline", "defaults: an object is expected"),
    ("\(head)exemption: {}", "exemption: there is no such field"),
    ("\(head)exemptions: {namespaces: [a, a]}", "exemptions.namespaces[1]: the name comes twice"),
    ("\(head)exemptions: {namespaces: [a.b]}", "exemptions.namespaces[0]: this is no name"),
    ("\(head)exemptions: {runtimeClasses: [A]}", "exemptions.runtimeClasses[0]: this is no name"),
    ("\(head)exemptions: {usernames: [null]}", "exemptions.usernames[0]: this is no name"),
    ("\(head)exemptions: {usernames: admin}", "exemptions.usernames: a list of names is expected"),
    ("apiVersion: v1\nkind: Pod", "a PodSecurityConfiguration"), ("[]", "apiVersion and kind"),
    ("\(head)defaults: {}\ndefaults: {}", "defaults comes twice"),
    (
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: [{name: PodSecurity, path: x}]",
        "plugins[name=PodSecurity]: a configuration in place is expected"
    ),
])
func aBrokenConfigurationIsAnError(text: String, problem: String) throws {
    let root = try PodText.root(text)
    let error = #expect(throws: PodSecurityConfigurationError.self) { try PodSecurityConfiguration(root) }
    let description = error.map { "\($0)" } ?? ""
    #expect(description.contains(problem), "\(description)")
    #expect(description.hasPrefix("test.yaml:"))
}
