import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// Traces findings to the commits that brought them.
struct FindingAttributor {
    private let commits: GateCommits
    private let options: HistoryOptions

    init(_ commits: GateCommits, reading: ReadingOptions, threads: Int) {
        self.commits = commits
        options = HistoryOptions(reading: reading, threads: threads)
    }

    /// New findings about resources with the commit that made the value in question what it is, or where the change did not touch
    /// that value, with the last one that changed the resource.
    ///
    /// A range of one commit needs no history. What Git cannot tell is left out.
    /// Complexity: the new commits of the index, and the versions of each resource with new findings.
    func attributing(_ findings: [Finding]) async throws -> [Finding] {
        guard findings.contains(where: Self.isWanted) else { return findings }
        guard let head = try? commits.repository.commit(commits.range.head) else { return findings }
        if head.parents == [commits.range.base] {
            return findings.map { finding in
                var finding = finding
                if Self.isWanted(finding) { finding.attribution = FindingAttribution(head) }
                return finding
            }
        }
        let history: ResourceHistory
        do {
            history = try await ResourceHistory.load(of: commits.repository, at: head.id, options: options)
        } catch is HistoryError {
            return findings
        }
        let range = try? HistoryRange(history, since: commits.range.base)
        var blames: [ResourceID: [ResourceBlame]] = [:]
        return findings.map { finding in
            guard Self.isWanted(finding), case .resource(let id) = finding.subject else { return finding }
            var finding = finding
            if blames[id] == nil { blames[id] = (try? history.blame(of: id)) ?? [] }
            var commit = commit(of: finding, in: blames[id] ?? [])
            // What is new and stands in a line that is not: something beside it was changed or taken away.
            if let range, commit.map({ range.contains($0.id) }) != true { commit = lastChange(of: id, history, range) }
            finding.attribution = commit.map { FindingAttribution($0) }
            return finding
        }
    }

    private func lastChange(of id: ResourceID, _ history: ResourceHistory, _ range: HistoryRange) -> CommitInfo? {
        let entry = history.entries(of: id).entries.first { range.contains($0.commit) }
        return entry.flatMap { try? commits.repository.commit($0.commit) }
    }

    private static func isWanted(_ finding: Finding) -> Bool {
        finding.status == .new && finding.verdict.needsAttention && finding.suppression == nil
    }

    /// The commit of the value, else of the nearest one around it.
    private func commit(of finding: Finding, in blames: [ResourceBlame]) -> CommitInfo? {
        guard let place = finding.places.first else { return nil }
        let blame = blames.first { $0.manifest.origin.path.hasSameBytes(as: place.origin.path) }
        guard let fields = blame?.fields else { return nil }
        let position = place.position?.byteOffset
        if let position,
            let field = fields.last(where: {
                ($0.node.keyPosition ?? $0.node.position)?.byteOffset == position
                    || $0.node.position?.byteOffset == position
            })
        {
            return field.commit
        }
        return fields.first?.commit
    }
}

extension FindingAttribution {
    /// A commit of a repository.
    init(_ commit: CommitInfo) {
        self.init(
            commit: "\(commit.id)", author: commit.author.name, email: commit.author.email,
            time: commit.author.seconds, subject: commit.subject)
    }
}
