import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// Traces findings to the commits that brought them.
struct FindingAttributor {
    private let commits: GateCommits
    private let head: ManifestSet
    private let options: HistoryOptions

    /// - Parameter head: what the places of findings are looked up in.
    init(_ commits: GateCommits, head: ManifestSet, reading: ReadingOptions, threads: Int) {
        self.commits = commits
        self.head = head
        options = HistoryOptions(reading: reading, threads: threads)
    }

    /// New findings with the commit that made the value in question what it is, or where the change did not touch that value,
    /// with the last one that changed the resource.
    ///
    /// A finding about access is about a subject that may stand in no file: its places say which commit it was, the first one
    /// that the change touched, and after them the lines of the way that it shows.
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
        var blame = RangeBlame(history, since: commits.range.base, head: self.head)
        return findings.map { finding in
            // What is said of a commit names it, and its place is that of the policy.
            guard Self.isWanted(finding), finding.properties["commit"] == nil else { return finding }
            var finding = finding
            finding.attribution = blame.commit(of: finding).map { FindingAttribution($0) }
            return finding
        }
    }

    private static func isWanted(_ finding: Finding) -> Bool {
        finding.status == .new && finding.verdict.needsAttention && finding.suppression == nil
    }
}

/// Which commits of a range brought what stands at places of its end.
private struct RangeBlame {
    private let history: ResourceHistory
    /// `nil` when the history does not lead to the base.
    private let range: HistoryRange?
    private let manifests: [ExactText: [Manifest]]
    private var blames: [ResourceID: [ResourceBlame]] = [:]
    private var changes: [ResourceID: CommitInfo?] = [:]

    init(_ history: ResourceHistory, since base: ObjectID, head: ManifestSet) {
        self.history = history
        range = try? HistoryRange(history, since: base)
        manifests = Dictionary(grouping: head.manifests) { ExactText($0.origin.path) }
    }

    mutating func commit(of finding: Finding) -> CommitInfo? {
        if case .resource(let id) = finding.subject {
            let commit = finding.places.first.flatMap { self.commit(of: id, at: $0) }
            if let commit, isNew(commit) { return commit }
            // What is new and stands in a line that is not: something beside it was changed or taken away.
            return range == nil ? commit : lastChange(of: id)
        }
        let places = finding.places + finding.flows.flatMap { $0.steps.compactMap(\.place) }
        var touched: [ResourceID] = []
        for place in places {
            guard let id = resource(at: place) else { continue }
            if let commit = commit(of: id, at: place), isNew(commit) { return commit }
            if !touched.contains(id) { touched.append(id) }
        }
        for id in touched {
            if let commit = lastChange(of: id) { return commit }
        }
        return nil
    }

    private func isNew(_ commit: CommitInfo) -> Bool { range?.contains(commit.id) ?? false }

    /// The object that a place is in.
    private func resource(at place: SourcePlace) -> ResourceID? {
        guard let position = place.position else { return nil }
        return manifests[ExactText(place.origin.path)]?.first {
            $0.origin.documentIndex == place.origin.documentIndex && $0.holds(position)
        }?.id
    }

    private mutating func lastChange(of id: ResourceID) -> CommitInfo? {
        guard let range else { return nil }
        if let known = changes[id] { return known }
        let entry = history.entries(of: id).entries.first { range.contains($0.commit) }
        let commit = entry.flatMap { try? history.repository.commit($0.commit) }
        changes[id] = .some(commit)
        return commit
    }

    /// The commit of the value at a place, else of the nearest one around it.
    private mutating func commit(of id: ResourceID, at place: SourcePlace) -> CommitInfo? {
        if blames[id] == nil { blames[id] = (try? history.blame(of: id)) ?? [] }
        let blame = blames[id]?.first { $0.manifest.origin.path.hasSameBytes(as: place.origin.path) }
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
