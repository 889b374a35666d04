import GitOpsManifest

/// The kinds of volumes, and which of them the restricted level allows.
enum PodVolumeSources {
    /// Where a volume has several, the first one in this order is named. Source: `policy/check_restrictedVolumes.go`.
    static let all: [(name: String, isAllowed: Bool)] = [
        ("configMap", true), ("csi", true), ("downwardAPI", true), ("emptyDir", true), ("ephemeral", true),
        ("image", true), ("persistentVolumeClaim", true), ("projected", true), ("secret", true),
        ("hostPath", false), ("gcePersistentDisk", false), ("awsElasticBlockStore", false), ("gitRepo", false),
        ("nfs", false), ("iscsi", false), ("glusterfs", false), ("rbd", false), ("flexVolume", false),
        ("cinder", false), ("cephfs", false), ("flocker", false), ("fc", false), ("azureFile", false),
        ("vsphereVolume", false), ("quobyte", false), ("azureDisk", false), ("photonPersistentDisk", false),
        ("portworxVolume", false), ("scaleIO", false), ("storageos", false),
    ]

    static let allowed = all.filter(\.isAllowed).map { PodFieldNames.symbol($0.name) }
}

enum VolumeChecks {
    /// Source: `policy/check_hostPathVolumes.go`.
    static func hostPath(_ pod: PodTemplate) -> PodSecurityViolation? {
        var names: [String] = []
        var nodes: [Int] = []
        for volume in pod.items(pod.value(pod.spec, pod.fields.volumes)) {
            guard let source = pod.value(volume, pod.fields.hostPath) else { continue }
            names.append(pod.text(pod.value(volume, pod.fields.name)))
            nodes.append(source)
        }
        if nodes.isEmpty { return nil }
        return PodSecurityViolation(
            .hostPathVolumes, "hostPath volumes", PodOffences.list("volume", names), nodes, in: pod)
    }

    /// Source: `policy/check_restrictedVolumes.go`.
    static func restricted(_ pod: PodTemplate) -> PodSecurityViolation? {
        var names: [String] = []
        var types = PodTexts()
        var nodes: [Int] = []
        for volume in pod.items(pod.value(pod.spec, pod.fields.volumes))
        where !isAllowed(volume, of: pod) {
            names.append(pod.text(pod.value(volume, pod.fields.name)))
            let type = PodVolumeSources.all.first { pod.value(volume, PodFieldNames.symbol($0.name)) != nil }?.name
            types.insert(type ?? "unknown")
            nodes.append(type.flatMap { pod.value(volume, PodFieldNames.symbol($0)) } ?? volume)
        }
        if nodes.isEmpty { return nil }
        let uses = names.count == 1 ? "uses" : "use"
        return PodSecurityViolation(
            .restrictedVolumes, "restricted volume types",
            "\(PodOffences.list("volume", names)) \(uses) restricted volume type\(types.count == 1 ? "" : "s") "
                + types.quoted,
            nodes, in: pod)
    }

    /// A volume without a source is an `emptyDir`; one with a source that is not known here is not allowed.
    private static func isAllowed(_ volume: Int, of pod: PodTemplate) -> Bool {
        if PodVolumeSources.allowed.contains(where: { pod.value(volume, $0) != nil }) { return true }
        let name = pod.fields.name
        return !pod.items(volume).contains { member in
            let record = pod.storage.record(member)
            return record.key.rawValue != name.rawValue && record.kind != .null
        }
    }
}
