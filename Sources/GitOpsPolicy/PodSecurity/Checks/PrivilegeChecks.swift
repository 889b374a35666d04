import GitOpsManifest

/// Privileged containers, and ways to become one.
enum PrivilegeChecks {
    /// Source: `policy/check_privileged.go`.
    static func privileged(_ pod: PodTemplate) -> PodSecurityViolation? {
        var found = PodOffences(pod)
        for container in pod.containers {
            guard let value = pod.value(container, pod.fields.securityContext, pod.fields.privileged),
                pod.isTrue(value)
            else { continue }
            found.add(container, value)
        }
        if found.isEmpty { return nil }
        return found.violation(
            .privileged, "privileged", "\(found.containerList) must not set securityContext.privileged=true")
    }

    /// Source: `policy/check_allowPrivilegeEscalation.go`.
    static func escalation(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var found = PodOffences(pod)
        for container in pod.containers {
            if let value = pod.value(container, fields.securityContext, fields.allowPrivilegeEscalation),
                !pod.isTrue(value)
            {
                continue
            }
            found.add(container, pod.deepest(container, fields.securityContext, fields.allowPrivilegeEscalation))
        }
        if found.isEmpty { return nil }
        return found.violation(
            .allowPrivilegeEscalation, "allowPrivilegeEscalation != false",
            "\(found.containerList) must set securityContext.allowPrivilegeEscalation=false")
    }

    /// A pod for Windows may not set the field at all.
    static func escalationExceptWindows(_ pod: PodTemplate) -> PodSecurityViolation? {
        pod.isWindows ? nil : escalation(pod)
    }

    /// Source: `policy/check_procMount_baseline.go`, `policy/check_procMount_restricted.go`.
    static func procMount(_ pod: PodTemplate, as check: PodSecurityCheck) -> PodSecurityViolation? {
        var found = PodOffences(pod)
        for container in pod.containers {
            guard let value = pod.value(container, pod.fields.securityContext, pod.fields.procMount),
                !pod.isText(value, "Default")
            else { continue }
            found.add(container, value)
            found.values.insert(pod.text(value))
        }
        if found.isEmpty { return nil }
        return found.violation(
            check, "procMount",
            "\(found.containerList) must not set securityContext.procMount to \(found.values.quoted)")
    }

    static func procMountBaseline(_ pod: PodTemplate) -> PodSecurityViolation? { procMount(pod, as: .procMount) }

    static func procMountOutsideUserNamespaces(_ pod: PodTemplate) -> PodSecurityViolation? {
        pod.hasUserNamespace ? nil : procMount(pod, as: .procMount)
    }

    static func procMountRestricted(_ pod: PodTemplate) -> PodSecurityViolation? {
        procMount(pod, as: .procMountRestricted)
    }
}
