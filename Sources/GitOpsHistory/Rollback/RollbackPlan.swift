public import GitOpsManifest
public import GitOpsRepository

/// How selected resources become again what they were at a revision, as one commit on top of another.
///
/// A resource is restored where it stands now: files that were moved since stay where they are, and the rest of each
/// file stays byte for byte. A resource that was added since is removed; one that was removed since comes back to its
/// old file, and to the `List` that it was an item of. A file that would have no document left goes, unless the target
/// has it. Where only spelling or place differ, nothing is done.
public struct RollbackPlan: Sendable {
    /// The revision that the resources go back to.
    public let target: ObjectID
    /// What is done, by place.
    public let steps: [RollbackStep]
    /// Selected resources whose values are those of the target already.
    public let unchanged: [ResourceID]
    /// The commit to make.
    public let commit: CommitPlan

    /// Plans a rollback on top of the commit that a history ends at.
    ///
    /// Complexity: O(files that differ between the two commits).
    ///
    /// - Parameters:
    ///   - ids: the resources.
    ///   - path: only where they stand, or stood, in this file; everywhere when `nil`.
    ///   - target: the revision they go back to; it need not be part of the history.
    ///   - history: the history of the branch.
    /// - Throws: `CommitPlanError`.
    public init(
        of ids: [ResourceID], inFile path: String? = nil, to target: ObjectID, in history: ResourceHistory
    ) throws(CommitPlanError) {
        let selection = RollbackSelection(ids: Set(ids), path: path, target: target)
        let changes: [ResourceChange]
        do throws(HistoryError) {
            changes = try history.changes(in: RevisionRange(base: target, head: history.head))
        } catch {
            throw CommitPlanError(error)
        }
        var writer = RollbackWriter(history: history, target: target)
        try writer.requireFiles(changes)
        var touched: Set<ResourceID> = []
        for change in changes {
            guard case .resource(let id) = change.subject, selection.has(id, change) else { continue }
            if try writer.add(id, change) { touched.insert(id) }
        }
        var unchanged: [ResourceID] = []
        for id in selection.ids.sorted() where !touched.contains(id) {
            let isThere: Bool
            do throws(HistoryError) {
                isThere = try history.paths(of: id).contains { path?.hasSameBytes(as: $0) ?? true }
            } catch {
                throw CommitPlanError(error)
            }
            guard isThere else { throw .notFound(id, path: path, commits: [target, history.head]) }
            unchanged.append(id)
        }
        self.target = target
        self.unchanged = unchanged
        steps = writer.steps
        commit = try CommitPlan(
            writer.edits, modes: writer.modes, remainders: writer.remainders, onto: history.head,
            of: history.repository, options: history.options,
            selection: selection)
    }
}

/// What a rollback does with a resource at one place.
public struct RollbackStep: Sendable, Hashable {
    /// The resource.
    public let id: ResourceID
    /// What is done.
    public let action: Action
    /// Where it stands now; `nil` for one that was removed.
    public let now: ResourcePlace?
    /// Where it stood in the target; `nil` for one that was added since.
    public let then: ResourcePlace?

    /// What can be done with a resource.
    public enum Action: String, Sendable, Hashable {
        /// It gets its old value where it stands now.
        case restored
        /// It was added since, and is removed.
        case removed
        /// It was removed since, and comes back.
        case recreated
    }
}

/// What a rollback is about.
struct RollbackSelection: Sendable {
    let ids: Set<ResourceID>
    let path: String?
    let target: ObjectID

    func has(_ id: ResourceID, _ change: ResourceChange) -> Bool {
        guard ids.contains(id) else { return false }
        guard let path else { return true }
        return [change.old, change.new].contains { $0?.path.hasSameBytes(as: path) ?? false }
    }

    /// Where the selected resources are not those of the target, or another one is not as before; `nil` when all is
    /// well.
    func mismatch(of tree: ObjectID, _ plan: CommitPlan) throws(GitError) -> PlanMismatch? {
        let repository = plan.repository
        let then = try repository.commit(target).tree
        for change in try ResourceHistory.changes(from: then, to: tree, of: repository, options: plan.options)
        where change.changesValue {
            guard case .resource(let id) = change.subject, has(id, change) else { continue }
            return PlanMismatch(
                path: (change.new ?? change.old)?.path ?? "", detail: "\(id) is not as in \(target.abbreviated)")
        }
        let now = try repository.commit(plan.base).tree
        for change in try ResourceHistory.changes(from: now, to: tree, of: repository, options: plan.options)
        where change.changesValue {
            switch change.subject {
            case .resource(let id):
                if has(id, change) { continue }
            case .unreadable:
                // It goes by the name of its file, of which another part changed.
                if change.old != nil, change.new != nil { continue }
            case .other: break
            }
            return PlanMismatch(path: (change.new ?? change.old)?.path ?? "", detail: "something else changed in it")
        }
        return nil
    }
}

/// Turns differences between the target and now into edits.
private struct RollbackWriter {
    let history: ResourceHistory
    let target: ObjectID
    var steps: [RollbackStep] = []
    var edits: [ManifestEdit] = []
    var modes: [ExactText: TreeEntry.Mode] = [:]
    /// What is left of files that would have no document.
    var remainders: [ExactText: [UInt8]] = [:]
    private var placed: PlacedManifests

    init(history: ResourceHistory, target: ObjectID) {
        placed = PlacedManifests(history.repository, reading: history.options.reading)
        self.history = history
        self.target = target
    }

    /// Throws when a file that differs is not in the clone: a resource that only seems to be new must not be removed.
    func requireFiles(_ changes: [ResourceChange]) throws(CommitPlanError) {
        for change in changes {
            guard case .unreadable(let path) = change.subject else { continue }
            for (place, commit) in [(change.old, target), (change.new, history.head)] {
                guard let place else { continue }
                do throws(GitError) {
                    // What stands behind a link or a submodule is nowhere in the repository.
                    let entry = try history.repository.files(at: commit, under: path).first
                    guard let entry, entry.mode.isFile, entry.id == place.blob else { continue }
                    try history.repository.withResolvedContent(of: entry.id) { _ in }
                } catch {
                    if case .limitExceeded = error.problem { continue }
                    throw .git(error)
                }
            }
        }
    }

    /// Whether anything has to be done.
    mutating func add(_ id: ResourceID, _ change: ResourceChange) throws(CommitPlanError) -> Bool {
        let action: RollbackStep.Action
        if change.old == nil || change.new == nil || change.changesValue, let place = change.new ?? change.old {
            try CommitPlan.requireName(place.path)
        }
        switch (change.old, change.new) {
        case (let then?, let now?):
            guard change.changesValue else { return false }
            action = .restored
            edits.append(.replace(Origin(now), with: try manifest(id, then, isNamed: now.itemIndex != nil)))
        case (nil, let now?):
            guard change.change == .added else { throw .unreadable(id, path: now.path, commit: target) }
            action = .removed
            edits.append(.remove(Origin(now)))
            remainders[ExactText(now.path)] = try remainder(of: now.path)
        case (let then?, nil):
            guard change.change == .removed else { throw .unreadable(id, path: then.path, commit: history.head) }
            action = .recreated
            let manifest = try manifest(id, then, isNamed: false)
            edits.append(try insertion(of: manifest, then))
        case (nil, nil): return false
        }
        steps.append(RollbackStep(id: id, action: action, now: change.new, then: change.old))
        return true
    }

    /// - Parameter isNamed: whether a list around it may say its kind.
    private mutating func manifest(
        _ id: ResourceID, _ place: ResourcePlace, isNamed: Bool
    ) throws(CommitPlanError) -> Manifest {
        let found: Manifest?
        do throws(GitError) {
            found = try placed.manifest(id, at: place, revision: target)
        } catch {
            throw .git(error)
        }
        guard let found else { throw .unreadable(id, path: place.path, commit: target) }
        guard isNamed || found.root["kind"] != nil else {
            throw .cannotBeWritten(path: place.path, "the kind of \(id) was that of the list around it")
        }
        return found
    }

    /// What a file is without its documents: the target's where that has none either, else the comments at its
    /// beginning; `nil` where the target has no such file.
    private func remainder(of path: String) throws(CommitPlanError) -> [UInt8]? {
        guard let then = try segments(path, at: target), let now = try segments(path, at: history.head) else {
            return nil
        }
        if then.count == 0 { return then.bytes }
        return now.leadingComments.isEmpty ? nil : Array(now.leadingComments)
    }

    /// The documents of a file; `nil` when there is none at the path.
    private func segments(_ path: String, at commit: ObjectID) throws(CommitPlanError) -> DocumentSegments? {
        do throws(GitError) {
            let entry = try history.repository.files(at: commit, under: path).first
            guard let entry, entry.path.hasSameBytes(as: path), entry.mode.isFile else { return nil }
            return DocumentSegments(
                try history.repository.content(of: entry.id), reader: DocumentReader(options: history.options.reading))
        } catch {
            throw .git(error)
        }
    }

    /// Where a removed resource comes back: in the list that it was an item of, else in a document.
    private mutating func insertion(
        of manifest: Manifest, _ then: ResourcePlace
    ) throws(CommitPlanError) -> ManifestEdit {
        let before: [Manifest]
        let now: [Manifest]
        do throws(HistoryError) {
            modes[ExactText(then.path)] = try mode(of: then.path)
            before = try history.manifests(inFile: then.path, at: target)
            now = try history.manifests(inFile: then.path, at: history.head)
        } catch {
            throw CommitPlanError(error)
        }
        if let item = then.itemIndex, let place = try listPlace(item, manifest.id, then, before, now) {
            return .insertItem(
                manifest, into: Origin(path: then.path, documentIndex: place.document), before: place.item)
        }
        return .insert(manifest, path: then.path, before: position(then, before, now))
    }

    private func mode(of path: String) throws(HistoryError) -> TreeEntry.Mode? {
        do throws(GitError) {
            return try history.repository.files(at: target, under: path).first?.mode
        } catch {
            throw .git(error)
        }
    }

    /// Beside the nearest item that the list of the target had and one of the file still has; `nil` where the file has
    /// no list any more.
    private func listPlace(
        _ item: Int, _ id: ResourceID, _ then: ResourcePlace, _ before: [Manifest], _ now: [Manifest]
    ) throws(CommitPlanError) -> (document: Int, item: Int)? {
        let siblings = before.compactMap { other in
            other.origin.documentIndex == then.documentIndex ? other.origin.itemIndex.map { ($0, other.id) } : nil
        }
        func place(of id: ResourceID) -> (document: Int, item: Int)? {
            for other in now where other.id == id {
                if let item = other.origin.itemIndex { return (other.origin.documentIndex, item) }
            }
            return nil
        }
        for (number, other) in siblings.reversed() where number < item {
            if let place = place(of: other) { return (place.document, place.item + 1) }
        }
        for (number, other) in siblings where number > item {
            if let place = place(of: other) { return place }
        }
        let lists = try segments(then.path, at: history.head)?.listCounts ?? [:]
        if lists.isEmpty { return nil }
        if let count = lists[then.documentIndex] { return (then.documentIndex, min(item, count)) }
        if lists.count == 1, let list = lists.first { return (list.key, min(item, list.value)) }
        throw .cannotBeWritten(path: then.path, "none of its lists has an item that stood beside \(id)")
    }

    /// Behind the nearest document before it that the file still has; at the beginning without one.
    private func position(_ then: ResourcePlace, _ before: [Manifest], _ now: [Manifest]) -> Int {
        for other in before.reversed() where other.origin.documentIndex < then.documentIndex {
            if let here = now.last(where: { $0.id == other.id }) { return here.origin.documentIndex + 1 }
        }
        return 0
    }
}

extension Origin {
    fileprivate init(_ place: ResourcePlace) {
        self.init(path: place.path, documentIndex: place.documentIndex, itemIndex: place.itemIndex)
    }
}
