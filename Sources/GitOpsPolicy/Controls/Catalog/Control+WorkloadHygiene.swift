import GitOpsReport

extension Control {
    /// What keeps workloads steady, and secrets out of sight.
    ///
    /// Sources: the API reference of PodSpec and Container; "Configuration Best Practices" and "Resource Management for
    /// Pods and Containers" of the documentation of Kubernetes.
    static let workloadHygiene: [Control] = [
        // Names that stand for a place of a secret (TOKEN_FILE, SECRET_NAME) end otherwise. Values that are paths,
        // addresses, references to other variables, switches or marks of templates are no secrets.
        Control(
            "workload-secret-in-environment", .high, .workloads,
            summary: "No secret stands in the manifest as the value of a variable.",
            reason: "Who reads the repository, its copies or the object has the secret, and it stays in the history.",
            remediation:
                "Change the secret, put it into a Secret that is not stored in plain text, and use valueFrom.secretKeyRef.",
            of: .pods,
            .none(
                of: "variables.containers",
                where: #"""
                    it.?env.orValue([]).filter(variable, variable.?name.orValue('').matches(\#
                    r'(?i)(password|passwd|secret|token|api_?key|access_?key|private_?key|credentials?)$') \#
                    && !variable.name.endsWith('CLUSTER_TOKEN') && variable.?value.orValue('') != '' \#
                    && !variable.value.startsWith(variable.name) && !variable.value.matches(\#
                    r'^(/|\.|[a-z+]+://|[0-9.]+$|(?i:true|false|yes|no|none|null|enabled|disabled)$)|\$[({]|\{\{|^<.*>$')).size() > 0
                    """#,
                says: "containers with secrets in plain text"),
            references: [.mitre("T1552.001"), .nsa(.secrets), .soc2("CC6.1"), .pci("8.6.2")]),
        Control(
            "workload-secret-as-variable", .info, .workloads,
            summary: "Secrets reach programs as files.",
            reason: "Environments are inherited by every child, and find their way into crash reports and logs.",
            remediation: "Mount the Secret as a volume, and let the program read the file.",
            of: .pods,
            .none(
                of: "variables.containers",
                where: """
                    it.?env.orValue([]).exists(variable, variable.?valueFrom.?secretKeyRef.hasValue()) \
                    || it.?envFrom.orValue([]).exists(source, source.?secretRef.hasValue())
                    """,
                says: "containers with Secrets in their environment"),
            references: [.cis("5.4.1"), .nsa(.secrets), .soc2("CC6.1")]),
        Control(
            "workload-writable-root-file-system", .low, .workloads,
            summary: "No container can change its own programs.",
            reason: "A root file system that can be written lets an attacker leave tools and change what is run.",
            remediation: "Set readOnlyRootFilesystem: true, and mount emptyDir volumes where the program writes.",
            of: .wholePods,
            .none(
                of: "variables.linuxContainers",
                where: "!it.?securityContext.?readOnlyRootFilesystem.orValue(false)",
                says: "containers with a root file system that can be written"),
            references: [.nsa(.immutableFileSystems), .soc2("CC6.8"), .pci("2.2.6")]),
        Control(
            "workload-memory-limit", .low, .workloads,
            summary: "Every container has a limit of memory.",
            reason: "A program without one can take the memory of its node, and the kernel then ends others.",
            remediation: "Set resources.limits.memory a little above what the program was seen to use.",
            of: .wholePods,
            .none(
                of: "variables.podSpec.?resources.?limits.?memory.hasValue() ? [] : variables.containers",
                where: "!it.?resources.?limits.?memory.hasValue()", says: "containers without a limit of memory"),
            references: [.mitre("T1499"), .nsa(.resourcePolicies), .soc2("A1.1")]),
        Control(
            "workload-resource-requests", .low, .workloads,
            summary: "Every container says how much processor time and memory it needs.",
            reason: """
                The scheduler goes by requests: without them nodes get too many pods, and such pods are the first to be evicted.
                """,
            remediation: "Set resources.requests.cpu and resources.requests.memory.",
            of: .wholePods,
            .none(
                of: "variables.containers",
                // Requests that are left out are those of the limits, for pods as for containers.
                where: """
                    !it.?resources.?requests.?cpu.or(it.?resources.?limits.?cpu)\
                    .or(variables.podSpec.?resources.?requests.?cpu).or(variables.podSpec.?resources.?limits.?cpu).hasValue() \
                    || !it.?resources.?requests.?memory.or(it.?resources.?limits.?memory)\
                    .or(variables.podSpec.?resources.?requests.?memory)\
                    .or(variables.podSpec.?resources.?limits.?memory).hasValue()
                    """,
                says: "containers without requests"),
            references: [.nsa(.resourcePolicies), .soc2("A1.1")]),
        Control(
            "workload-readiness-probe", .low, .workloads,
            summary: "Pods that serve say when they are ready.",
            reason: "Without a readiness probe a pod gets requests before it can answer, in every rollout.",
            remediation: "Set a readinessProbe that asks what the program needs to answer.",
            of: .services,
            .holds(
                """
                !variables.mainContainers.exists(container, container.?ports.orValue([]).size() > 0) \
                || variables.mainContainers.exists(container, container.?readinessProbe.hasValue())
                """, says: "serves at ports and has no readiness probe"),
            references: [.soc2("A1.2")]),
        Control(
            "workload-liveness-probe", .info, .workloads,
            summary: "Pods that serve are started again when they hang.",
            reason: "A program that hangs without ending stays as it is until a person looks.",
            remediation: "Set a livenessProbe that fails only when a restart helps.",
            of: .services,
            .holds(
                """
                !variables.mainContainers.exists(container, container.?ports.orValue([]).size() > 0) \
                || variables.mainContainers.exists(container, container.?livenessProbe.hasValue())
                """, says: "serves at ports and has no liveness probe"),
            references: [.soc2("A1.2")]),
        Control(
            "workload-host-aliases", .info, .workloads,
            summary: "Names are looked up in DNS alone.",
            reason: "Entries of hostAliases go before DNS: they hide where a pod really connects to, and age unseen.",
            remediation: "Put the name into DNS, or use a Service without a selector.",
            of: .pods,
            .holds(
                "variables.podSpec.?hostAliases.orValue([]).size() == 0",
                says: "has entries of its own in the hosts file"),
            references: [.soc2("CC6.6")]),
        Control(
            "workload-bare-pod", .info, .workloads,
            summary: "Pods are made by a controller.",
            reason: "Nothing makes a bare pod again when its node goes.",
            remediation: "Use a Deployment, a StatefulSet, a DaemonSet or a Job.",
            of: .barePods,
            .holds("object.metadata.?ownerReferences.orValue([]).size() > 0", says: "is made by no controller"),
            references: [.soc2("A1.2")]),
    ]
}
