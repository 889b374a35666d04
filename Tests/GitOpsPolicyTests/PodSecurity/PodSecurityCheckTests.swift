import GitOpsManifest
import GitOpsPolicy
import Testing

/// What one check says about one pod.
struct CheckCase: Sendable, CustomTestStringConvertible {
    var check: PodSecurityCheck
    var spec: String
    var annotations = "{}"
    /// The newest rules unless a version is given.
    var minor = 37
    /// What the server writes; `nil` when it has nothing to say.
    var says: String?

    var testDescription: String { "\(check.rawValue) v1.\(minor) \(spec) \(annotations)" }
}

private func container(_ members: String) -> String { "{containers: [{name: a, \(members)}]}" }
private func context(_ members: String) -> String { container("securityContext: {\(members)}") }

private let baselineCases: [CheckCase] = [
    // privileged
    CheckCase(check: .privileged, spec: context("privileged: false")),
    CheckCase(check: .privileged, spec: context("privileged: null")),
    CheckCase(
        check: .privileged, spec: context("privileged: true"),
        says: #"privileged (container "a" must not set securityContext.privileged=true)"#),
    CheckCase(
        check: .privileged,
        spec: """
            {containers: [{name: b, securityContext: {privileged: true}}], initContainers: [{name: a, securityContext: {
            privileged: true}}], ephemeralContainers: [{name: c, securityContext: {privileged: true}}]}
            """,
        says: #"privileged (containers "a", "b", "c" must not set securityContext.privileged=true)"#),
    // hostNamespaces
    CheckCase(check: .hostNamespaces, spec: "{hostNetwork: false, hostPID: null}"),
    CheckCase(
        check: .hostNamespaces, spec: "{hostIPC: true, hostPID: true, hostNetwork: true}",
        says: "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)"),
    // hostPorts
    CheckCase(check: .hostPorts, spec: container("ports: [{containerPort: 80}, {hostPort: 0}]")),
    CheckCase(
        check: .hostPorts, spec: container("ports: [{hostPort: 9}, {hostPort: 80}, {hostPort: 9}]"),
        says: #"hostPort (container "a" uses hostPorts 80, 9)"#),
    CheckCase(
        check: .hostPorts,
        spec: "{containers: [{name: a, ports: [{hostPort: 80}]}, {name: b, ports: [{hostPort: 80}]}]}",
        says: #"hostPort (containers "a", "b" use hostPort 80)"#),
    // The default of a pod on the network of its node.
    CheckCase(
        check: .hostPorts,
        spec: """
            {hostNetwork: true, containers: [{name: a, ports: [{containerPort: 81}]}], ephemeralContainers: [{name: e,
            ports: [{containerPort: 82}]}]}
            """,
        says: #"hostPort (container "a" uses hostPort 81)"#),
    // hostPathVolumes
    CheckCase(check: .hostPathVolumes, spec: "{volumes: [{name: v, hostPath: null}]}"),
    CheckCase(
        check: .hostPathVolumes, spec: "{volumes: [{name: v, hostPath: {path: /}}]}",
        says: #"hostPath volumes (volume "v")"#),
    CheckCase(
        check: .hostPathVolumes, spec: "{volumes: [{name: v, hostPath: {}}, {name: u, hostPath: {}}]}",
        says: #"hostPath volumes (volumes "v", "u")"#),
    // hostProbesAndHostLifecycle
    CheckCase(
        check: .hostProbesAndHostLifecycle, spec: container("livenessProbe: {httpGet: {host: 10.1.2.3}}"), minor: 33),
    CheckCase(
        check: .hostProbesAndHostLifecycle, spec: container("livenessProbe: {httpGet: {host: ''}}"), minor: 34),
    CheckCase(
        check: .hostProbesAndHostLifecycle, spec: container("livenessProbe: {httpGet: {host: 10.1.2.3}}"), minor: 34,
        says: #"probe or lifecycle host (container "a" uses probe or lifecycle host "10.1.2.3")"#),
    CheckCase(
        check: .hostProbesAndHostLifecycle,
        spec: """
            {containers: [{name: b, readinessProbe: {tcpSocket: {host: z}}, startupProbe: {httpGet: {host: z}}},
            {name: a, lifecycle: {postStart: {httpGet: {host: x}}, preStop: {tcpSocket: {host: w}}}}]}
            """,
        says: #"probe or lifecycle host (containers "a", "b" use probe or lifecycle hosts "w", "x", "z")"#),
    // capabilities_baseline
    CheckCase(check: .capabilitiesBaseline, spec: context("capabilities: {add: [CHOWN, SETUID], drop: [x]}")),
    CheckCase(
        check: .capabilitiesBaseline, spec: context("capabilities: {add: [SYS_ADMIN, CHOWN, NET_RAW]}"),
        says:
            #"non-default capabilities (container "a" must not include "NET_RAW", "SYS_ADMIN" in "#
            + "securityContext.capabilities.add)"),
    CheckCase(
        check: .capabilitiesBaseline, spec: context("capabilities: {add: [chown]}"),
        says: #"non-default capabilities (container "a" must not include "chown" in securityContext.capabilities.add)"#),
    // procMount
    CheckCase(check: .procMount, spec: context("procMount: Default")),
    CheckCase(
        check: .procMount, spec: context("procMount: Unmasked"),
        says: #"procMount (container "a" must not set securityContext.procMount to "Unmasked")"#),
    CheckCase(
        check: .procMount, spec: "{hostUsers: false, \(context("procMount: Unmasked").dropFirst())", minor: 34,
        says: #"procMount (container "a" must not set securityContext.procMount to "Unmasked")"#),
    CheckCase(check: .procMount, spec: "{hostUsers: false, \(context("procMount: Unmasked").dropFirst())", minor: 35),
    CheckCase(
        check: .procMount, spec: "{hostUsers: true, \(context("procMount: Unmasked").dropFirst())", minor: 35,
        says: #"procMount (container "a" must not set securityContext.procMount to "Unmasked")"#),
    // seLinuxOptions
    CheckCase(check: .seLinuxOptions, spec: context("seLinuxOptions: {type: container_t, user: '', level: s0}")),
    CheckCase(
        check: .seLinuxOptions, spec: context("seLinuxOptions: {type: container_engine_t}"), minor: 30,
        says:
            #"seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t")"#),
    CheckCase(check: .seLinuxOptions, spec: context("seLinuxOptions: {type: container_engine_t}"), minor: 31),
    CheckCase(
        check: .seLinuxOptions,
        spec: """
            {securityContext: {seLinuxOptions: {user: u, role: r}}, containers: [{name: a, securityContext: {
            seLinuxOptions: {type: z}}}, {name: b, securityContext: {seLinuxOptions: {type: x}}}]}
            """,
        says:
            #"seLinuxOptions (pod and containers "a", "b" set forbidden securityContext.seLinuxOptions: types "x", "z"; "#
            + "user may not be set; role may not be set)"),
    // sysctls
    CheckCase(check: .sysctls, spec: "{securityContext: {sysctls: [{name: kernel.shm_rmid_forced}]}}", minor: 0),
    CheckCase(
        check: .sysctls,
        spec: "{securityContext: {sysctls: [{name: kernel.msgmax}, {name: a}, {name: kernel.msgmax}]}}",
        says: "forbidden sysctls (kernel.msgmax, a, kernel.msgmax)"),
    // windowsHostProcess
    CheckCase(check: .windowsHostProcess, spec: context("windowsOptions: {hostProcess: false}")),
    CheckCase(
        check: .windowsHostProcess,
        spec: """
            {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, securityContext: {
            windowsOptions: {hostProcess: true}}}]}
            """,
        says: #"hostProcess (pod and container "a" must not set securityContext.windowsOptions.hostProcess=true)"#),
    // seccompProfile_baseline: annotations, then fields
    CheckCase(
        check: .seccompProfileBaseline, spec: container("image: x"),
        annotations: """
            {seccomp.security.alpha.kubernetes.io/pod: unconfined, container.seccomp.security.alpha.kubernetes.io/a: 'x"y',
            container.seccomp.security.alpha.kubernetes.io/other: unconfined}
            """, minor: 18,
        says:
            #"seccompProfile (forbidden annotations container.seccomp.security.alpha.kubernetes.io/a="x\"y", "#
            + #"seccomp.security.alpha.kubernetes.io/pod="unconfined")"#),
    CheckCase(
        check: .seccompProfileBaseline, spec: "{}",
        annotations: "{seccomp.security.alpha.kubernetes.io/pod: localhost/x}", minor: 18),
    CheckCase(
        check: .seccompProfileBaseline, spec: "{}",
        annotations: "{seccomp.security.alpha.kubernetes.io/pod: unconfined}", minor: 19),
    CheckCase(check: .seccompProfileBaseline, spec: context("seccompProfile: {type: Unconfined}"), minor: 18),
    CheckCase(
        check: .seccompProfileBaseline, spec: context("seccompProfile: {type: Unconfined}"), minor: 19,
        says:
            #"seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")"#),
    // appArmorProfile
    CheckCase(
        check: .appArmorProfile, spec: context("appArmorProfile: {type: Localhost}"),
        annotations: "{container.apparmor.security.beta.kubernetes.io/a: ''}", minor: 0),
    CheckCase(
        check: .appArmorProfile, spec: context("appArmorProfile: {}"),
        says: #"forbidden AppArmor profile (container "a" must not set AppArmor profile type to "")"#),
    CheckCase(
        check: .appArmorProfile,
        spec: "{securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: a}]}",
        annotations: """
            {container.apparmor.security.beta.kubernetes.io/b: unconfined,
            container.apparmor.security.beta.kubernetes.io/a: unconfined}
            """,
        says:
            #"forbidden AppArmor profiles (pod and annotations must not set AppArmor profile type to "Unconfined", "#
            + #""container.apparmor.security.beta.kubernetes.io/a="unconfined"", "#
            + #""container.apparmor.security.beta.kubernetes.io/b="unconfined"")"#),
]

private let restrictedCases: [CheckCase] = [
    // allowPrivilegeEscalation
    CheckCase(check: .allowPrivilegeEscalation, spec: context(""), minor: 7),
    CheckCase(
        check: .allowPrivilegeEscalation, spec: context(""), minor: 8,
        says:
            #"allowPrivilegeEscalation != false (container "a" must set "#
            + "securityContext.allowPrivilegeEscalation=false)"),
    CheckCase(check: .allowPrivilegeEscalation, spec: context("allowPrivilegeEscalation: false")),
    CheckCase(
        check: .allowPrivilegeEscalation, spec: "{os: {name: windows}, \(context("").dropFirst())", minor: 24,
        says:
            #"allowPrivilegeEscalation != false (container "a" must set "#
            + "securityContext.allowPrivilegeEscalation=false)"),
    CheckCase(check: .allowPrivilegeEscalation, spec: "{os: {name: windows}, \(context("").dropFirst())", minor: 25),
    // capabilities_restricted
    CheckCase(check: .capabilitiesRestricted, spec: context(""), minor: 21),
    CheckCase(
        check: .capabilitiesRestricted, spec: context("capabilities: {add: [NET_BIND_SERVICE], drop: [x, ALL]}")),
    CheckCase(
        check: .capabilitiesRestricted, spec: context(""), minor: 22,
        says: #"unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])"#),
    CheckCase(
        check: .capabilitiesRestricted, spec: context("capabilities: {add: [CHOWN], drop: [all]}"),
        says:
            #"unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; "#
            + #"container "a" must not include "CHOWN" in securityContext.capabilities.add)"#),
    CheckCase(check: .capabilitiesRestricted, spec: "{os: {name: windows}, \(context("").dropFirst())", minor: 25),
    // procMount_restricted
    CheckCase(
        check: .procMountRestricted, spec: "{hostUsers: false, \(context("procMount: Unmasked").dropFirst())",
        minor: 35, says: #"procMount (container "a" must not set securityContext.procMount to "Unmasked")"#),
    CheckCase(check: .procMountRestricted, spec: context("procMount: Unmasked"), minor: 34),
    // restrictedVolumes
    CheckCase(check: .restrictedVolumes, spec: "{volumes: [{name: v}, {name: w, image: {}}, {name: x, csi: {}}]}"),
    CheckCase(
        check: .restrictedVolumes, spec: "{volumes: [{name: v, nfs: {}}, {name: w, hostPath: {}}, {name: x, nfs: {}}]}",
        says:
            #"restricted volume types (volumes "v", "w", "x" use restricted volume types "hostPath", "nfs")"#),
    CheckCase(
        check: .restrictedVolumes, spec: "{volumes: [{name: v, futureVolume: {}}]}",
        says: #"restricted volume types (volume "v" uses restricted volume type "unknown")"#),
    // runAsNonRoot
    CheckCase(check: .runAsNonRoot, spec: "{securityContext: {runAsNonRoot: true}, containers: [{name: a}]}"),
    CheckCase(check: .runAsNonRoot, spec: context("runAsNonRoot: true")),
    CheckCase(
        check: .runAsNonRoot, spec: context(""),
        says: #"runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)"#),
    CheckCase(
        check: .runAsNonRoot,
        spec: """
            {securityContext: {runAsNonRoot: false}, containers: [{name: a}, {name: b, securityContext: {runAsNonRoot: false}}]}
            """,
        says: #"runAsNonRoot != true (pod and container "b" must not set securityContext.runAsNonRoot=false)"#),
    CheckCase(
        check: .runAsNonRoot, spec: "{hostUsers: false, \(context("").dropFirst())", minor: 34,
        says: #"runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)"#),
    CheckCase(check: .runAsNonRoot, spec: "{hostUsers: false, \(context("").dropFirst())", minor: 35),
    // runAsUser
    CheckCase(check: .runAsUser, spec: context("runAsUser: 0"), minor: 22),
    CheckCase(check: .runAsUser, spec: context("runAsUser: 1000")),
    CheckCase(
        check: .runAsUser, spec: "{securityContext: {runAsUser: 0}, \(context("runAsUser: 0").dropFirst())", minor: 23,
        says: #"runAsUser=0 (pod and container "a" must not set runAsUser=0)"#),
    CheckCase(check: .runAsUser, spec: "{hostUsers: false, \(context("runAsUser: 0").dropFirst())", minor: 35),
    // seccompProfile_restricted
    CheckCase(check: .seccompProfileRestricted, spec: context(""), minor: 18),
    CheckCase(
        check: .seccompProfileRestricted, spec: context(""), minor: 19,
        says:
            #"seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" "#
            + #"or "Localhost")"#),
    CheckCase(
        check: .seccompProfileRestricted,
        spec: "{securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a}]}",
        says: #"seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")"#),
    CheckCase(check: .seccompProfileRestricted, spec: "{os: {name: windows}, \(context("").dropFirst())", minor: 25),
]

@Test(arguments: baselineCases + restrictedCases)
func aCheckSaysWhatTheServerSays(_ example: CheckCase) throws {
    let result = try PodText.result(
        example.spec, annotations: example.annotations, example.check.level, .minor(example.minor))
    let found = try #require(result).violations.filter { $0.check == example.check }
    #expect(found.map(\.description) == [example.says].compactMap { $0 })
    #expect(found.allSatisfy { !$0.nodes.isEmpty })
}

/// The first version that allows a sysctl.
@Test(arguments: [
    ("net.ipv4.ip_local_reserved_ports", 27), ("net.ipv4.tcp_keepalive_time", 29), ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29), ("net.ipv4.tcp_keepalive_probes", 29), ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32), ("net.ipv4.tcp_slow_start_after_idle", 37), ("net.ipv4.tcp_notsent_lowat", 37),
])
func sysctlsAreAllowedFromAVersionOn(name: String, minor: Int) throws {
    let spec = "{securityContext: {sysctls: [{name: \(name)}]}}"
    #expect(try PodText.result(spec, .baseline, .minor(minor - 1))?.message.hasSuffix("sysctls (\(name))") == true)
    #expect(try PodText.result(spec, .baseline, .minor(minor))?.isAllowed == true)
    #expect(try PodText.result(spec, .restricted, .latest)?.isAllowed == true)
}

@Test func allViolationsMakeOneMessageInTheOrderOfTheServer() throws {
    let result = try #require(try PodText.result("{hostPID: true, containers: [{name: c}]}", .restricted))
    #expect(
        result.message == """
            violates PodSecurity "restricted:latest": host namespaces (hostPID=true), allowPrivilegeEscalation != false \
            (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \
            "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set \
            securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set \
            securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
            """)
    #expect(result.warning == "would violate" + result.message.dropFirst("violates".count))
    #expect(
        result.reason
            == "host namespaces, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, "
            + "seccompProfile")
}

@Test func anAllowedPodHasNoMessage() throws {
    let result = try #require(try PodText.result(PodText.hardened(), .restricted))
    #expect(result.isAllowed)
    #expect(result.message.isEmpty && result.warning.isEmpty && result.reason.isEmpty)
    #expect(try PodText.result("{hostPID: true}", .privileged)?.isAllowed == true)
}

@Test func checksGoByNameAndTheBaselineComesFirst() {
    let baseline = PodSecurityCheck.allCases.filter { $0.level == .baseline }.map(\.rawValue)
    let restricted = PodSecurityCheck.allCases.filter { $0.level == .restricted }.map(\.rawValue)
    #expect(baseline == baseline.sorted() && restricted == restricted.sorted())
    #expect(PodSecurityCheck.allCases.map(\.rawValue) == baseline + restricted)
}

@Test func aServerJudgesNewerVersionsByItsNewestRules() throws {
    let pod = try #require(try PodText.pod("{containers: [{name: a, livenessProbe: {httpGet: {host: x}}}]}"))
    let old = PodSecurityEvaluator(serverVersion: KubernetesVersion(minor: 33))
    #expect(old.evaluate(pod, against: .baseline).isAllowed)
    #expect(old.evaluate(pod, against: PodSecurityStandard(.baseline, .minor(36))).isAllowed)
    #expect(!PodSecurityEvaluator().evaluate(pod, against: PodSecurityStandard(.baseline, .minor(99))).isAllowed)
}

@Test func namesInValuesAreComparedByTheirBytes() throws {
    // An `é` in one and in two scalars: the same text to Unicode, two values to the server.
    let spec = "{containers: [{name: a, securityContext: {capabilities: {add: [\"\u{E9}\", \"e\u{301}\"]}}}]}"
    let detail = try #require(try PodText.result(spec, .baseline)).violations.first?.detail ?? ""
    #expect(
        detail.utf8.elementsEqual(
            "container \"a\" must not include \"e\u{301}\", \"\u{E9}\" in securityContext.capabilities.add".utf8))
}
