public import GitOpsManifest
public import GitOpsRepository

/// The commit since which something has been true of a resource, without a break.
public struct Introduction: Sendable {
    /// The resource, as it stands in the commit that was asked about.
    public let manifest: Manifest
    /// The commit that made it true: who granted a right, used an image, set a value or made an exception.
    public let commit: CommitInfo
    /// Where the resource stood in that commit.
    public let place: ResourcePlace
    /// Why it may be older; `nil` when it is not.
    public let gap: HistoryGap.Reason?

    /// Whether it may be older.
    public var mayBeOlder: Bool { gap != nil }
}

extension ResourceHistory {
    /// Who introduced something that is true of resources as they stand in a commit.
    ///
    /// Each place of a resource is followed back, across moves and splits, as long as it is true in some parent.
    /// Complexity: O(files of the resources), and for each of which it is true O(its versions).
    ///
    /// - Parameters:
    ///   - ids: the resources; all that stand in the commit when `nil`.
    ///   - path: only as they stand in this file; in all when `nil`.
    ///   - commit: the commit; the head of the history when `nil`.
    ///   - isTrue: what is asked about a version of a resource.
    /// - Returns: one for each place of a resource of which it is true, in the order of the resources and files.
    /// - Throws: `HistoryError`: the commit is not part of the history, or a file cannot be read.
    public func introductions(
        of ids: [ResourceID]? = nil, inFile path: String? = nil, at commit: ObjectID? = nil,
        where isTrue: (Manifest) -> Bool
    ) throws(HistoryError) -> [Introduction] {
        let position = try position(of: commit)
        var placed = PlacedManifests(repository, reading: options.reading)
        var found: [Introduction] = []
        for id in ids ?? resources {
            guard let number = index.subjectNumber(.resource(id)) else { continue }
            let links = SubjectLinks(index, number)
            for occurrence in index.occurrences(of: links, at: position) {
                let file = index.paths[Int(occurrence.path)]
                if let path, !path.hasSameBytes(as: file) { continue }
                let manifest = try placed.manifest(occurrence, of: id, in: self, at: commit ?? head)
                guard let manifest else { throw .unreadable(path: file, commit: commit ?? head) }
                guard isTrue(manifest) else { continue }
                found.append(try introduction(of: manifest, links, occurrence.place, at: position, &placed, isTrue))
            }
        }
        return found
    }

    private func introduction(
        of manifest: Manifest, _ links: SubjectLinks, _ place: Place, at position: Int32,
        _ placed: inout PlacedManifests, _ isTrue: (Manifest) -> Bool
    ) throws(HistoryError) -> Introduction {
        var (position, place) = (position, place)
        while true {
            guard let step = index.lastChange(of: place, links, at: position) else {
                // Only an index that was made to deceive has no beginning.
                throw .unreadable(path: manifest.origin.path, commit: index.commits[Int(position)].id)
            }
            var gap: HistoryGap.Reason?
            var older: (Int32, Place)?
            for (parent, before) in zip(index.parents(of: step.version.commit), step.before) {
                guard let before, older == nil else { continue }
                if before.content == step.occurrence.content {
                    older = (parent, before.place)
                } else if let known = try? placed.manifest(
                    before, of: manifest.id, in: self, at: index.commits[Int(parent)].id)
                {
                    if isTrue(known) { older = (parent, before.place) }
                } else {
                    gap = .missingFiles
                }
            }
            if let older {
                (position, place) = older
                continue
            }
            do throws(GitError) {
                return Introduction(
                    manifest: manifest, commit: try repository.commit(index.commits[Int(step.version.commit)].id),
                    place: index.place(step.occurrence), gap: gap ?? self.gap(of: step))
            } catch {
                throw .git(error)
            }
        }
    }

    /// Why a change may be older than it seems.
    func gap(of step: VersionStep) -> HistoryGap.Reason? {
        if index.commits[Int(step.version.commit)].flags.contains(.isBoundary) { return .shallowBoundary }
        guard step.flags.contains(.nearUnreadable) else { return nil }
        return gaps.contains { $0.reason == .missingFiles } ? .missingFiles : .unreadableBefore
    }
}
