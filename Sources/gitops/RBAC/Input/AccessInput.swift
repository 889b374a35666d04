import ArgumentParser
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

    init(
        _ manifests: ManifestSet, options: AccessModelOptions, authors: LineAuthors, revision: ReportRevision? = nil
    ) {
        self.manifests = manifests
        self.revision = revision
        model = AccessModel(manifests, options: options)
        self.authors = authors
    }

    /// What could not be read, so that nobody knows what it grants.
    var problems: [ReportProblem] {
        manifests.unreadable.map { ReportProblem($0) }
            + model.problems.filter(\.isUnreadable).map {
                ReportProblem(
                    place: SourcePlace(origin: $0.origin, position: $0.position), message: "\($0.object): \($0.reason)")
            }
    }

    /// Tells on standard error what could not be read in full, and of what is merely odd how much there is.
    func warn() {
        for problem in problems { Terminal.warn("gitops: \(problem)") }
        let others = model.problems.count { !$0.isUnreadable }
        if others > 0 {
            let text = others == 1 ? "1 problem of roles and bindings" : "\(others) problems of roles and bindings"
            Terminal.warn("gitops: \(text), which gitops rbac lint shows")
        }
    }

    /// Ends the command: what could not be read outweighs what was found.
    func finish(reports: Bool) throws {
        if !problems.isEmpty { throw ExitStatus.unreadable }
        if reports { throw ExitStatus.changes }
    }
}
