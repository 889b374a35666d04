import ArgumentParser
import GitOpsSchema

/// A minor version of Kubernetes 1, written `1.32` or `v1.32.4`.
struct KubernetesVersion: ExpressibleByArgument {
    let minor: Int

    static let newest = KubernetesVersion(minor: APIVersions.newestMinor)

    private init(minor: Int) { self.minor = minor }

    init?(argument: String) {
        let text = argument.hasPrefix("v") ? argument.dropFirst() : argument[...]
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts[0] == "1", let minor = Int(parts[1]), (0...999).contains(minor)
        else {
            return nil
        }
        self.minor = minor
    }

    var defaultValueDescription: String { "1.\(minor)" }
}
