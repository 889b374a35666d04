public import ArgumentParser
public import GitOpsManifest

extension KubernetesVersion: ExpressibleByArgument {
    /// A version as it is written on the command line.
    public init?(argument: String) { self.init(argument) }

    /// How the default is shown.
    public var defaultValueDescription: String { description }

    /// Says which version's facts are used for one that is newer than all that are known.
    func warnIfUnknown() {
        guard self > .newest else { return }
        Terminal.warn(
            "gitops: Kubernetes \(self) is newer than \(Self.newest), the newest version that is known here: what holds "
                + "for \(Self.newest) is used")
    }
}
