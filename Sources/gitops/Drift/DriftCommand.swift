public import ArgumentParser
public import GitOpsDiff
import GitOpsManifest
import GitOpsRepository
import GitOpsSchema

/// `gitops drift`: whether re-applying the manifests would change the cluster.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Show where live objects differ from the manifests that should have made them.",
        discussion: """
            The live objects come from a file or standard input, as kubectl prints them: no cluster is asked. What the \
            server does to every object (defaults, canonical quantities, fields it drops, lists with keys) is known and \
            no drift. Custom resources are compared by their definitions when these are among the manifests, the live \
            objects or --definitions.

            Examples:
              kubectl get deploy,svc,cm -A -o yaml | gitops drift --desired deploy/ --live -
              gitops drift --repo . --desired main:clusters/prod --live dump.yaml --manager kustomize-controller
              gitops drift --desired app.yaml --live live.yaml --explain --output json
              gitops drift --desired app/ --live live.yaml --ignore .gitops-drift.yaml --show-ignored

            Exit status: 0 in sync, 1 drift, 2 a part of the input could not be read, 64 wrong usage.
            """)

    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case auto, server, client
        case jsonMerge = "json-merge"
        case twoWay = "two-way"
    }

    @Option(help: ArgumentHelp("A file or directory; with --repo, a revision or REV:PATH.", valueName: "path"))
    var desired: String

    @Option(help: ArgumentHelp("The live objects: a file, a directory or - for standard input.", valueName: "path"))
    var live: String

    @Option(help: ArgumentHelp("Read the desired state from a revision of this repository.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("What was applied before, for --mode client and json-merge.", valueName: "path"))
    var lastApplied: String?

    @Option(
        help: """
            Who applied: server (--manager), client (kubectl apply), json-merge (a tool that replaces lists as a whole), \
            two-way (nothing is removed), or auto, which each live object tells.
            """)
    var mode = Mode.auto

    @Option(help: ArgumentHelp("The field manager that applies the manifests, for --mode server.", valueName: "name"))
    var manager: String?

    @Option(help: ArgumentHelp("More definitions of custom resources.", valueName: "path"))
    var definitions: [String] = []

    @Option(help: ArgumentHelp("The namespace of objects that name none.", valueName: "name"))
    var defaultNamespace = "default"

    @Option(
        help: ArgumentHelp(
            """
            Ignore differences by this file: rules of our own format, or manifests with an Argo CD Application, its \
            ConfigMap argocd-cm, or a Flux HelmRelease.
            """, valueName: "file"))
    var ignore: [String] = []

    @Flag(help: "List what is ignored with the rules that hide it, and rules that hide nothing.")
    var showIgnored = false

    @Flag(help: "Leave out what the differences do when they are applied.")
    var noRisk = false

    @Flag(help: "Explain every field that only the live objects have.")
    var explain = false

    @Flag(help: "List objects in sync and objects that nobody desires as well.")
    var all = false

    @Option(help: "How to print the result.")
    var output = ClusterReportRenderer.Format.text

    @OptionGroup var loading: LoadingArguments

    func validate() throws {
        if desired == "-", live == "-" { throw ValidationError("only one side can be standard input") }
        if mode == .server, manager == nil { throw ValidationError("--mode server needs --manager") }
        if manager != nil, mode != .server, mode != .auto {
            throw ValidationError("--manager goes with --mode server")
        }
        if lastApplied != nil, mode != .client, mode != .auto {
            throw ValidationError("--last-applied goes with --mode client")
        }
    }

    func run() async throws {
        let progress = TerminalProgress.ifVisible()
        let loader = loading.loader(naming: .asGiven)
        let desiredSet: ManifestSet
        do {
            desiredSet = try await readDesired(loader, progress)
        } catch let error as GitError {
            progress?.finish()
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        let liveSet = try await loader.load([live], progress: progress)
        let applied = try await lastApplied.asyncMap { try await loader.load([$0], progress: progress) }
        let more = definitions.isEmpty ? ManifestSet() : try await loader.load(definitions, progress: progress)
        progress?.finish()
        Terminal.warn(hiddenIn: desiredSet, liveSet, applied, more)

        let rules = try IgnoreRuleFiles.read(ignore)
        let schema = Schema(definitionsIn: desiredSet.appending(liveSet).appending(more))
        let report = ClusterDiff(
            mode: comparison, schema: schema, explainsLiveOnly: explain, defaultNamespace: defaultNamespace,
            rules: rules
        ).compare(desired: desiredSet, live: liveSet, lastApplied: applied)
        let renderer = ClusterReportRenderer(
            format: output, showsAll: all, showsIgnored: showIgnored,
            risk: noRisk ? nil : RiskClassifier(schema: schema))
        Terminal.write(try renderer.render(report))
        if !report.unreadable.isEmpty || !more.unreadable.isEmpty { throw ExitStatus.unreadable }
        if !report.isInSync { throw ExitStatus.changes }
    }

    private var comparison: ThreeWayDiff.Mode? {
        switch mode {
        case .auto: manager.map { .serverSideApply(manager: $0) } ?? (lastApplied == nil ? nil : .clientSideApply)
        case .server: manager.map { .serverSideApply(manager: $0) }
        case .client: .clientSideApply
        case .jsonMerge: .jsonMerge
        case .twoWay: .twoWay
        }
    }

    private func readDesired(_ loader: ManifestLoader, _ progress: TerminalProgress?) async throws -> ManifestSet {
        guard let repo else { return try await loader.load([desired], progress: progress) }
        let parts = desired.split(separator: ":", maxSplits: 1).map(String.init)
        let repository = try Repository(opening: repo)
        let options = RevisionOptions(
            folder: parts.count == 2 ? parts[1] : "", filter: loading.filter, threads: loading.threads)
        return try await repository.manifests(
            at: try repository.commit(named: parts.first ?? "HEAD"), options: options,
            cache: ManifestCache(reading: loading.reading), progress: progress)
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

extension ClusterReportRenderer.Format: ExpressibleByArgument {}
