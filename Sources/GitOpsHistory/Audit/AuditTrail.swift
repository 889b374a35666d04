public import GitOpsManifest
public import GitOpsRepository
public import GitOpsTrust

/// Who changed which resource and which fields, when, in which commit, signed by whom, merged how: every commit of a range
/// is accounted for.
///
/// The trail of a range is the same wherever and whenever it is made from the same commits, keys and policy. Values are
/// never part of it, only the paths of fields.
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

    /// Makes the trail of what leads to the end of a history and not to another commit. Blocks the calling thread.
    ///
    /// Complexity: O(commits · log + versions of the resources they changed), and a verification for each commit.
    ///
    /// - Parameters:
    ///   - history: the history, of which the base may be part of a side that its end does not contain.
    ///   - base: the commit after which the trail begins; `nil` for the whole history.
    ///   - verifier: verifies the signatures. Without trusted keys the keys are told all the same.
    ///   - policy: what a policy says about the range; `nil` when none was asked.
    ///   - progress: told now and then how far it is.
    /// - Throws: `HistoryError`: a commit cannot be read, or the index does not have the base.
    public init(
        of history: ResourceHistory, since base: ObjectID? = nil,
        verifier: SignatureVerifier = SignatureVerifier(trusting: TrustedKeys()),
        policy: CommitPolicyResult? = nil, progress: (any ProgressObserver)? = nil
    ) throws(HistoryError) {
        let range = try AuditRange(history, since: base)
        let verdicts = Dictionary((policy?.commits ?? []).map { ($0.id, $0) }) { first, _ in first }
        var entries: [ObjectID: [HistoryEntry]] = [:]
        for entry in history.log(ofPath: "").entries { entries[entry.commit, default: []].append(entry) }
        var versions = AuditVersions(history)
        var records: [AuditRecord] = []
        for (number, commit) in range.commits.enumerated() {
            let signature: SignatureVerification?
            do throws(GitError) {
                signature = try verifier.verify(commit: commit.id, in: history.repository)
            } catch {
                throw .git(error)
            }
            func add(_ entry: HistoryEntry?, _ fields: [FieldDifference]) {
                records.append(
                    AuditRecord(
                        commit: commit, merge: range.merge(of: commit), signature: signature,
                        policy: verdicts[commit.id], entry: entry, fields: fields))
            }
            let own = (entries[commit.id] ?? []).sorted { $0.auditOrder.lexicographicallyPrecedes($1.auditOrder) }
            if own.isEmpty { add(nil, []) }
            for entry in own { add(entry, versions.fields(entry)) }
            if number % 64 == 0 || number + 1 == range.commits.count {
                progress?.update(
                    ProgressUpdate(phase: "auditing", completed: number + 1, total: range.commits.count))
            }
        }
        head = history.head
        self.base = base
        self.policy = policy
        self.records = records
        gaps = history.gaps
    }

    /// Whether there may be more.
    public var isPartial: Bool { !gaps.isEmpty }
}

extension HistoryEntry {
    /// What the entries of a commit are sorted by: nothing that an index may number in another way.
    fileprivate var auditOrder: [ExactText] {
        func padded(_ number: Int) -> String {
            String(repeating: "0", count: max(0, 12 - "\(number)".count)) + "\(number)"
        }
        return [
            place.path, padded(place.documentIndex), padded((place.itemIndex ?? -1) + 1), "\(subject)", change.rawValue,
            previous?.path ?? "", previous.map { padded($0.documentIndex) } ?? "",
        ].map { ExactText($0) }
    }
}

/// The commits of a range in an order that depends on nothing but them, and how they came into the first-parent line.
private struct AuditRange {
    private(set) var commits: [CommitInfo] = []
    private var mainline: Set<ObjectID> = []
    private var mergedBy: [ObjectID: ObjectID] = [:]

    init(_ history: ResourceHistory, since base: ObjectID?) throws(HistoryError) {
        let index = history.index
        guard let end = index.position(of: history.head) else { throw .notInHistory(history.head) }
        var isMeant = history.isReachable
        if let base {
            guard let position = index.position(of: base) else { throw .notInHistory(base) }
            for (number, isOld) in index.ancestors(of: position).enumerated() where isOld { isMeant[number] = false }
        }
        let positions = isMeant.indices.filter { isMeant[$0] }.map { Int32(truncatingIfNeeded: $0) }
        var infos: [Int32: CommitInfo] = [:]
        for position in positions {
            do throws(GitError) {
                infos[position] = try history.repository.commit(index.commits[Int(position)].id)
            } catch {
                throw .git(error)
            }
        }
        order(positions, infos, index)
        followMainline(from: end, index)
    }

    /// Commits after their parents; of those that could come next the oldest, and of those of one second by their names.
    private mutating func order(_ positions: [Int32], _ infos: [Int32: CommitInfo], _ index: ResourceIndex) {
        var missing: [Int32: Int] = [:]
        var children: [Int32: [Int32]] = [:]
        for position in positions {
            let parents = index.parents(of: position).filter { infos[$0] != nil }
            missing[position] = parents.count
            for parent in parents { children[parent, default: []].append(position) }
        }
        var ready = KeyedHeap<AuditOrder, Int32>()
        func isReady(_ position: Int32) {
            guard let info = infos[position] else { return }
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

    init(_ history: ResourceHistory) {
        placed = PlacedManifests(history.repository, reading: history.options.reading)
    }

    mutating func fields(_ entry: HistoryEntry) -> [FieldDifference] {
        guard case .resource(let id) = entry.subject, let previous = entry.previous, entry.changesValue,
            entry.change != .removed, entry.change != .becameUnreadable
        else { return [] }
        // A file that is not in the clone is told as a gap.
        guard let before = (try? placed.manifest(id, at: previous)) ?? nil,
            let after = (try? placed.manifest(id, at: entry.place)) ?? nil
        else { return [] }
        return FieldDifference.between(before.root, after.root)
    }
}
