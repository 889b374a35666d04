import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport
import GitOpsRepository

/// Policies, manifests and exceptions, as read.
struct PolicyInput {
    let policies: PolicySet
    let head: ManifestSet
    let base: ManifestSet?
    /// Definitions of custom resources: those of the head, of the base, and more.
    let definitions: ManifestSet
    /// The definitions that were named on their own.
    let moreDefinitions: ManifestSet
    let simulation: AdmissionSimulation
    let exceptions: PolicyExceptions
    /// What belongs to policies that are not evaluated.
    let others: [ResourceID]
    /// What could not be read, so that nobody knows what policies say about it.
    let problems: [ReportProblem]
    /// The commit that the manifests are of, for reports.
    let revision: ReportRevision?

    /// Tells of what belongs to policies that are not evaluated.
    func warnOfOthers() {
        for (kind, objects) in Dictionary(grouping: others, by: \.kind).sorted(by: { $0.key.precedesByBytes($1.key) }) {
            let names = objects.map(\.name).joined(separator: ", ")
            Terminal.warn("gitops: \(kind) is a kind of policies that is not evaluated here: \(names)")
        }
    }

    /// A folder that was named wrongly must not pass because nothing in it is refused. What could not be read is told
    /// otherwise.
    func requireDocuments() throws {
        guard simulation.steps.isEmpty, problems.isEmpty else { return }
        Terminal.warn("gitops: the input has no document; name a file or folder with manifests")
        throw ExitStatus.unreadable
    }

    /// Tells of policies that are not asked at all.
    func warn() {
        warnOfOthers()
        let unbound =
            policies.policies.indices.filter { policies.bindings[$0].isEmpty }
            .map { policies.policies[$0].name } + policies.unboundMutatingPolicies
        guard !unbound.isEmpty else { return }
        let text = unbound.count == 1 ? "1 policy has no binding" : "\(unbound.count) policies have no binding"
        Terminal.warn(
            "gitops: \(text), so that the server does not ask: \(unbound.joined(separator: ", ")); "
                + "--unbound deny checks all the same")
    }
}

extension PolicyArguments {
    /// Reads what the arguments name. What cannot be read ends the command, but for parts of a set.
    func read() async throws -> PolicyInput {
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        do {
            let places = PolicyPlaces(
                repository: try repo.map { try Repository(opening: $0) }, loading: loading, progress: progress)
            return try await read(places)
        } catch let error as GitError {
            progress?.finish()
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        } catch let error as PolicyPlaces.Missing {
            progress?.finish()
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }

    private func read(_ places: PolicyPlaces) async throws -> PolicyInput {
        let sides = try await readSides(places)
        let policyManifests = try await places.load(policies)
        let exceptionManifests = try await places.load(exceptions)
        let roles = try await places.load(access)
        let moreDefinitions = try await places.load(definitions)
        guard let now = now ?? .now else {
            places.progress?.finish()
            Terminal.warn("gitops: the clock shows no usable time; give --now")
            throw ExitStatus.unreadable
        }
        places.progress?.finish()
        Terminal.warn(hiddenIn: sides.base, sides.head)
        let known = PolicyExceptions(exceptionManifests, now: now)
        // A file that was named wrongly must not leave everything without its exceptions unnoticed.
        guard exceptions.isEmpty || !known.isEmpty || !exceptionManifests.unreadable.isEmpty else {
            places.progress?.finish()
            Terminal.warn(
                "gitops: \(exceptions.joined(separator: ", ")): there is no exception; write objects of "
                    + "\(PolicyException.apiVersion), kind \(PolicyException.kind)")
            throw ExitStatus.unreadable
        }
        let model = access.isEmpty ? nil : AccessModel(roles)
        let unreadable = [
            sides.head, sides.base ?? ManifestSet(), policyManifests, exceptionManifests, roles, moreDefinitions,
        ]
        .flatMap(\.unreadable)
        let (head, base): (ManifestSet, ManifestSet?) =
            switch operation {
            case nil: (sides.head, sides.base)
            case .create: (sides.head, nil)
            case .update: (sides.head, sides.head)
            case .delete: (ManifestSet(), sides.head)
            }
        return PolicyInput(
            policies: PolicySet(policyManifests, options: policyOptions), head: head, base: base,
            definitions: moreDefinitions.appending(base ?? ManifestSet()).appending(head),
            moreDefinitions: moreDefinitions,
            simulation: AdmissionSimulation(
                head: head, base: base, definitions: moreDefinitions, options: options(access: model)),
            exceptions: known,
            others: policyManifests.manifests.map(\.id).filter(Self.isOtherPolicy),
            problems: unreadable.map { ReportProblem($0) }, revision: sides.revision)
    }

    /// By group, what nobody knows to be asked about the documents; bindings need not be named with their policies.
    private static let otherKinds = [
        "templates.gatekeeper.sh": ["ConstraintTemplate"]
    ]

    private static func isOtherPolicy(_ id: ResourceID) -> Bool { otherKinds[id.group]?.contains(id.kind) == true }

    private struct Sides {
        let head: ManifestSet
        let base: ManifestSet?
        let revision: ReportRevision?
    }

    private func readSides(_ places: PolicyPlaces) async throws -> Sides {
        guard let repository = places.repository else {
            let old: ManifestSet? = if let base { try await places.loadFiles([base]) } else { nil }
            return Sides(head: try await places.loadFiles(inputs), base: old, revision: .ofCurrentFolder)
        }
        let (old, new) = try commits(in: repository)
        let commits = [new, old].compactMap { $0 }
        if let path, try !commits.contains(where: { try repository.contains(path, at: $0) }) {
            throw PolicyPlaces.Missing.path(path, of: inputs.first ?? "HEAD")
        }
        let folder = path ?? ""
        let base: ManifestSet? = if let old { try await places.manifests(at: old, folder) } else { nil }
        return Sides(
            head: try await places.manifests(at: new, folder), base: base, revision: ReportRevision(repository, new))
    }

    private func commits(in repository: Repository) throws -> (old: ObjectID?, new: ObjectID) {
        let input = inputs.first ?? "HEAD"
        if input.contains("..") {
            let range = try repository.range(named: input)
            return (range.base, range.head)
        }
        return (try base.map { try repository.commit(named: $0) }, try repository.commit(named: input))
    }
}
