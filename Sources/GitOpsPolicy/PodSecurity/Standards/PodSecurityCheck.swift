/// One thing that a Pod Security standard looks at, by the name that the server has for it.
///
/// Source: the `ID`s in pod-security-admission, `policy/check_*.go`.
public enum PodSecurityCheck: String, Sendable, Hashable, CaseIterable {
    // In the order of their names, which is the order of messages: first those of the baseline, then the restricted
    // ones.
    case appArmorProfile
    case capabilitiesBaseline = "capabilities_baseline"
    case hostNamespaces
    case hostPathVolumes
    case hostPorts
    case hostProbesAndHostLifecycle
    case privileged
    case procMount
    case seLinuxOptions
    case seccompProfileBaseline = "seccompProfile_baseline"
    case sysctls
    case windowsHostProcess

    case allowPrivilegeEscalation
    case capabilitiesRestricted = "capabilities_restricted"
    case procMountRestricted = "procMount_restricted"
    case restrictedVolumes
    case runAsNonRoot
    case runAsUser
    case seccompProfileRestricted = "seccompProfile_restricted"

    /// The mildest level that has the check.
    public var level: PodSecurityLevel {
        switch self {
        case .appArmorProfile, .capabilitiesBaseline, .hostNamespaces, .hostPathVolumes, .hostPorts,
            .hostProbesAndHostLifecycle, .privileged, .procMount, .seLinuxOptions, .seccompProfileBaseline, .sysctls,
            .windowsHostProcess:
            .baseline
        case .allowPrivilegeEscalation, .capabilitiesRestricted, .procMountRestricted, .restrictedVolumes,
            .runAsNonRoot, .runAsUser, .seccompProfileRestricted:
            .restricted
        }
    }

    /// What the check wants, in one sentence.
    public var summary: String {
        switch self {
        case .appArmorProfile: "Pods keep the AppArmor profile of the runtime or name one of the node."
        case .capabilitiesBaseline: "Containers add no capabilities that runtimes do not give by default."
        case .hostNamespaces: "Pods do not share network, processes or IPC of their node."
        case .hostPathVolumes: "Pods do not mount paths of their node."
        case .hostPorts: "Containers do not listen on ports of their node."
        case .hostProbesAndHostLifecycle: "Probes and lifecycle handlers name no other host."
        case .privileged: "Containers are not privileged."
        case .procMount, .procMountRestricted: "Containers keep the masks over /proc."
        case .seLinuxOptions: "Pods set no SELinux user or role, and only types made for containers."
        case .seccompProfileBaseline: "Pods do not switch seccomp off."
        case .sysctls: "Pods set only kernel parameters that are their own."
        case .windowsHostProcess: "Containers are no processes of a Windows node."
        case .allowPrivilegeEscalation: "Containers forbid their processes to gain privileges."
        case .capabilitiesRestricted: "Containers drop all capabilities, and add NET_BIND_SERVICE at most."
        case .restrictedVolumes: "Pods mount only volumes that bring nothing from outside the cluster's control."
        case .runAsNonRoot: "Containers must not run as root."
        case .runAsUser: "Containers do not ask to run as user 0."
        case .seccompProfileRestricted: "Pods set a seccomp profile: that of the runtime, or one of the node."
        }
    }
}
