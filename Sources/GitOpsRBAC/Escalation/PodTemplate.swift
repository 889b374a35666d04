import GitOpsManifest

/// What of a workload's pods matters to who may break out of them.
struct PodTemplate {
    let namespace: String
    let account: String
    let token: Token
    let isOnEveryNode: Bool
    /// The value that does not keep the pod from its node, where there is one.
    let privileged: Node?

    /// Whether a token of the account is put into the pods.
    enum Token: Sendable {
        case given
        case refused
        /// As the account says.
        case ofAccount
    }

    /// `nil` for manifests that make no pods.
    init?(_ manifest: Manifest) {
        guard let spec = Self.spec(of: manifest) else { return nil }
        namespace = manifest.id.namespace ?? "default"
        account = spec["serviceAccountName"]?.string ?? spec["serviceAccount"]?.string ?? "default"
        isOnEveryNode = manifest.id.kind == "DaemonSet"
        token = Self.token(spec)
        privileged = Self.privilege(spec)
    }

    private static func token(_ spec: Node) -> Token {
        let isProjected = spec["volumes"]?.elements.contains { volume in
            volume["projected"]?["sources"]?.elements.contains { $0["serviceAccountToken"] != nil } ?? false
        }
        if isProjected ?? false { return .given }
        switch spec["automountServiceAccountToken"]?.bool {
        case true?: return .given
        case false?: return .refused
        case nil: return .ofAccount
        }
    }

    private static func spec(of manifest: Manifest) -> Node? {
        let root = manifest.root
        switch (manifest.id.group, manifest.id.kind) {
        case ("", "Pod"): return root["spec"]
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"),
            ("batch", "Job"), ("", "ReplicationController"):
            return root["spec"]?["template"]?["spec"]
        case ("batch", "CronJob"): return root["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"]
        default: return nil
        }
    }

    /// Source: https://bishopfox.com/blog/kubernetes-pod-privilege-escalation, and the baseline level of
    /// https://kubernetes.io/docs/concepts/security/pod-security-standards/.
    private static func privilege(_ spec: Node) -> Node? {
        let containers = ["containers", "initContainers"].flatMap { name in
            spec[name].map { Array($0.elements) } ?? []
        }
        let sharesProcesses = spec["hostPID"]?.bool == true
        for container in containers {
            let context = container["securityContext"]
            if let flag = context?["privileged"], flag.bool == true { return flag }
            if let flag = context?["windowsOptions"]?["hostProcess"], flag.bool == true { return flag }
            if let found = context?["capabilities"]?["add"]?.elements.first(where: {
                isPowerful($0.string ?? "", sharesProcesses: sharesProcesses)
            }) {
                return found
            }
        }
        if let flag = spec["securityContext"]?["windowsOptions"]?["hostProcess"], flag.bool == true { return flag }
        for volume in spec["volumes"].map({ Array($0.elements) }) ?? [] {
            guard let node = volume["hostPath"]?["path"], let path = node.string, isSensitive(path) else { continue }
            let name = volume["name"]?.string
            let isReached = containers.contains { container in
                // Files that the node is run by belong to root; a socket may belong to a group.
                guard path.hasSuffix(".sock") || mayRunAsRoot(container, spec) else { return false }
                let mounts = container["volumeMounts"].map { Array($0.elements) } ?? []
                return mounts.contains { mount in
                    mount["name"]?.string == name && (mount["readOnly"]?.bool != true || !isHarmlessToRead(path))
                }
            }
            if isReached { return node }
        }
        return nil
    }

    /// What a container says goes before what its pod says; without either the image decides.
    private static func mayRunAsRoot(_ container: Node, _ spec: Node) -> Bool {
        let contexts = [container["securityContext"], spec["securityContext"]]
        if let user = contexts.lazy.compactMap({ $0?["runAsUser"]?.int64 }).first { return user == 0 }
        return contexts.lazy.compactMap { $0?["runAsNonRoot"]?.bool }.first != true
    }

    private static func isPowerful(_ capability: String, sharesProcesses: Bool) -> Bool {
        let name = capability.hasPrefix("CAP_") ? String(capability.dropFirst(4)) : capability
        return ["ALL", "SYS_ADMIN", "SYS_MODULE", "DAC_READ_SEARCH", "SYS_RAWIO", "BPF"].contains(name)
            || name == "SYS_PTRACE" && sharesProcesses
    }

    /// Paths from which a process takes over its node: keys, kubelet, sockets of the runtime, logs that the kubelet
    /// follows as root.
    private static func isSensitive(_ path: String) -> Bool {
        let path = withoutSlashes(path)
        let whole = ["/", "/var", "/var/lib", "/run", "/var/run", "/home", "/usr", "/lib", "/opt", "/sys", "/dev"]
        let below = [
            "/etc", "/root", "/proc", "/var/lib/kubelet", "/var/log", "/var/lib/docker", "/var/lib/containerd",
            "/run/containerd", "/var/run/docker.sock", "/run/docker.sock", "/var/run/crio", "/run/crio",
            "/var/run/containerd", "/var/lib/etcd", "/usr/bin", "/usr/local/bin", "/opt/cni",
        ]
        return whole.contains { path == $0 } || below.contains { path == $0 || path.hasPrefix("\($0)/") }
    }

    /// Paths that hold no keys: with programs, devices and settings of the kernel, a process takes over its node only
    /// by writing to them.
    private static func isHarmlessToRead(_ path: String) -> Bool {
        let path = withoutSlashes(path)
        return ["/dev", "/lib", "/opt", "/sys", "/usr"].contains { path == $0 || path.hasPrefix("\($0)/") }
    }

    private static func withoutSlashes(_ path: String) -> Substring {
        var path = Substring(path)
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return path
    }
}
