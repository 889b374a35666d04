import ArgumentParser
import GitOpsGate
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// One state of roles and bindings, as read.
struct AccessInput {
    let manifests: ManifestSet
    let model: AccessModel
    var authors: LineAuthors
    /// The commit that the manifests are of, for reports.
    let revision: ReportRevision?
    /// What was to be read; empty when nothing had to be.
    let sources: [String]

    init(
        _ manifests: ManifestSet, options: AccessModelOptions, authors: LineAuthors, revision: ReportRevision? = nil,
        sources: [String] = []
    ) {
        self.manifests = manifests
        self.sources = sources
        self.revision = revision
        model = AccessModel(manifests, options: options)
        self.authors = authors
    }

    /// What could not be read, so that nobody knows what it grants, and whether there was nothing of what was named.
    var problems: [ReportProblem] {
        setProblems
            + model.problems.filter(\.isUnreadable).map {
                ReportProblem(
                    place: SourcePlace(origin: $0.origin, position: $0.position), message: "\($0.object): \($0.reason)")
            }
    }

    /// What could not be read of the set as a whole.
    var setProblems: [ReportProblem] {
        manifests.unreadable.map { ReportProblem($0) } + [nothingFound].compactMap { $0 }
    }

    /// That there are no roles and bindings: an answer is then that of an API server by itself, which was not asked
    /// for.
    var nothingFound: ReportProblem? {
        guard !sources.isEmpty, hasNoObjects else { return nil }
        return ReportProblem(message: "no roles or bindings were found in \(sources.joined(separator: ", "))")
    }

    /// Whether there is no role and no binding.
    var hasNoObjects: Bool { !manifests.manifests.contains { $0.id.group == "rbac.authorization.k8s.io" } }

    /// Tells on standard error what could not be read in full, and of what is merely odd how much there is.
    ///
    /// - Parameter side: which of two states it is.
    func warn(of side: String? = nil) {
        let side = side.map { "\($0): " } ?? ""
        for problem in problems { Terminal.warn("gitops: \(side)\(problem)") }
        let others = model.problems.filter { !$0.isUnreadable }
        guard let first = others.first else { return }
        let place = SourcePlace(origin: first.origin, position: first.position)
        let text = others.count == 1 ? "1 problem" : "\(others.count) problems"
        Terminal.warn(
            "gitops: \(side)\(text) of roles and bindings, which gitops rbac lint shows; the first: \(place): "
                + "\(first.object): \(first.reason)")
    }

    /// Tells on standard error of names of a question that nothing has: its answer is right, and maybe not what was
    /// meant.
    func warn(ofUnknown subjects: [Subject], namespaces: [String] = [], escalation: EscalationAnalysis? = nil) {
        var names = KnownNames(model, escalation: escalation)
        let unknown = subjects.compactMap { names.unknown($0) } + namespaces.compactMap { names.unknown(namespace: $0) }
        for name in unknown { Terminal.warn("gitops: \(name)") }
    }

    /// Ends the command: what could not be read outweighs what was found.
    func finish(reports: Bool) throws {
        if !problems.isEmpty { throw ExitStatus.unreadable }
        if reports { throw ExitStatus.changes }
    }
}
