public import GitOpsManifest
public import GitOpsRepository

extension ResourceHistory {
    /// Who made each field of a resource what it is, once for each place where the resource stands.
    ///
    /// Moves of files, splits, other order of members and other spelling change nothing. Complexity: O(versions that
    /// are looked at · values + merges); versions are read from the repository until each value has found its commit.
    ///
    /// - Parameters:
    ///   - id: the resource.
    ///   - path: only as it stands in this file; in all when `nil`.
    ///   - commit: the commit; the head of the history when `nil`.
    ///   - listKeys: which members identify the items of a list. Items of other lists go by their values.
    /// - Throws: `HistoryError`: the commit or the resource is not there, or its file cannot be read.
    public func blame(
        of id: ResourceID, inFile path: String? = nil, at commit: ObjectID? = nil, listKeys: ListKeys = .byName
    ) throws(HistoryError) -> [ResourceBlame] {
        let position = try position(of: commit)
        let revision = commit ?? head
        guard let number = index.subjectNumber(.resource(id)) else {
            throw .notFound(id, path: path, commit: revision)
        }
        let links = SubjectLinks(index, number)
        var commits: [Int32: CommitInfo] = [:]
        var placed = PlacedManifests(repository, reading: options.reading)
        var result: [ResourceBlame] = []
        for occurrence in index.occurrences(of: links, at: position) {
            let file = index.paths[Int(occurrence.path)]
            if let path, !file.hasSameBytes(as: path) { continue }
            guard let manifest = try placed.manifest(occurrence, of: id, in: self, at: revision) else {
                throw .unreadable(path: file, commit: revision)
            }
            result.append(
                try blame(manifest, links, at: position, occurrence.place, listKeys, &commits))
        }
        guard !result.isEmpty else { throw .notFound(id, path: path, commit: revision) }
        return result
    }

    private func blame(
        _ manifest: Manifest, _ links: SubjectLinks, at position: Int32, _ place: Place, _ listKeys: ListKeys,
        _ commits: inout [Int32: CommitInfo]
    ) throws(HistoryError) -> ResourceBlame {
        let object = manifest.compacted().root
        var listing = FieldListing(listKeys: listKeys)
        listing.add(manifest.root, object, FieldPath())
        guard
            let walk = BlameWalk(
                self, manifest.id, links, object: object, fields: listing.fields.map(\.copy), at: position,
                place: place, listKeys: listKeys)
        else { throw .unreadable(path: manifest.origin.path, commit: index.commits[Int(position)].id) }
        var fields: [FieldBlame] = []
        fields.reserveCapacity(listing.fields.count)
        for (field, origin) in zip(listing.fields, walk.origins) where origin.commit >= 0 {
            let commit: CommitInfo
            if let known = commits[origin.commit] {
                commit = known
            } else {
                do throws(GitError) {
                    commit = try repository.commit(index.commits[Int(origin.commit)].id)
                } catch {
                    throw .git(error)
                }
                commits[origin.commit] = commit
            }
            fields.append(FieldBlame(path: field.path, node: field.node, commit: commit, gap: origin.gap))
        }
        var gaps: [HistoryGap] = []
        for origin in walk.origins {
            guard let reason = origin.gap else { continue }
            let gap = HistoryGap(commit: index.commits[Int(origin.commit)].id, reason: reason)
            if !gaps.contains(gap) { gaps.append(gap) }
        }
        return ResourceBlame(manifest: manifest, fields: fields, gaps: gaps)
    }
}

/// The values of an object with their paths, and the same values in a copy of it.
private struct FieldListing {
    let listKeys: ListKeys
    var fields: [(path: FieldPath, node: Node, copy: Int)] = []

    init(listKeys: ListKeys) { self.listKeys = listKeys }

    mutating func add(_ node: Node, _ copy: Node, _ path: FieldPath) {
        fields.append((path, node, copy.index))
        switch node.kind {
        case .object:
            for ((name, value), (_, other)) in zip(node.members, copy.members) {
                add(value, other, path.appending(.field(name)))
            }
        case .array:
            let keys = listKeys.keys(path, node)
            for (position, (value, other)) in zip(node.elements, copy.elements).enumerated() {
                add(value, other, path.appending(Self.step(position, value, keys)))
            }
        default: break
        }
    }

    private static func step(_ position: Int, _ item: Node, _ names: [String]?) -> FieldPath.Step {
        guard let names else { return .index(position) }
        let keys = names.compactMap { name in
            item[name].flatMap { FieldPath.Scalar($0) }.map { FieldPath.Key(name, $0) }
        }
        return keys.count == names.count && !keys.isEmpty ? .keyed(keys) : .index(position)
    }
}
