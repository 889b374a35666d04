import GitOpsManifest

/// The confinement that AppArmor gives on hosts that have it.
enum AppArmorCheck {
    private static let annotationPrefix: StaticString = "container.apparmor.security.beta.kubernetes.io/"

    /// Source: `policy/check_appArmorProfile.go`.
    static func profile(_ pod: PodTemplate) -> PodSecurityViolation? {
        let found = PodProfiles.forbidden(pod, pod.fields.appArmorProfile)
        var annotations: [(text: String, node: Int)] = []
        for annotation in pod.items(pod.annotations) {
            let name = pod.storage.nameBytes(pod.storage.record(annotation).key)
            let value = pod.bytes(annotation)
            guard name.suffix(after: annotationPrefix) != nil, !isAllowed(value) else { continue }
            annotations.append(("\(String(decoding: name, as: UTF8.self))=\(String(goQuoting: value))", annotation))
        }
        if found.isEmpty, annotations.isEmpty { return nil }
        annotations.sort { $0.text.precedesByBytes($1.text) }

        // The server lists the sorted values of the fields first, then the sorted annotations.
        let values = found.values.sorted + annotations.map(\.text)
        let setters =
            (found.isEmpty ? [] : [found.setters])
            + (annotations.isEmpty ? [] : ["annotation\(annotations.count == 1 ? "" : "s")"])
        var violation = found.violation(
            .appArmorProfile, "forbidden AppArmor profile\(values.count == 1 ? "" : "s")",
            "\(setters.joined(separator: " and ")) must not set AppArmor profile type to \(PodTexts.quoted(values))")
        violation.nodes += annotations.map { Node(storage: pod.storage, index: $0.node) }
        return violation
    }

    /// An empty one stands for the runtime's own.
    private static func isAllowed(_ profile: UnsafeBufferPointer<UInt8>) -> Bool {
        let runtime: StaticString = "runtime/default"
        return profile.isEmpty || runtime.hasBytes(profile[...]) || profile.suffix(after: "localhost/") != nil
    }
}
