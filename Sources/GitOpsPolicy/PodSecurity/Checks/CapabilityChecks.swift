import GitOpsManifest

/// What a container may do beyond, or must not do within, what a runtime lets it do.
enum CapabilityChecks {
    /// The capabilities that runtimes give by default, without NET_RAW.
    private static let allowed: [StaticString] = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    /// Source: `policy/check_capabilities_baseline.go`.
    static func baseline(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var found = PodOffences(pod)
        for container in pod.containers {
            for item in pod.items(pod.value(container, fields.securityContext, fields.capabilities, fields.add))
            where !allowed.contains(where: { pod.isText(item, $0) }) {
                found.add(container, item)
                found.values.insert(pod.text(item))
            }
        }
        return found.isEmpty ? nil : found.violation(.capabilitiesBaseline, "non-default capabilities", adds(found))
    }

    /// Source: `policy/check_capabilities_restricted.go`.
    static func restricted(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var keeping = PodOffences(pod)
        var adding = PodOffences(pod)
        for container in pod.containers {
            let capabilities = pod.value(container, fields.securityContext, fields.capabilities)
            if !pod.items(pod.value(capabilities, fields.drop)).contains(where: { pod.isText($0, "ALL") }) {
                keeping.add(
                    container, pod.deepest(container, fields.securityContext, fields.capabilities, fields.drop))
            }
            for item in pod.items(pod.value(capabilities, fields.add)) where !pod.isText(item, "NET_BIND_SERVICE") {
                adding.add(container, item)
                adding.values.insert(pod.text(item))
            }
        }
        if keeping.isEmpty, adding.isEmpty { return nil }
        let details =
            (keeping.isEmpty ? [] : [#"\#(keeping.containerList) must set securityContext.capabilities.drop=["ALL"]"#])
            + (adding.isEmpty ? [] : [adds(adding)])
        let reason = "unrestricted capabilities"
        var violation = keeping.violation(.capabilitiesRestricted, reason, details.joined(separator: "; "))
        violation.nodes += adding.violation(.capabilitiesRestricted, reason, "").nodes
        return violation
    }

    /// A pod for Windows may not set the field at all.
    static func restrictedExceptWindows(_ pod: PodTemplate) -> PodSecurityViolation? {
        pod.isWindows ? nil : restricted(pod)
    }

    private static func adds(_ found: PodOffences) -> String {
        "\(found.containerList) must not include \(found.values.quoted) in securityContext.capabilities.add"
    }
}
