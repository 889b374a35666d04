import GitOpsManifest

/// What pods may not take from their node.
enum HostChecks {
    /// Source: `policy/check_hostNamespaces.go`.
    static func namespaces(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var found: [String] = []
        var nodes: [Int] = []
        func look(_ field: Symbol, _ text: String) {
            guard let value = pod.value(pod.spec, field), pod.isTrue(value) else { return }
            found.append(text)
            nodes.append(value)
        }
        look(fields.hostNetwork, "hostNetwork=true")
        look(fields.hostPID, "hostPID=true")
        look(fields.hostIPC, "hostIPC=true")
        if nodes.isEmpty { return nil }
        return PodSecurityViolation(
            .hostNamespaces, "host namespaces", found.joined(separator: ", "), nodes, in: pod)
    }

    /// Source: `policy/check_hostPorts.go`.
    static func ports(_ pod: PodTemplate) -> PodSecurityViolation? {
        var found = PodOffences(pod)
        for container in pod.containers {
            for port in pod.items(pod.value(container, pod.fields.ports)) {
                guard let value = hostPort(port, of: container, in: pod) else { continue }
                found.add(container, value)
                found.values.insert(String(pod.integer(value)))
            }
        }
        if found.isEmpty { return nil }
        let uses = found.containerCount == 1 ? "uses" : "use"
        let noun = found.values.count == 1 ? "hostPort" : "hostPorts"
        return found.violation(
            .hostPorts, "hostPort",
            "\(found.containerList) \(uses) \(noun) \(found.values.sorted.joined(separator: ", "))")
    }

    /// The number that makes a port one of the node.
    ///
    /// Source of the default: `SetDefaults_Pod` of Kubernetes, `pkg/apis/core/v1/defaults.go`.
    private static func hostPort(_ port: Int, of container: Int, in pod: PodTemplate) -> Int? {
        let fields = pod.fields
        if let value = pod.value(port, fields.hostPort), pod.integer(value) != 0 { return value }
        guard pod.isPod, !pod.isEphemeral(container), pod.isTrue(pod.value(pod.spec, fields.hostNetwork)),
            let value = pod.value(port, fields.containerPort), pod.integer(value) != 0
        else { return nil }
        return value
    }

    /// Source: `policy/check_hostProbesAndhostLifecycle.go`.
    static func probes(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var found = PodOffences(pod)
        func look(_ container: Int, _ handler: Int?, _ found: inout PodOffences) {
            guard let handler else { return }
            func look(_ value: Int?, _ found: inout PodOffences) {
                guard let value, !pod.bytes(value).isEmpty else { return }
                found.add(container, value)
                found.values.insert(pod.text(value))
            }
            look(pod.value(handler, fields.httpGet, fields.host), &found)
            look(pod.value(handler, fields.tcpSocket, fields.host), &found)
        }
        for container in pod.containers {
            look(container, pod.value(container, fields.livenessProbe), &found)
            look(container, pod.value(container, fields.readinessProbe), &found)
            look(container, pod.value(container, fields.startupProbe), &found)
            guard let lifecycle = pod.value(container, fields.lifecycle) else { continue }
            look(container, pod.value(lifecycle, fields.postStart), &found)
            look(container, pod.value(lifecycle, fields.preStop), &found)
        }
        if found.isEmpty { return nil }
        let names = found.containerNames
        let noun = found.values.count == 1 ? "probe or lifecycle host" : "probe or lifecycle hosts"
        return found.violation(
            .hostProbesAndHostLifecycle, "probe or lifecycle host",
            "\(PodOffences.list("container", names.sorted)) \(names.count == 1 ? "uses" : "use") \(noun) "
                + found.values.quoted)
    }

    /// Source: `policy/check_windowsHostProcess.go`.
    static func windowsProcess(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var found = PodOffences(pod)
        if let value = pod.value(pod.securityContext, fields.windowsOptions, fields.hostProcess), pod.isTrue(value) {
            found.addPod(value)
        }
        for container in pod.containers {
            guard
                let value = pod.value(container, fields.securityContext, fields.windowsOptions, fields.hostProcess),
                pod.isTrue(value)
            else { continue }
            found.add(container, value)
        }
        if found.isEmpty { return nil }
        return found.violation(
            .windowsHostProcess, "hostProcess",
            "\(found.setters) must not set securityContext.windowsOptions.hostProcess=true")
    }
}
