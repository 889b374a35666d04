import GitOpsManifest

/// Which system calls a container may make.
enum SeccompChecks {
    private static let podAnnotation: StaticString = "seccomp.security.alpha.kubernetes.io/pod"
    private static let containerPrefix: StaticString = "container.seccomp.security.alpha.kubernetes.io/"

    /// The annotations that came before the fields. Source: `policy/check_seccompProfile_baseline.go`.
    static func annotations(_ pod: PodTemplate) -> PodSecurityViolation? {
        var found = PodTexts()
        var nodes: [Int] = []
        for annotation in pod.items(pod.annotations) {
            let name = pod.storage.nameBytes(pod.storage.record(annotation).key)
            guard isRead(name, by: pod), !isAllowed(pod.bytes(annotation)) else { continue }
            found.insert("\(String(decoding: name, as: UTF8.self))=\(String(goQuoting: pod.bytes(annotation)))")
            nodes.append(annotation)
        }
        if nodes.isEmpty { return nil }
        return PodSecurityViolation(
            .seccompProfileBaseline, "seccompProfile",
            "forbidden annotation\(found.count == 1 ? "" : "s") \(found.sorted.joined(separator: ", "))", nodes, in: pod
        )
    }

    /// Whether the annotation is about the pod or one of its containers.
    private static func isRead(_ name: UnsafeBufferPointer<UInt8>, by pod: PodTemplate) -> Bool {
        if podAnnotation.hasBytes(name[...]) { return true }
        guard let rest = name.suffix(after: containerPrefix) else { return false }
        return pod.containers.contains { pod.bytes(pod.value($0, pod.fields.name)).elementsEqual(rest) }
    }

    private static func isAllowed(_ profile: UnsafeBufferPointer<UInt8>) -> Bool {
        let runtime: StaticString = "runtime/default"
        let docker: StaticString = "docker/default"
        return runtime.hasBytes(profile[...]) || docker.hasBytes(profile[...])
            || profile.suffix(after: "localhost/") != nil
    }

    static func baseline(_ pod: PodTemplate) -> PodSecurityViolation? {
        let field = pod.fields.seccompProfile
        let found = PodProfiles.forbidden(pod, field)
        return found.isEmpty ? nil : forbidden(found, .seccompProfileBaseline)
    }

    /// Source: `policy/check_seccompProfile_restricted.go`.
    static func restricted(_ pod: PodTemplate) -> PodSecurityViolation? {
        let fields = pod.fields
        let found = PodProfiles.forbidden(pod, fields.seccompProfile)
        if !found.isEmpty { return forbidden(found, .seccompProfileRestricted) }
        // A profile of the pod is an allowed one here.
        if pod.value(pod.securityContext, fields.seccompProfile) != nil { return nil }
        var silent = PodOffences(pod)
        for container in pod.containers
        where pod.value(container, fields.securityContext, fields.seccompProfile) == nil {
            silent.add(container, pod.deepest(container, fields.securityContext, fields.seccompProfile))
        }
        if silent.isEmpty { return nil }
        return silent.violation(
            .seccompProfileRestricted, "seccompProfile",
            "pod or \(silent.containerList) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or "
                + "\"Localhost\"")
    }

    /// A pod for Windows may not set the field at all.
    static func restrictedExceptWindows(_ pod: PodTemplate) -> PodSecurityViolation? {
        pod.isWindows ? nil : restricted(pod)
    }

    private static func forbidden(_ found: PodOffences, _ check: PodSecurityCheck) -> PodSecurityViolation {
        found.violation(
            check, "seccompProfile",
            "\(found.setters) must not set securityContext.seccompProfile.type to \(found.values.quoted)")
    }
}

/// Profiles of AppArmor and seccomp, which have the same types.
enum PodProfiles {
    /// Pod and containers whose profile is neither the runtime's own nor one of the node.
    static func forbidden(_ pod: PodTemplate, _ field: Symbol) -> PodOffences {
        var found = PodOffences(pod)
        if let profile = pod.value(pod.securityContext, field), !isAllowed(pod, profile) {
            found.addPod(pod.deepest(profile, pod.fields.type))
            found.values.insert(pod.text(pod.value(profile, pod.fields.type)))
        }
        for container in pod.containers {
            guard let profile = pod.value(container, pod.fields.securityContext, field), !isAllowed(pod, profile) else {
                continue
            }
            found.add(container, pod.deepest(profile, pod.fields.type))
            found.values.insert(pod.text(pod.value(profile, pod.fields.type)))
        }
        return found
    }

    private static func isAllowed(_ pod: PodTemplate, _ profile: Int) -> Bool {
        let type = pod.value(profile, pod.fields.type)
        return pod.isText(type, "RuntimeDefault") || pod.isText(type, "Localhost")
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// What comes after a prefix; `nil` when the text does not begin with it.
    func suffix(after prefix: StaticString) -> Slice<UnsafeBufferPointer<UInt8>>? {
        let length = prefix.utf8CodeUnitCount
        return count >= length && prefix.hasBytes(self[..<length]) ? self[length...] : nil
    }
}
