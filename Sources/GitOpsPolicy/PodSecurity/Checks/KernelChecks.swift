import GitOpsManifest

/// SELinux labels and kernel parameters.
enum KernelChecks {
    private static let containerTypes: [StaticString] = ["", "container_t", "container_init_t", "container_kvm_t"]
    private static let typesSince31: [StaticString] = containerTypes + ["container_engine_t"]

    static func seLinux(_ pod: PodTemplate) -> PodSecurityViolation? { seLinux(pod, containerTypes) }
    static func seLinuxSince31(_ pod: PodTemplate) -> PodSecurityViolation? { seLinux(pod, typesSince31) }

    /// Source: `policy/check_seLinuxOptions.go`.
    private static func seLinux(_ pod: PodTemplate, _ types: [StaticString]) -> PodSecurityViolation? {
        let fields = pod.fields
        var found = PodOffences(pod)
        var setsUser = false
        var setsRole = false
        /// The nodes of what is forbidden in some options.
        func offending(_ options: Int, _ found: inout PodOffences, _ add: (inout PodOffences, Int) -> Void) {
            let type = pod.value(options, fields.type)
            if !types.contains(where: { pod.isText(type, $0) }) {
                add(&found, type ?? options)
                found.values.insert(pod.text(type))
            }
            if let user = pod.value(options, fields.user), !pod.bytes(user).isEmpty {
                add(&found, user)
                setsUser = true
            }
            if let role = pod.value(options, fields.role), !pod.bytes(role).isEmpty {
                add(&found, role)
                setsRole = true
            }
        }
        if let options = pod.value(pod.securityContext, fields.seLinuxOptions) {
            offending(options, &found) { $0.addPod($1) }
        }
        for container in pod.containers {
            guard let options = pod.value(container, fields.securityContext, fields.seLinuxOptions) else { continue }
            offending(options, &found) { $0.add(container, $1) }
        }
        if found.isEmpty { return nil }
        var data: [String] = []
        if !found.values.isEmpty { data.append("type\(found.values.count == 1 ? "" : "s") \(found.values.quoted)") }
        if setsUser { data.append("user may not be set") }
        if setsRole { data.append("role may not be set") }
        return found.violation(
            .seLinuxOptions, "seLinuxOptions",
            "\(found.setters) set forbidden securityContext.seLinuxOptions: \(data.joined(separator: "; "))")
    }

    // Sysctls that belong to the pod alone, with the minor version whose rules first allow them.
    private static let sysctls: [(name: StaticString, since: Int)] = [
        ("kernel.shm_rmid_forced", 0),
        ("net.ipv4.ip_local_port_range", 0),
        ("net.ipv4.tcp_syncookies", 0),
        ("net.ipv4.ping_group_range", 0),
        ("net.ipv4.ip_unprivileged_port_start", 0),
        ("net.ipv4.ip_local_reserved_ports", 27),
        ("net.ipv4.tcp_keepalive_time", 29),
        ("net.ipv4.tcp_fin_timeout", 29),
        ("net.ipv4.tcp_keepalive_intvl", 29),
        ("net.ipv4.tcp_keepalive_probes", 29),
        ("net.ipv4.tcp_rmem", 32),
        ("net.ipv4.tcp_wmem", 32),
        ("net.ipv4.tcp_slow_start_after_idle", 37),
        ("net.ipv4.tcp_notsent_lowat", 37),
    ]

    static func sysctls(_ pod: PodTemplate) -> PodSecurityViolation? { sysctls(pod, 0) }
    static func sysctlsSince27(_ pod: PodTemplate) -> PodSecurityViolation? { sysctls(pod, 27) }
    static func sysctlsSince29(_ pod: PodTemplate) -> PodSecurityViolation? { sysctls(pod, 29) }
    static func sysctlsSince32(_ pod: PodTemplate) -> PodSecurityViolation? { sysctls(pod, 32) }
    static func sysctlsSince37(_ pod: PodTemplate) -> PodSecurityViolation? { sysctls(pod, 37) }

    /// Source: `policy/check_sysctls.go`.
    private static func sysctls(_ pod: PodTemplate, _ minor: Int) -> PodSecurityViolation? {
        var names: [String] = []
        var nodes: [Int] = []
        for sysctl in pod.items(pod.value(pod.securityContext, pod.fields.sysctls)) {
            let name = pod.value(sysctl, pod.fields.name)
            if sysctls.contains(where: { $0.since <= minor && pod.isText(name, $0.name) }) { continue }
            names.append(pod.text(name))
            nodes.append(name ?? sysctl)
        }
        if nodes.isEmpty { return nil }
        return PodSecurityViolation(.sysctls, "forbidden sysctls", names.joined(separator: ", "), nodes, in: pod)
    }
}
