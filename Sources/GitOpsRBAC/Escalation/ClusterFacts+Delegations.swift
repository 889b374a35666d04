import GitOpsManifest

extension ClusterFacts {
    /// A user or group.
    struct Holder: Hashable, Sendable {
        let isGroup: Bool
        let name: NameID
    }

    /// What somebody has a controller do by other ways than the API of Kubernetes.
    struct Delegation: Sendable {
        enum Target: Hashable, Sendable {
            /// Whatever an account may do.
            case account(NameID)
            /// Objects of one namespace, which run pods.
            case workloads(namespace: NameID)
        }

        /// The id of the edge.
        let edge: String
        let target: Target
        let evidence: [Evidence]
    }

    mutating func readDelegations(_ index: AccessIndex, _ options: EscalationOptions) {
        let own = index.manifests.dropFirst(index.bootstrapCount)
        guard own.contains(where: Self.isApplied) else { return }
        let set = ManifestSet(Array(own))
        var roots: [ResourceID: Evidence] = [:]
        for (number, manifest) in own.enumerated() {
            roots[manifest.id] = Evidence(
                manifest: UInt32(truncatingIfNeeded: index.bootstrapCount + number),
                node: UInt32(truncatingIfNeeded: manifest.root.index))
        }
        readArgoCD(set, roots, options.gitWriters)
        readFlux(set, roots, options.gitWriters)
    }

    private static func isApplied(_ manifest: Manifest) -> Bool {
        switch (manifest.id.group, manifest.id.kind) {
        case ("argoproj.io", "Application"), ("argoproj.io", "ApplicationSet"),
            ("kustomize.toolkit.fluxcd.io", "Kustomization"), ("helm.toolkit.fluxcd.io", "HelmRelease"):
            true
        default: false
        }
    }

    private mutating func add(_ subject: Subject, _ edge: String, _ target: Delegation.Target, _ evidence: [Evidence?])
    {
        let holder = Holder(isGroup: subject.kind == .group, name: names.intern(subject.name))
        let known = delegations[holder, default: []].contains { $0.edge == edge && $0.target == target }
        guard !known else { return }
        delegatingSubjects.insert(subject)
        delegations[holder, default: []].append(
            Delegation(edge: edge, target: target, evidence: evidence.compactMap { $0 }))
    }

    private func account(_ subject: Subject) -> Delegation.Target? {
        let username = names.find(subject.username)
        return accountNumbers[username] == nil ? nil : .account(username)
    }
}

// MARK: Argo CD

extension ClusterFacts {
    private mutating func readArgoCD(_ set: ManifestSet, _ roots: [ResourceID: Evidence], _ writers: [GitWriter]) {
        let applied = ArgoCDDelegations(set)
        guard !applied.appliers.isEmpty else { return }
        let access = ArgoCDAccess(set)
        let users = access.applicationUsers
        let configuration = set.manifests.last(where: ArgoCDConfigurationReader.isConfiguration)
        let policy = configuration.flatMap { roots[$0.id] }
        for applier in applied.appliers {
            guard let target = target(of: applier) else { continue }
            let evidence = roots[applier.object]
            for writer in writers where applier.repositories.contains(where: writer.writes) {
                add(writer.subject, "F5a", target, [evidence])
            }
            // The template of an ApplicationSet is no Application of its name.
            guard applier.object.kind == "Application" else { continue }
            for (edge, actions) in [("F4", ["create", "update", "override"]), ("F4s", ["sync"])] {
                for user in users where actions.contains(where: { access.lets(user, $0, applier, applied.controller) })
                {
                    add(user, edge, target, [evidence, policy])
                }
            }
        }
    }

    /// What an Application leads to: the account it is applied with, where its project lets it bring anything anywhere
    /// or where the account was chosen for its destination; otherwise what may run in its namespace.
    private mutating func target(of applier: ArgoCDDelegations.Applier) -> Delegation.Target? {
        guard applier.isLocal else { return nil }
        // A project `default` that is not written is made open by Argo CD.
        let isDefault = applier.obstacles == [.unknownProject("default")]
        guard applier.obstacles.isEmpty || isDefault else { return nil }
        switch applier.identity {
        case .none: return nil
        case .destinationAccount(let subject): return account(subject)
        case .controller(let subject):
            guard let account = account(subject) else { return nil }
            guard let limits = applier.limits, !limits.isOpen else { return account }
            let permits = limits.permits(group: "apps", kind: "Deployment", name: "", isNamespaced: true)
            return permits && !applier.namespace.isEmpty ? .workloads(namespace: names.intern(applier.namespace)) : nil
        }
    }
}

extension ArgoCDProjectLimits {
    /// Whether its Applications may bind roles in the whole cluster and go to the namespace of the cluster itself.
    fileprivate var isOpen: Bool {
        permits(server: "https://kubernetes.default.svc", name: "in-cluster", namespace: "kube-system")
            && permits(
                group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding", name: "admin", isNamespaced: false)
    }
}

extension ArgoCDAccess {
    /// Users and groups that policies name and that may do something with some Application; the administrator that
    /// every Argo CD has is left out. Policies that are regular expressions are not evaluated.
    fileprivate var applicationUsers: [Subject] {
        let names = base.names.filter { !$0.hasPrefix("role:") && !$0.hasPrefix("proj:") && $0 != "admin" }
        let groups = names + projectRoles.flatMap(\.groups)
        func mayDo(_ identity: ArgoCDIdentity) -> Bool { !permissions(of: identity).isEmpty }
        return names.filter { mayDo(ArgoCDIdentity(user: $0)) }.map(Subject.user)
            + groups.filter { mayDo(ArgoCDIdentity(user: "", groups: [$0])) }.map(Subject.group)
    }

    fileprivate func lets(
        _ subject: Subject, _ action: String, _ applier: ArgoCDDelegations.Applier, _ controller: Subject
    ) -> Bool {
        let own = applier.object.namespace.flatMap { $0 == controller.namespace ? nil : $0 }
        let identity =
            subject.kind == .group
            ? ArgoCDIdentity(user: "", groups: [subject.name]) : ArgoCDIdentity(user: subject.name)
        // A line that Argo CD cannot read hides no path: whoever corrects it opens them.
        return decisionOfLines(
            on: .application(action, project: applier.project, namespace: own, name: applier.object.name), by: identity
        ).isAllowed
    }
}

// MARK: Flux

extension ClusterFacts {
    private mutating func readFlux(_ set: ManifestSet, _ roots: [ResourceID: Evidence], _ writers: [GitWriter]) {
        guard !writers.isEmpty else { return }
        var addresses: [[String]: String] = [:]
        for manifest in set.manifests(ofKind: "GitRepository", group: "source.toolkit.fluxcd.io") {
            addresses[[manifest.id.namespace ?? "default", manifest.id.name]] = manifest.root["spec"]?["url"]?.string
        }
        for applier in FluxDelegations(set).appliers {
            guard let subject = applier.identity.account, let target = account(subject) else { continue }
            for source in applier.sources where source.object.kind == "GitRepository" && !source.isForbidden {
                let address = addresses[[source.object.namespace ?? "default", source.object.name]]
                for writer in writers where writer.writes(address) {
                    add(writer.subject, "F5f", target, [roots[applier.object]])
                }
            }
        }
    }
}
