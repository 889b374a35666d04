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

    @Option(
        help: ArgumentHelp(
            "The hash of a line of the log, kept elsewhere: the log must still have it; may be given more than once, "
                + "as for several logs.", valueName: "hash"))
    var logHead: [String] = []

    func validate() throws {
        if log.isEmpty, !logHead.isEmpty { throw ValidationError("--log-head goes with --log") }
        for head in logHead where head.utf8.count != 64 || !head.utf8.allSatisfy(Self.isHexDigit) {
            throw ValidationError(
                "--log-head takes a hash of 64 hexadecimal digits, as 'hash' of the log's last line has it")
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

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
        let logs = try log.map { (path: $0, entries: try entries($0)) }
        try checkHeads(in: logs)
        var found: Set<ObjectID> = []
        for (path, entries) in logs {
            let coverage = try evidence.addObservations(from: entries, in: repository)
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

    /// A log that was cut off, or made anew, holds in itself: only a head that was kept elsewhere tells.
    private func checkHeads(in logs: [(path: String, entries: [ReferenceLogEntry])]) throws {
        guard !logHead.isEmpty else { return }
        let hashes = Set(logs.flatMap { $0.entries.map(\.hash) })
        for head in logHead where !hashes.contains(head.lowercased()) {
            Terminal.warn(
                "gitops: \(log.joined(separator: ", ")): there is no entry \(head.lowercased()): the log was cut off, "
                    + "or made anew; do not trust it, and compare it with a copy")
            throw ExitStatus.unreadable
        }
        for (path, entries) in logs {
            if let last = entries.last {
                Terminal.warn("gitops: \(path): \(entries.count) entries hold, the last hash is \(last.hash)")
            }
        }
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
