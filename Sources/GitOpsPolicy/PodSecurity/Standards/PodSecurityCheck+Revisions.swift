extension PodSecurityCheck {
    /// A check as it has been since a version of Kubernetes.
    struct Revision: Sendable {
        /// The first minor version whose rules have it.
        let since: Int
        /// A check of the baseline that it takes the place of at the restricted level.
        var replacing: PodSecurityCheck?
        let evaluate: @Sendable (PodTemplate) -> PodSecurityViolation?

        init(
            _ since: Int, replacing: PodSecurityCheck? = nil,
            _ evaluate: @escaping @Sendable (PodTemplate) -> PodSecurityViolation?
        ) {
            self.since = since
            self.replacing = replacing
            self.evaluate = evaluate
        }
    }

    /// How the check came to be what it is, the oldest rules first.
    ///
    /// Source: the `Versions` in pod-security-admission, `policy/check_*.go`.
    var revisions: [Revision] {
        switch self {
        case .appArmorProfile: [Revision(0, AppArmorCheck.profile)]
        case .capabilitiesBaseline: [Revision(0, CapabilityChecks.baseline)]
        case .hostNamespaces: [Revision(0, HostChecks.namespaces)]
        case .hostPathVolumes: [Revision(0, VolumeChecks.hostPath)]
        case .hostPorts: [Revision(0, HostChecks.ports)]
        case .hostProbesAndHostLifecycle: [Revision(34, HostChecks.probes)]
        case .privileged: [Revision(0, PrivilegeChecks.privileged)]
        case .procMount:
            [
                Revision(0, PrivilegeChecks.procMountBaseline),
                Revision(35, PrivilegeChecks.procMountOutsideUserNamespaces),
            ]
        case .seLinuxOptions: [Revision(0, KernelChecks.seLinux), Revision(31, KernelChecks.seLinuxSince31)]
        case .seccompProfileBaseline: [Revision(0, SeccompChecks.annotations), Revision(19, SeccompChecks.baseline)]
        case .sysctls:
            [
                Revision(0, KernelChecks.sysctls), Revision(27, KernelChecks.sysctlsSince27),
                Revision(29, KernelChecks.sysctlsSince29), Revision(32, KernelChecks.sysctlsSince32),
                Revision(37, KernelChecks.sysctlsSince37),
            ]
        case .windowsHostProcess: [Revision(0, HostChecks.windowsProcess)]
        case .allowPrivilegeEscalation:
            [Revision(8, PrivilegeChecks.escalation), Revision(25, PrivilegeChecks.escalationExceptWindows)]
        case .capabilitiesRestricted:
            [
                Revision(22, replacing: .capabilitiesBaseline, CapabilityChecks.restricted),
                Revision(25, replacing: .capabilitiesBaseline, CapabilityChecks.restrictedExceptWindows),
            ]
        case .procMountRestricted:
            [Revision(35, replacing: .procMount, PrivilegeChecks.procMountRestricted)]
        case .restrictedVolumes: [Revision(0, replacing: .hostPathVolumes, VolumeChecks.restricted)]
        case .runAsNonRoot:
            [Revision(0, UserChecks.nonRoot), Revision(35, UserChecks.nonRootOutsideUserNamespaces)]
        case .runAsUser: [Revision(23, UserChecks.user), Revision(35, UserChecks.userOutsideUserNamespaces)]
        case .seccompProfileRestricted:
            [
                Revision(19, replacing: .seccompProfileBaseline, SeccompChecks.restricted),
                Revision(25, replacing: .seccompProfileBaseline, SeccompChecks.restrictedExceptWindows),
            ]
        }
    }

    /// The newest rules that there are: later versions of Kubernetes judge by them as well.
    static let newestMinor = 37
}

/// What is evaluated for a level and a version.
struct PodSecurityPlan: Sendable {
    let revisions: [PodSecurityCheck.Revision]

    /// Plans of the baseline and of the restricted level, by minor version.
    private static let all: [PodSecurityLevel: [PodSecurityPlan]] = {
        let minors = 0...PodSecurityCheck.newestMinor
        return [
            .baseline: minors.map { PodSecurityPlan(.baseline, minor: $0) },
            .restricted: minors.map { PodSecurityPlan(.restricted, minor: $0) },
        ]
    }()

    /// The plan of a standard; nothing is evaluated at the privileged level.
    static func plan(of level: PodSecurityLevel, minor: Int) -> PodSecurityPlan? {
        all[level].map { $0[min(max(0, minor), PodSecurityCheck.newestMinor)] }
    }

    private init(_ level: PodSecurityLevel, minor: Int) {
        let current = PodSecurityCheck.allCases.filter { $0.level <= level }.compactMap { check in
            check.revisions.last { $0.since <= minor }.map { (check, $0) }
        }
        let replaced = current.compactMap(\.1.replacing)
        revisions = current.filter { !replaced.contains($0.0) }.map(\.1)
    }
}
