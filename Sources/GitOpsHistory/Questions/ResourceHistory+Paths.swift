import GitOpsManifest
import GitOpsRepository

extension ResourceHistory {
    /// Everything that happened to resources and other documents in a file or below a folder, the newest first.
    ///
    /// Complexity: O(changes of all resources), and where moves are followed O(changes + merges) of those that came in.
    ///
    /// - Parameters:
    ///   - path: the file or folder, from the root of the tree; everything when it is empty.
    ///   - followsMoves: whether what came in from elsewhere is followed back to where it was, as `git log --follow`
    ///     follows a file, but document by document.
    public func log(ofPath path: String, followingMoves followsMoves: Bool = false) -> HistoryEntries {
        let scope = PathScope(path)
        let isMeant = index.paths.map(scope.contains)
        let touches = { (number: Int32) in self.index.occurrence(number).map { isMeant[Int($0.path)] } ?? false }
        var subjects: Set<Int32> = []
        for link in index.links where touches(link.old) || touches(link.new) { subjects.insert(link.subject) }
        var found: [NumberedEntry] = []
        for subject in subjects {
            let links = SubjectLinks(index, subject)
            let all = entries(links, subject: subject)
            let older = followsMoves ? versions(before: all, links) { isMeant[Int($0.path)] } : []
            found += all.filter { entry in
                isMeant[Int(entry.occurrence.path)] || (entry.previous.map { isMeant[Int($0.path)] } ?? false)
                    || !entry.isRemoval
                        && older.contains(Version(commit: entry.commit, place: entry.occurrence.place))
            }
        }
        return HistoryEntries(entries: sorted(found), gaps: gaps)
    }

    /// The versions outside of a scope that entries in it came from.
    private func versions(
        before entries: [NumberedEntry], _ links: SubjectLinks, isMeant: (Occurrence) -> Bool
    ) -> Set<Version> {
        var found: Set<Version> = []
        for entry in entries where !entry.isRemoval && isMeant(entry.occurrence) {
            for (parent, before) in zip(index.parents(of: entry.commit), entry.before) {
                guard let before, !isMeant(before) else { continue }
                found.formUnion(index.versions(of: links, from: [before.place], at: parent))
            }
        }
        return found
    }
}
