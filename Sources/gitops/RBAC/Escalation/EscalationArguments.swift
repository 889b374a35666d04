import ArgumentParser
import GitOpsManifest
import GitOpsRBAC

/// What an analysis of escalations takes for granted.
struct EscalationArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Follow at most this many hops.", valueName: "n"))
    var maxHops = EscalationOptions().maximumHops

    @Option(
        help: ArgumentHelp(
            "Take at most this many steps for all subjects together; what is left then is unknown.", valueName: "n"))
    var maxSteps = EscalationOptions().maximumSteps

    @Flag(help: "Nodes of the control plane take pods: root on a node is everything.")
    var controlPlaneNodes = false

    @Option(help: ArgumentHelp("The version of the cluster.", valueName: "1.N"))
    var kubernetesVersion = KubernetesVersion.newest

    @Option(
        help: ArgumentHelp(
            """
            Who can write a repository that Flux or Argo CD applies, as user:ann or group:dev=https://example.com/shop; \
            without an address all of them; may be repeated.
            """, valueName: "subject[=repository]"), transform: GitWriter.init(argument:))
    var gitWriter: [GitWriter] = []

    func validate() throws {
        guard maxHops > 0 else { throw ValidationError("--max-hops takes a positive number") }
        guard maxSteps > 0 else { throw ValidationError("--max-steps takes a positive number") }
        kubernetesVersion.warnIfUnknown()
    }

    func options(threads: Int) -> EscalationOptions {
        EscalationOptions(
            kubernetes: kubernetesVersion, controlPlaneNodesTakePods: controlPlaneNodes,
            maximumHops: maxHops, maximumSteps: maxSteps, gitWriters: gitWriter, threads: threads)
    }
}

extension GitWriter {
    /// Reads a writer of the command line.
    init(argument text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let writer = GitWriter(try Subject(argument: parts[0]), repository: parts.count > 1 ? parts[1] : nil)
        else { throw ValidationError("'\(parts[0])' is a service account; name a user or group that Git knows") }
        self = writer
    }
}

/// A sink as the command line names it: `node-root`, `secrets`, `secrets:shop`.
struct SinkArgument {
    let id: String
    let namespace: String?

    init(argument text: String) throws {
        guard let sink = EscalationSink(text) else {
            throw ValidationError(
                "'\(text)' is no sink; write one of \(EscalationSink.ids.joined(separator: ", ")), and for those of a "
                    + "namespace SINK:NAMESPACE")
        }
        id = sink.id
        namespace = sink.namespace
    }

    /// Whether what is reached is this, or in one of the namespaces when none is named.
    func matches(_ sink: EscalationSink) -> Bool {
        guard sink.id == id else { return false }
        guard let namespace, let wanted = EscalationSink(id: id, namespace: namespace) else { return true }
        return sink.covers(wanted)
    }

    /// What is asked for of a sink that is reached: that of the namespace alone where one is named.
    func asked(of sink: EscalationSink) -> EscalationSink? {
        guard matches(sink) else { return nil }
        return namespace == nil ? sink : EscalationSink(id: id, namespace: namespace)
    }
}
