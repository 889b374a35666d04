import GitOpsManifest

/// Who a container runs as.
enum UserChecks {
    /// Source: `policy/check_runAsNonRoot.go`.
    static func nonRoot(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var refusing = PodOffences(pod)
        var silent = PodOffences(pod)
        let podValue = pod.value(pod.securityContext, fields.runAsNonRoot)
        if let podValue, !pod.isTrue(podValue) { refusing.addPod(podValue) }
        for container in pod.containers {
            if let value = pod.value(container, fields.securityContext, fields.runAsNonRoot) {
                if !pod.isTrue(value) { refusing.add(container, value) }
            } else if !pod.isTrue(podValue) {
                silent.add(container, pod.deepest(container, fields.securityContext, fields.runAsNonRoot))
            }
        }
        let reason = "runAsNonRoot != true"
        if !refusing.isEmpty {
            return refusing.violation(
                .runAsNonRoot, reason, "\(refusing.setters) must not set securityContext.runAsNonRoot=false")
        }
        if silent.isEmpty { return nil }
        return silent.violation(
            .runAsNonRoot, reason, "pod or \(silent.containerList) must set securityContext.runAsNonRoot=true")
    }

    static func nonRootOutsideUserNamespaces(_ pod: PodTemplate) -> PodSecurityViolation? {
        pod.hasUserNamespace ? nil : nonRoot(pod)
    }

    /// Source: `policy/check_runAsUser.go`.
    static func user(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        var found = PodOffences(pod)
        if let value = pod.value(pod.securityContext, fields.runAsUser), pod.integer(value) == 0 { found.addPod(value) }
        for container in pod.containers {
            guard let value = pod.value(container, fields.securityContext, fields.runAsUser), pod.integer(value) == 0
            else { continue }
            found.add(container, value)
        }
        if found.isEmpty { return nil }
        return found.violation(.runAsUser, "runAsUser=0", "\(found.setters) must not set runAsUser=0")
    }

    static func userOutsideUserNamespaces(_ pod: PodTemplate) -> PodSecurityViolation? {
        pod.hasUserNamespace ? nil : user(pod)
    }
}
