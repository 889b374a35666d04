import GitOpsManifest

/// What the server's decoder wants in the place of a value; null is welcome everywhere.
enum PodShape {
    case string, boolean
    case integer(ClosedRange<Int64>)
    case strings
    /// An object with strings for values.
    case stringMap
    case object(PodObject)
    case list(of: PodObject)
}

/// The objects with fields that Pod Security looks at.
enum PodObject: Int, CaseIterable {
    case namespace
    case cronJob, cronJobSpec, workload, workloadSpec
    /// `metadata` and `spec` of a pod.
    case template
    case metadata, podSpec, operatingSystem, podSecurityContext, sysctl
    case container, port, probe, address, lifecycle, securityContext, capabilities
    case profile, seLinuxOptions, windowsOptions
    case volume
    /// An object whose members do not matter.
    case anything

    /// The fields in question. Those with which nothing is wrong when they are of another type are left out.
    var fields: [(String, PodShape)] {
        switch self {
        case .namespace: [("metadata", .object(.metadata))]
        case .cronJob: [("metadata", .object(.metadata)), ("spec", .object(.cronJobSpec))]
        case .cronJobSpec: [("jobTemplate", .object(.workload))]
        case .workload: [("metadata", .object(.metadata)), ("spec", .object(.workloadSpec))]
        case .workloadSpec: [("metadata", .object(.metadata)), ("template", .object(.template))]
        case .template: [("metadata", .object(.metadata)), ("spec", .object(.podSpec))]
        case .metadata:
            [
                ("annotations", .stringMap), ("labels", .stringMap), ("name", .string), ("namespace", .string),
                ("generateName", .string),
            ]
        case .podSpec:
            [
                ("containers", .list(of: .container)), ("initContainers", .list(of: .container)),
                ("ephemeralContainers", .list(of: .container)), ("volumes", .list(of: .volume)),
                ("securityContext", .object(.podSecurityContext)), ("hostNetwork", .boolean), ("hostPID", .boolean),
                ("hostIPC", .boolean), ("hostUsers", .boolean), ("os", .object(.operatingSystem)),
                ("runtimeClassName", .string),
            ]
        case .operatingSystem: [("name", .string)]
        case .podSecurityContext:
            [
                ("runAsNonRoot", .boolean), ("runAsUser", .integer(.min ... .max)),
                ("seccompProfile", .object(.profile)), ("appArmorProfile", .object(.profile)),
                ("seLinuxOptions", .object(.seLinuxOptions)), ("windowsOptions", .object(.windowsOptions)),
                ("sysctls", .list(of: .sysctl)),
            ]
        case .sysctl: [("name", .string), ("value", .string)]
        case .container:
            [
                ("name", .string), ("image", .string), ("securityContext", .object(.securityContext)),
                ("ports", .list(of: .port)), ("livenessProbe", .object(.probe)), ("readinessProbe", .object(.probe)),
                ("startupProbe", .object(.probe)), ("lifecycle", .object(.lifecycle)),
            ]
        case .port:
            [
                ("hostPort", .integer(-(1 << 31)...(1 << 31) - 1)),
                ("containerPort", .integer(-(1 << 31)...(1 << 31) - 1)),
            ]
        case .probe: [("httpGet", .object(.address)), ("tcpSocket", .object(.address))]
        case .address: [("host", .string)]
        case .lifecycle: [("postStart", .object(.probe)), ("preStop", .object(.probe))]
        case .securityContext:
            [
                ("allowPrivilegeEscalation", .boolean), ("privileged", .boolean), ("runAsNonRoot", .boolean),
                ("runAsUser", .integer(.min ... .max)), ("capabilities", .object(.capabilities)),
                ("seccompProfile", .object(.profile)), ("appArmorProfile", .object(.profile)),
                ("procMount", .string), ("seLinuxOptions", .object(.seLinuxOptions)),
                ("windowsOptions", .object(.windowsOptions)),
            ]
        case .capabilities: [("add", .strings), ("drop", .strings)]
        case .profile: [("type", .string), ("localhostProfile", .string)]
        case .seLinuxOptions: [("type", .string), ("user", .string), ("role", .string), ("level", .string)]
        case .windowsOptions: [("hostProcess", .boolean)]
        case .volume:
            [("name", .string)] + PodVolumeSources.all.map { ($0.name, .object(.anything)) }
        case .anything: []
        }
    }
}
