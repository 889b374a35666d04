import GitOpsManifest

extension RiskRules {
    /// Rules about a pod specification that stands at a path.
    static func pod(at path: RiskPattern) -> [RiskRule] {
        let context = path.appending("securityContext")
        let containers = ["containers[]", "initContainers[]", "ephemeralContainers[]"].map {
            path.appending(RiskPattern(stringLiteral: $0))
        }
        /// A setting of the Pod that containers may override: it counts unless all of them do.
        func shared(_ field: RiskPattern, _ test: RiskTest, _ reason: String, _ source: String) -> RiskRule {
            RiskRule(
                .privilege, context.appending(field), test, reason, source,
                overriding: containers.prefix(2).map { $0.appending("securityContext").appending(field) })
        }
        return [
            RiskRule(
                .exposure, path.appending("hostNetwork"), .becomes(["true"]),
                "Pods share the node's network and listen on its addresses", RiskSource.podSecurity),
            RiskRule(
                .privilege, path.appending("hostPID"), .becomes(["true"]),
                "containers see and may signal the processes of the node", RiskSource.podSecurity),
            RiskRule(
                .privilege, path.appending("hostIPC"), .becomes(["true"]),
                "containers share memory with the processes of the node", RiskSource.podSecurity),
            RiskRule(
                .privilege, path.appending("hostUsers"), .leaves(["false"]),
                "root in a container is root on the node again", RiskSource.userNamespaces),
            RiskRule(
                .privilege, path.appending("shareProcessNamespace"), .becomes(["true"]),
                "containers of a Pod see each other's processes and files", RiskSource.pod),
            RiskRule(
                .privilege, path.appending("serviceAccountName"), .changed,
                "Pods act with the rights of another service account", RiskSource.serviceAccount),
            RiskRule(
                .privilege, path.appending("automountServiceAccountToken"), .leaves(["false"]),
                "containers get a token of the API server", RiskSource.serviceAccount),
            RiskRule(
                .privilege, path.appending("runtimeClassName"), .removed,
                "containers lose the sandbox that the runtime class stands for", RiskSource.runtimeClass),
            RiskRule(
                .privilege, path.appending("volumes[].hostPath"), .appears,
                "containers reach files of the node", RiskSource.podSecurity),
            RiskRule(
                .privilege, context.appending("sysctls"), .gains, "kernel parameters are changed",
                RiskSource.podSecurity),
            shared(
                "runAsNonRoot", .leaves(["true"]), "containers may run as root", RiskSource.podSecurity),
            shared("runAsUser", .becomes(["0"]), "containers run as root", RiskSource.podSecurity),
            shared("runAsGroup", .becomes(["0"]), "containers run in group root", RiskSource.securityContext),
            shared(
                "seccompProfile.type", .leaves(["RuntimeDefault", "Localhost"]),
                "system calls are no longer filtered", RiskSource.podSecurity),
            shared(
                "appArmorProfile.type", .becomes(["Unconfined"]), "AppArmor no longer confines containers",
                RiskSource.podSecurity),
            shared(
                "windowsOptions.hostProcess", .becomes(["true"]), "containers run as processes of the Windows node",
                RiskSource.podSecurity),
        ] + containers.flatMap { container(at: $0, pod: path) }
    }

    private static func container(at path: RiskPattern, pod: RiskPattern) -> [RiskRule] {
        let context = path.appending("securityContext")
        let shared = pod.appending("securityContext")
        func own(_ field: RiskPattern, _ test: RiskTest, _ reason: String, _ source: String) -> RiskRule {
            RiskRule(.privilege, context.appending(field), test, reason, source)
        }
        /// Without a value of its own the container has the Pod's.
        func inherited(_ field: RiskPattern, _ test: RiskTest, _ reason: String, _ source: String) -> RiskRule {
            RiskRule(
                .privilege, context.appending(field), test, reason, source, inherited: shared.appending(field).path)
        }
        return [
            own(
                "privileged", .becomes(["true"]), "the container gets every right on its node", RiskSource.podSecurity),
            own(
                "allowPrivilegeEscalation", .leaves(["false"]),
                "processes may get more rights than the one that started them", RiskSource.podSecurity),
            // To serve at a port below 1024 is what the restricted standard allows as well.
            own(
                "capabilities.add",
                .that { old, new, _ in
                    let known = Set(old?.elements.map { $0 } ?? [])
                    return new?.elements.contains { !known.contains($0) && $0.string != "NET_BIND_SERVICE" } ?? false
                }, "the container gets capabilities of root", RiskSource.podSecurity),
            own("capabilities.drop", .loses, "the container keeps capabilities of root", RiskSource.podSecurity),
            own(
                "readOnlyRootFilesystem", .leaves(["true"]), "the container may change its own files",
                RiskSource.securityContext),
            own(
                "procMount", .becomes(["Unmasked"]), "the container sees all of /proc", RiskSource.podSecurity),
            inherited("runAsNonRoot", .leaves(["true"]), "the container may run as root", RiskSource.podSecurity),
            inherited("runAsUser", .becomes(["0"]), "the container runs as root", RiskSource.podSecurity),
            inherited("runAsGroup", .becomes(["0"]), "the container runs in group root", RiskSource.securityContext),
            inherited(
                "seccompProfile.type", .leaves(["RuntimeDefault", "Localhost"]), "system calls are no longer filtered",
                RiskSource.podSecurity),
            inherited(
                "appArmorProfile.type", .becomes(["Unconfined"]), "AppArmor no longer confines the container",
                RiskSource.podSecurity),
            inherited(
                "windowsOptions.hostProcess", .becomes(["true"]), "the container runs as a process of the Windows node",
                RiskSource.podSecurity),
            RiskRule(
                .privilege, path.appending("volumeMounts[].mountPropagation"), .becomes(["Bidirectional"]),
                "mounts made in the container appear on the node", RiskSource.volumes),
            RiskRule(
                .exposure, path.appending("ports[].hostPort"), .appears, "a port of the node leads to the container",
                RiskSource.podSecurity),
            RiskRule(
                .exposure, path.appending("ports[].hostIP"), .leaves(["127.0.0.1", "::1"]),
                "the port is no longer limited to the node itself", RiskSource.podSecurity),
            RiskRule(
                .capacity, path.appending("resources"), .changed, "the container asks for or may use another amount",
                RiskSource.resources),
        ]
    }
}
