import GitOpsReport

extension Control {
    /// What separates a pod from its node.
    ///
    /// Sources: the Pod Security Standards of Kubernetes, and the API reference of PodSpec, Container and
    /// SecurityContext.
    static let workloadIsolation: [Control] = [
        Control(
            "workload-privileged-container", .high, .workloads,
            summary: "No container is privileged.",
            reason: "A privileged container has every capability and every device: whoever gets into it has the node.",
            remediation: """
                Remove securityContext.privileged, and add the one capability or device that the program needs.
                """,
            of: .pods,
            .none(
                of: "variables.containers", where: "it.?securityContext.?privileged.orValue(false)",
                says: "privileged containers"),
            references: [
                .cis("5.2.2"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6"),
            ]),
        Control(
            "workload-windows-host-process", .high, .workloads,
            summary: "No container is a HostProcess container of Windows.",
            reason: "A HostProcess container runs on the node itself, with the rights of the account it names.",
            remediation: "Remove windowsOptions.hostProcess from the pod and its containers.",
            of: .pods,
            .none(
                of: "variables.containers",
                where: """
                    it.?securityContext.?windowsOptions.?hostProcess\
                    .or(variables.podContext.?windowsOptions.?hostProcess).orValue(false)
                    """,
                says: "HostProcess containers"),
            references: [.cis("5.2.11"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-host-pid", .high, .workloads,
            summary: "No pod shares the processes of its node.",
            reason: """
                With hostPID a container sees the processes of the node and of all its pods, their arguments and environments, \
                and as root reaches their files.
                """,
            remediation: "Remove hostPID.",
            of: .pods, .holds("!variables.podSpec.?hostPID.orValue(false)", says: "shares the processes of the node"),
            references: [.cis("5.2.3"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-host-ipc", .high, .workloads,
            summary: "No pod shares the interprocess communication of its node.",
            reason: "With hostIPC a container reads and writes shared memory of programs on the node.",
            remediation: "Remove hostIPC; containers of one pod share theirs without it.",
            of: .pods, .holds("!variables.podSpec.?hostIPC.orValue(false)", says: "shares the IPC of the node"),
            references: [.cis("5.2.4"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-host-network", .medium, .workloads,
            summary: "No pod uses the network of its node.",
            reason: """
                With hostNetwork a container reaches what listens on the node alone, is covered by no NetworkPolicy, and may \
                see the traffic of other pods.
                """,
            remediation: "Remove hostNetwork, and give the pod a Service.",
            of: .pods, .holds("!variables.podSpec.?hostNetwork.orValue(false)", says: "uses the network of the node"),
            references: [
                .cis("5.2.5"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.6"), .pci("2.2.6"),
            ]),
        Control(
            "workload-host-port", .low, .workloads,
            summary: "No container takes a port of its node.",
            reason: """
                A host port is reached past Services, and keeps all but one such pod off each node.
                """,
            remediation: "Remove hostPort, and give the pod a Service.",
            of: .pods,
            .none(
                of: "variables.podSpec.?hostNetwork.orValue(false) ? [] : variables.containers",
                where: "it.?ports.orValue([]).filter(port, port.?hostPort.orValue(0) != 0).size() > 0",
                says: "containers with ports of the node"),
            references: [.cis("5.2.13"), .nsa(.podSecurity), .soc2("CC6.6"), .pci("2.2.4")]),
        Control(
            "workload-runtime-socket", .high, .workloads,
            summary: "No pod mounts the socket of the container runtime.",
            reason:
                "Who reaches the runtime's socket can start a privileged container, and has the node and all its pods.",
            remediation: """
                Remove the volume; build images without a daemon, and read metrics and logs from the API of Kubernetes.
                """,
            of: .pods,
            .none(
                of: "variables.hostPaths", where: "it.hostPath.?path.orValue('').matches(variables.runtimeSocket)",
                says: "volumes with the container runtime"),
            references: [
                .cis("5.2.12"), .mitre("T1611"), .mitre("T1610"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6"),
            ]),
        Control(
            "workload-sensitive-host-path", .high, .workloads,
            summary: "No pod can write to folders that the node is run by.",
            reason: """
                Who writes to the configuration, programs or state of the node makes it run programs as root; the folders of \
                the kubelet hold the Secrets of all pods of the node.
                """,
            remediation: "Mount the one folder that is needed, with readOnly: true.",
            of: .pods,
            .none(
                of: "variables.writableSensitivePaths",
                where: "it.hostPath.?path.orValue('').matches(variables.sensitivePath)",
                says: "volumes with folders of the node that can be written"),
            references: [
                .cis("5.2.12"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6"),
            ]),
        // What the two controls before this one find is told by them.
        Control(
            "workload-host-path", .medium, .workloads,
            summary: "No pod mounts folders of its node.",
            reason: """
                A host path shares files with the node and with every pod that mounts it, and ties data to a node.
                """,
            remediation: "Use a volume of another kind: a claim, emptyDir, a ConfigMap, or a local persistent volume.",
            of: .pods,
            .none(
                of: "variables.hostPaths",
                where: """
                    !it.hostPath.?path.orValue('').matches(variables.runtimeSocket) \
                    && !variables.writableSensitivePaths.exists(volume, volume.name == it.name)
                    """,
                says: "volumes with folders of the node"),
            references: [
                .cis("5.2.12"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6"),
            ]),
        Control(
            "storage-sensitive-host-path", .high, .workloads,
            summary: "No persistent volume is a folder that the node is run by.",
            reason: """
                Whoever mounts the claim of such a volume writes to the node as with a host path, and no rule about pods sees it.
                """,
            remediation: "Give the volume a folder or disk of its own, such as one below /mnt.",
            of: .persistentVolumes,
            .none(
                of: "[object.?spec.?hostPath.?path, object.?spec.?local.?path]",
                where: """
                    it.hasValue() && (it.value().matches(variables.sensitivePath) \
                    || it.value().matches(variables.runtimeSocket))
                    """,
                says: "folders of the node", naming: "it.value()"),
            references: [
                .cis("5.2.12"), .mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6"),
            ]),
        Control(
            "workload-proc-mount", .medium, .workloads,
            summary: "Every container has the masked /proc.",
            reason: "With an unmasked /proc a container reads and sets what the kernel hides from containers.",
            remediation: "Remove securityContext.procMount.",
            of: .pods,
            .none(
                of: "variables.linuxContainers",
                where: "it.?securityContext.?procMount.orValue('Default') != 'Default'",
                says: "containers with another procMount than Default"),
            references: [.mitre("T1611"), .nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        // The list of safe ones: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/.
        Control(
            "workload-unsafe-sysctl", .medium, .workloads,
            summary: "Pods set only sysctls that are safe for others.",
            reason:
                "Other sysctls change the kernel for the whole node, or take its memory; the kubelet refuses them by default.",
            remediation: "Remove the sysctl, or set it for nodes of their own.",
            of: .pods,
            .none(
                of: "variables.podContext.?sysctls.orValue([])",
                where: """
                    !(it.name in ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start', \
                    'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports', \
                    'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', \
                    'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'])
                    """,
                says: "sysctls that are not safe"),
            references: [.nsa(.podSecurity), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "workload-shared-processes", .low, .workloads,
            summary: "Containers of a pod do not see each other's processes.",
            reason: """
                With shareProcessNamespace every container sees the arguments and environments of the others, and as root their \
                files.
                """,
            remediation: "Remove shareProcessNamespace where no container has to signal another.",
            of: .pods,
            .holds(
                "!variables.podSpec.?shareProcessNamespace.orValue(false)",
                says: "shares processes between its containers"),
            references: [.nsa(.podSecurity), .soc2("CC6.1")]),
    ]
}
