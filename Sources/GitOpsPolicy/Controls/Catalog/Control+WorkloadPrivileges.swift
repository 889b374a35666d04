import GitOpsReport

extension Control {
    private static let dangerousCapabilities = [
        "ALL", "BPF", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "PERFMON", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE",
        "SYS_PTRACE", "SYS_RAWIO",
    ]
    /// https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline.
    private static let baselineCapabilities = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    /// Whether a capability is one of them. Runtimes take them in small letters as well, and CRI-O with the prefix of
    /// the kernel's names.
    private static func isOne(of capabilities: [String]) -> String {
        "capability.matches(r'(?i)^(CAP_)?(\(capabilities.joined(separator: "|")))$')"
    }

    /// What the programs of a pod may do to its node's kernel and to the API.
    ///
    /// Sources: the Pod Security Standards of Kubernetes, and the API reference of Container and SecurityContext.
    static let workloadPrivileges: [Control] = [
        Control(
            "workload-dangerous-capability", .high, .workloads,
            summary: "No container adds a capability that gives it the node.",
            reason: """
                With one of these capabilities root in a container loads modules, mounts, reads any file, traces any process \
                or changes the network of the node.
                """,
            remediation: "Drop ALL capabilities and add only what the program is known to need.",
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    it.?securityContext.?capabilities.?add.orValue([]).filter(capability, \
                    \(isOne(of: dangerousCapabilities))).size() > 0
                    """,
                says: "containers with a capability that gives the node"),
            references: [.cis("5.2.9"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-added-capability", .medium, .workloads,
            summary: "Containers add no capabilities beyond those of a runtime's defaults.",
            reason: """
                A capability such as NET_ADMIN or NET_RAW lets root in a container change routes, listen to others or answer \
                for them.
                """,
            remediation: "Remove the capability, or say in an exception why the program needs it.",
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    it.?securityContext.?capabilities.?add.orValue([]).filter(capability, \
                    !\(isOne(of: dangerousCapabilities + baselineCapabilities))).size() > 0
                    """,
                says: "containers with added capabilities"),
            references: [
                .cis("5.2.8"), .cis("5.2.9"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6"),
            ]),
        Control(
            "workload-capabilities-not-dropped", .low, .workloads,
            summary: "Every container drops all capabilities and adds the ones it needs.",
            reason:
                "A runtime gives root in a container a dozen capabilities that most programs never use and attackers do.",
            remediation: "Set securityContext.capabilities.drop to [ALL].",
            of: .wholePods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    !it.?securityContext.?capabilities.?drop.orValue([]).exists(capability, capability.upperAscii() == 'ALL') \
                    && !it.?securityContext.?privileged.orValue(false)
                    """,
                says: "containers that keep the runtime's capabilities"),
            references: [.cis("5.2.10"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-runs-as-root", .medium, .workloads,
            summary: "No container asks for the user root.",
            reason: "A way out of a container that runs as root leads to root on the node.",
            remediation: "Set runAsUser to another number, and make its files belong to that user.",
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    it.?securityContext.?runAsUser.or(variables.podContext.?runAsUser).orValue(1) == 0 \
                    && !it.?securityContext.?privileged.orValue(false)
                    """,
                says: "containers that run as root"),
            references: [.cis("5.2.7"), .mitre("T1611"), .nsa(.nonRootContainers), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-may-run-as-root", .low, .workloads,
            summary: "Every container is kept from running as root.",
            reason: """
                Without runAsNonRoot the image decides, and many images run as root, where a way out of the container leads to \
                root on the node.
                """,
            remediation:
                "Set runAsNonRoot: true in the security context of the pod, with a runAsUser where the image has none.",
            of: .wholePods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    !it.?securityContext.?runAsNonRoot.or(variables.podContext.?runAsNonRoot).orValue(false) \
                    && !it.?securityContext.?runAsUser.or(variables.podContext.?runAsUser).hasValue() \
                    && !it.?securityContext.?privileged.orValue(false)
                    """,
                says: "containers that may run as root"),
            references: [.cis("5.2.7"), .mitre("T1611"), .nsa(.nonRootContainers), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-privilege-escalation", .low, .workloads,
            summary: "No process gets more privileges than the one that started it.",
            reason: "Unless allowPrivilegeEscalation is false, a program with the set-user-id bit makes a user root.",
            remediation: "Set securityContext.allowPrivilegeEscalation: false.",
            of: .wholePods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    it.?securityContext.?allowPrivilegeEscalation.orValue(true) \
                    && !it.?securityContext.?privileged.orValue(false)
                    """,
                says: "containers whose processes can gain privileges"),
            references: [.cis("5.2.6"), .mitre("T1068"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-seccomp-unconfined", .medium, .workloads,
            summary: "No container turns off the filter of system calls.",
            reason: "Unconfined containers reach every system call, and with that most holes of the kernel.",
            remediation: "Set seccompProfile.type to RuntimeDefault.",
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    it.?securityContext.?seccompProfile.?type.or(variables.podContext.?seccompProfile.?type).orValue('') \
                    == 'Unconfined'
                    """,
                says: "containers without a filter of system calls"),
            references: [.cis("5.6.2"), .mitre("T1611"), .nsa(.hardenedEnvironments), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-seccomp-missing", .low, .workloads,
            summary: "Every container has a filter of system calls.",
            reason: """
                Without a seccomp profile, and unless the kubelet sets one, a container reaches every system call, and with \
                that most holes of the kernel.
                """,
            remediation: "Set seccompProfile.type: RuntimeDefault in the security context of the pod.",
            of: .wholePods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    !it.?securityContext.?seccompProfile.?type.or(variables.podContext.?seccompProfile.?type).hasValue() \
                    && !it.?securityContext.?privileged.orValue(false)
                    """,
                says: "containers without a seccomp profile"),
            references: [.cis("5.6.2"), .mitre("T1611"), .nsa(.hardenedEnvironments), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-apparmor-unconfined", .medium, .workloads,
            summary: "No container turns AppArmor off.",
            reason:
                "An unconfined container may write to files of the kernel that the runtime's profile keeps from it.",
            remediation: "Set appArmorProfile.type to RuntimeDefault, and remove the annotation of old versions.",
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    it.?securityContext.?appArmorProfile.?type.or(variables.podContext.?appArmorProfile.?type).orValue('') \
                    == 'Unconfined' || variables.template.?metadata.?annotations\
                    [?('container.apparmor.security.beta.kubernetes.io/' + it.?name.orValue(''))].orValue('') == 'unconfined'
                    """,
                says: "containers without AppArmor"),
            references: [.mitre("T1611"), .nsa(.hardenedEnvironments), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-selinux-options", .medium, .workloads,
            summary: "Containers keep the user, role and kinds of SELinux types that runtimes give.",
            reason: "Another type, such as spc_t, or another user or role takes the confinement by SELinux away.",
            remediation: """
                Remove user and role, and use one of the types container_t, container_init_t, container_kvm_t and \
                container_engine_t, or none.
                """,
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: """
                    [it.?securityContext.?seLinuxOptions.or(variables.podContext.?seLinuxOptions)].exists(options, \
                    !(options.?type.orValue('') in ['', 'container_t', 'container_init_t', 'container_kvm_t', \
                    'container_engine_t']) || options.?user.orValue('') != '' || options.?role.orValue('') != '')
                    """,
                says: "containers with another user, role or type of SELinux"),
            references: [.mitre("T1611"), .nsa(.hardenedEnvironments), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-default-account-token", .low, .workloads,
            summary: "Pods that have no service account of their own get no token.",
            reason: """
                The token of the account "default" is mounted unless that is turned off; whoever gets into the pod can use what \
                anyone granted to it.
                """,
            remediation: """
                Set automountServiceAccountToken: false, or give the pod a service account of its own with the rights it needs. \
                Policies of pods do not see accounts: where the account default itself has \
                automountServiceAccountToken: false, except its namespace.
                """,
            of: .wholePods,
            .holds(
                """
                !(variables.podSpec.?serviceAccountName.orValue('default') in ['', 'default']) \
                || !variables.podSpec.?automountServiceAccountToken.orValue(true)
                """, says: "mounts the token of the service account default"),
            references: [
                .cis("5.1.5"), .cis("5.1.6"), .mitre("T1528"), .nsa(.serviceAccountTokens), .soc2("CC6.3"),
                .pci("7.2.5"),
            ]),
    ]
}
