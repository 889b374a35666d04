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
}
