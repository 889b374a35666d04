import GitOpsManifest

/// Reads one Application.
struct ArgoCDApplierReader {
    private let manifest: Manifest
    private let spec: Node?
    private let settings: ArgoCDSettings
    private let projects: [ArgoCDProjectLimits]
    private static let localServer = "https://kubernetes.default.svc"

    init(_ manifest: Manifest, _ application: Node, _ settings: ArgoCDSettings, _ projects: [ArgoCDProjectLimits]) {
        self.manifest = manifest
        spec = application["spec"]
        self.settings = settings
        self.projects = projects
    }

    var applier: ArgoCDDelegations.Applier {
        let written = spec?["project"]?.string ?? ""
        let project = written.isEmpty ? "default" : written
        let limits = projects.last { $0.name.hasSameBytes(as: project) }
        let destination = spec?["destination"]
        let server = text(destination?["server"])
        let name = text(destination?["name"])
        let isLocal = server == Self.localServer || server.isEmpty && name == "in-cluster"
        let namespace = text(destination?["namespace"])
        let known = isLocal ? Self.localServer : server
        let (identity, place) = identity(limits, server: known, namespace: namespace)
        var obstacles: [ArgoCDDelegations.Obstacle] = []
        if let limits {
            let own = manifest.id.namespace ?? settings.namespace
            if limits.takesApplications(from: own) == false { obstacles.append(.sourceNamespace(own)) }
            if !isTemplate(known + name + namespace),
                !limits.permits(server: known, name: isLocal ? "in-cluster" : name, namespace: namespace)
            {
                obstacles.append(.destination)
            }
        } else if !isTemplate(project) {
            obstacles.append(.unknownProject(project))
        }
        return ArgoCDDelegations.Applier(
            object: manifest.id, project: project, limits: limits, server: server.isEmpty ? name : server,
            isLocal: isLocal, namespace: namespace, identity: identity, obstacles: obstacles,
            repositories: repositories, identityPlace: place ?? self.place, place: self.place)
    }

    /// Source: `DeriveServiceAccountToImpersonate` in `util/settings/impersonation.go`; the first that matches counts.
    private func identity(
        _ limits: ArgoCDProjectLimits?, server: String, namespace: String
    ) -> (ArgoCDDelegations.Identity, GrantPlace?) {
        guard settings.impersonates else { return (.controller(settings.controller), nil) }
        for account in limits?.destinationAccounts ?? [] where account.matches(server: server, namespace: namespace) {
            let parts = account.name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let own = namespace.isEmpty ? manifest.id.namespace ?? settings.namespace : namespace
            let subject =
                parts.count == 2
                ? Subject.serviceAccount(namespace: String(parts[0]), name: String(parts[1]))
                : Subject.serviceAccount(namespace: own, name: account.name)
            return (.destinationAccount(subject), account.place)
        }
        return (settings.enforcesImpersonation ? .none : .controller(settings.controller), nil)
    }

    private var repositories: [String] {
        let sources = [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.elements.map { $0 } ?? [])
        return sources.compactMap { $0["repoURL"]?.string }
    }

    private var place: GrantPlace {
        GrantPlace(object: manifest.id, origin: manifest.origin, position: manifest.root.position)
    }

    private func text(_ node: Node?) -> String { node?.string ?? "" }

    /// Values that a generator of an ApplicationSet fills in.
    private func isTemplate(_ text: String) -> Bool { text.contains("{{") }
}
