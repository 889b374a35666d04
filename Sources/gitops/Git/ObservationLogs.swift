import ArgumentParser
import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// The logs that tell when commits came to light.
struct ObservationLogs: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A log of gitops watch: signatures are judged at the time a commit was first seen; may be given more than "
                + "once.", valueName: "file"))
    var log: [String] = []

    /// What the logs lead to.
    struct Observations {
        let isAsked: Bool
        let found: Set<ObjectID>

        /// Says how many commits no log has: whoever has an old key may date them back.
        func warn(of commits: some Collection<ObjectID>) {
            let count = commits.count { !found.contains($0) }
            guard isAsked, count > 0 else { return }
            Terminal.warn(
                count == 1
                    ? "gitops: 1 commit is in no log and counts with the time it tells itself; let gitops watch see it"
                    : "gitops: \(count) commits are in no log and count with the times they tell themselves; "
                        + "let gitops watch see them")
        }
    }

    /// Adds what the logs saw.
    func add(to evidence: inout CommitEvidence, in repository: Repository) throws -> Observations {
        var found: Set<ObjectID> = []
        for path in log {
            let coverage = try evidence.addObservations(from: try entries(path), in: repository)
            guard !coverage.found.isEmpty else {
                Terminal.warn(
                    "gitops: \(path): nothing that the log saw is in the repository; give the log of this one, or fetch"
                )
                throw ExitStatus.unreadable
            }
            found.formUnion(coverage.found)
        }
        return Observations(isAsked: !log.isEmpty, found: found)
    }

    private func entries(_ path: String) throws -> [ReferenceLogEntry] {
        do throws(ReferenceLogError) {
            let log = ReferenceLog(path: path, remote: "")
            do throws(ReferenceLogError) {
                return try log.verify()
            } catch {
                guard error.problem == .unfinishedLine else { throw error }
                // A watch may be writing it now, or was killed: what stands before holds.
                Terminal.warn("gitops: \(error)")
                return try log.verify(allowsUnfinishedLine: true)
            }
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }
}
