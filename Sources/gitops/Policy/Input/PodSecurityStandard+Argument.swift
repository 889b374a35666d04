import ArgumentParser
import GitOpsManifest
import GitOpsPolicy

extension PodSecurityStandard {
    /// A standard as it is written on the command line.
    init(argument text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let level = PodSecurityLevel.allCases.first(where: { $0.rawValue.hasSameBytes(as: parts[0]) }),
            let version = PodSecurityVersion(parts.count == 2 ? parts[1] : "latest")
        else {
            throw ValidationError(
                "'\(text)' is no standard; write privileged, baseline or restricted, with a version as in baseline:v1.30"
            )
        }
        self.init(level, version)
    }

    /// Tells of a version that the server does not know: it judges by the newest rules it has, as for `latest`.
    func warnIfNewer(than server: KubernetesVersion) {
        guard case .minor(let minor) = version, minor > server.minor else { return }
        Terminal.warn(
            "gitops: --pod-security names \(version), which is newer than Kubernetes 1.\(server.minor); the rules of "
                + "v1.\(server.minor) apply, as on its server; write v1.\(server.minor) or latest")
    }
}
