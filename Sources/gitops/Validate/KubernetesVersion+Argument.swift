public import ArgumentParser
public import GitOpsManifest

extension KubernetesVersion: ExpressibleByArgument {
    /// A version as it is written on the command line.
    public init?(argument: String) { self.init(argument) }

    /// How the default is shown.
    public var defaultValueDescription: String { description }
}
