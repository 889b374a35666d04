public import GitOpsManifest
public import GitOpsRepository
public import GitOpsTrust

/// Who changed which resource and which fields, when, in which commit, signed by whom, merged how: every commit of a
/// range is accounted for.
///
/// The trail of a range is the same wherever and whenever it is made from the same commits, keys, policy and times at
/// which commits were first seen. Values are never part of it, only the paths of fields.
public struct AuditTrail: Sendable {
    /// The newest commit.
    public let head: ObjectID
    /// The commit after which it begins; `nil` for the whole history.
    public let base: ObjectID?
    /// The records: commits after all that they follow, and those of a commit by place.
    public let records: [AuditRecord]
    /// Why there may be more.
    public let gaps: [HistoryGap]
    /// What a policy says about the range as a whole and its tags, beside the commits; `nil` when none was asked.
    public let policy: CommitPolicyResult?

    /// Makes the trail of what leads to the end of a history and not to another commit, with as many threads as the
    /// options of the history say. Blocks the calling thread.
    ///
    /// Complexity: O(commits · log + versions of the resources they changed), and a verification for each commit,
    /// divided among threads.
    ///
    /// - Parameters:
    ///   - history: the history, of which the base may be part of a side that its end does not contain.
    ///   - base: the commit after which the trail begins; `nil` for the whole history.
    ///   - verifier: verifies the signatures. Without trusted keys the keys are told all the same.
    ///   - policy: what a policy says about the range; `nil` when none was asked.
    ///   - firstSeen: when commits were first seen, as in `CommitEvidence.firstSeen`: their signatures are judged
    ///     at that time rather than at the one that they claim. Give what the policy was given.
    ///   - progress: told now and then how far it is.
    /// - Throws: `HistoryError`: a commit cannot be read, or the index does not have the base.
    public init(
        of history: ResourceHistory, since base: ObjectID? = nil,
        verifier: SignatureVerifier = SignatureVerifier(trusting: TrustedKeys()),
        policy: CommitPolicyResult? = nil, firstSeen: [ObjectID: Int64] = [:],
        progress: (any ProgressObserver)? = nil
    ) throws(HistoryError) {
        let reader = AuditCommitReader(repository: history.repository, verifier: verifier, firstSeen: firstSeen)
        let range = try AuditRange(history, since: base, reader, threads: history.options.threads, progress: progress)
        let verdicts = Dictionary((policy?.commits ?? []).map { ($0.id, $0) }) { first, _ in first }
        var entries: [ObjectID: [HistoryEntry]] = [:]
        for entry in history.log(ofPath: "").entries { entries[entry.commit, default: []].append(entry) }
        var versions = AuditVersions(history, threads: history.options.threads)
        var records: [AuditRecord] = []
        var start = 0
        while start < range.commits.count {
            // As many as their files can be kept for.
            var part: [(commit: AuditCommit, entry: HistoryEntry?)] = []
            var end = start
            while end < range.commits.count, part.count < AuditVersions.entriesAtOnce {
                let commit = range.commits[end]
                let own = (entries[commit.info.id] ?? []).sorted { $0.precedesInAudit($1) }
                part += own.isEmpty ? [(commit, nil)] : own.map { (commit, $0) }
                end += 1
            }
            for ((commit, entry), fields) in zip(part, versions.fields(part.map(\.entry))) {
                records.append(
                    AuditRecord(
                        commit: commit.info, merge: range.merge(of: commit.info), signature: commit.signature,
                        policy: verdicts[commit.info.id], entry: entry, fields: fields))
            }
            start = end
            progress?.update(ProgressUpdate(phase: "auditing", completed: end, total: range.commits.count))
        }
        head = history.head
        self.base = base
        self.policy = policy
        self.records = records
        gaps = history.gaps
    }

    /// Whether there may be more.
    public var isPartial: Bool { !gaps.isEmpty }

    /// Changes that left a document which cannot be read, or a link or submodule in its place: what they did to
    /// resources is not known. Complexity: O(records).
    public var unreadableEntries: [HistoryEntry] { records.compactMap(\.entry).filter(\.leavesUnreadable) }
}

extension HistoryEntry {
    /// The order of the entries of a commit: by nothing that an index may number in another way.
    fileprivate func precedesInAudit(_ other: HistoryEntry) -> Bool {
        if !place.path.hasSameBytes(as: other.place.path) { return place.path.precedesByBytes(other.place.path) }
        let positions = [self, other].map { ($0.place.documentIndex, ($0.place.itemIndex ?? -1)) }
        if positions[0] != positions[1] { return positions[0] < positions[1] }
        // Few stand in one place, as one that went and one that came: describing them costs more than the rest.
        return auditNames.lexicographicallyPrecedes(other.auditNames)
    }

    private var auditNames: [ExactText] {
        func padded(_ number: Int) -> String {
            String(repeating: "0", count: max(0, 12 - "\(number)".count)) + "\(number)"
        }
        return [
            "\(subject)", change.rawValue, previous?.path ?? "", previous.map { padded($0.documentIndex) } ?? "",
        ].map { ExactText($0) }
    }
}

/// The commits of a range in an order that depends on nothing but them, and how they came into the first-parent line.
private struct AuditRange {
    private(set) var commits: [AuditCommit] = []
    private var mainline: Set<ObjectID> = []
    private var mergedBy: [ObjectID: ObjectID] = [:]

    init(
        _ history: ResourceHistory, since base: ObjectID?, _ reader: AuditCommitReader, threads: Int,
        progress: (any ProgressObserver)?
    ) throws(HistoryError) {
        let index = history.index
        guard let end = index.position(of: history.head) else { throw .notInHistory(history.head) }
        var isMeant = history.isReachable
        if let base {
            guard let position = index.position(of: base) else { throw .notInHistory(base) }
            for (number, isOld) in index.ancestors(of: position).enumerated() where isOld { isMeant[number] = false }
        }
        let positions = isMeant.indices.filter { isMeant[$0] }.map { Int32(truncatingIfNeeded: $0) }
        let read: [AuditCommit]
        do throws(GitError) {
            read = try reader.read(
                positions.map { index.commits[Int($0)].id }, threads: threads, progress: progress)
        } catch {
            throw .git(error)
        }
        let infos = Dictionary(zip(positions, read)) { first, _ in first }
        order(positions, infos, index)
        followMainline(from: end, index)
    }

    /// Commits after their parents; of those that could come next the oldest, and of those of one second by their
    /// names.
    private mutating func order(_ positions: [Int32], _ infos: [Int32: AuditCommit], _ index: ResourceIndex) {
        var missing: [Int32: Int] = [:]
        var children: [Int32: [Int32]] = [:]
        for position in positions {
            let parents = index.parents(of: position).filter { infos[$0] != nil }
            missing[position] = parents.count
            for parent in parents { children[parent, default: []].append(position) }
        }
        var ready = KeyedHeap<AuditOrder, Int32>()
        func isReady(_ position: Int32) {
            guard let info = infos[position]?.info else { return }
            ready.push(position, key: AuditOrder(seconds: info.committer.seconds, id: info.id))
        }
        for position in positions where missing[position] == 0 { isReady(position) }
        while let position = ready.pop() {
            if let next = infos[position] { commits.append(next) }
            for child in children[position] ?? [] {
                missing[child, default: 0] -= 1
                if missing[child] == 0 { isReady(child) }
            }
        }
    }

    /// Each commit beside the line belongs to the oldest merge of the line that has it.
    private mutating func followMainline(from end: Int32, _ index: ResourceIndex) {
        var line: [Int32] = [end]
        while let last = line.last, let parent = index.parents(of: last).first { line.append(parent) }
        var isKnown = [Bool](repeating: false, count: index.commits.count)
        for position in line {
            isKnown[Int(position)] = true
            mainline.insert(index.commits[Int(position)].id)
        }
        for merge in line.reversed() {
            var waiting = Array(index.parents(of: merge).dropFirst())
            while let next = waiting.popLast() {
                guard !isKnown[Int(next)] else { continue }
                isKnown[Int(next)] = true
                mergedBy[index.commits[Int(next)].id] = index.commits[Int(merge)].id
                waiting += index.parents(of: next)
            }
        }
    }

    func merge(of commit: CommitInfo) -> AuditRecord.Merge {
        if mainline.contains(commit.id) { return commit.parents.count > 1 ? .merge : .direct }
        return mergedBy[commit.id].map { .branch(mergedBy: $0) } ?? .unknown
    }
}

/// The order of commits of which none follows another: by time, the oldest first, and by name.
private struct AuditOrder: Comparable {
    let seconds: Int64
    let id: ObjectID

    static func < (left: AuditOrder, right: AuditOrder) -> Bool {
        (left.seconds, left.id) < (right.seconds, right.id)
    }
}

/// Versions of resources: the newer side of a change is the older of the next.
private struct AuditVersions {
    private var placed: PlacedManifests
    private let threads: Int

    /// Entries whose files are read together.
    static let entriesAtOnce = 4_096

    init(_ history: ResourceHistory, threads: Int) {
        placed = PlacedManifests(history.repository, reading: history.options.reading)
        self.threads = ParallelWork.threadCount(threads)
    }

    /// The fields that differ, for each of the entries.
    mutating func fields(_ entries: [HistoryEntry?]) -> [[FieldDifference]] {
        placed.load(
            entries.flatMap { entry in entry.flatMap(Self.compared).map { [$0.older, $0.place] } ?? [] },
            threads: threads)
        var pairs: [(before: Node, after: Node)?] = []
        for entry in entries { pairs.append(entry.flatMap(Self.compared).flatMap { versions($0) }) }
        let (all, isSmall) = (pairs, pairs.count < 64)
        let chunks = ParallelWork.chunks(all.count, parts: isSmall ? 1 : threads * 4) { _ in 1 }
        return ParallelWork.map(
            chunks, threads: isSmall ? 1 : threads, phase: "auditing", isCancelled: { false }
        ) { range in
            all[range].map { pair in pair.map { FieldDifference.between($0.before, $0.after) } ?? [] }
        }.flatMap { $0 ?? [] }
    }

    /// A change that both sides of a resource are compared for.
    private struct Compared {
        let id: ResourceID
        let older: ResourcePlace
        let place: ResourcePlace
    }

    private static func compared(_ entry: HistoryEntry) -> Compared? {
        guard case .resource(let id) = entry.subject, let older = entry.comparedWith, entry.changesValue,
            entry.change != .removed, entry.change != .becameUnreadable
        else { return nil }
        return Compared(id: id, older: older, place: entry.place)
    }

    private mutating func versions(_ change: Compared) -> (before: Node, after: Node)? {
        // A file that is not in the clone is told as a gap.
        guard let before = (try? placed.manifest(change.id, at: change.older)) ?? nil,
            let after = (try? placed.manifest(change.id, at: change.place)) ?? nil
        else { return nil }
        return (before.root, after.root)
    }
}
