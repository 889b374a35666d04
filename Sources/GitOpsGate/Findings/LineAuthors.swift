package import GitOpsManifest
package import GitOpsRBAC
package import GitOpsReport
package import GitOpsRepository

/// Who wrote lines, for those that were looked up.
package struct LineAuthors {
    private struct Line: Hashable {
        let revision: String
        let path: String
        let number: Int
    }

    private let repository: Repository?
    private var commits: [Line: CommitInfo] = [:]
    /// What Git could not tell.
    package private(set) var problems: [String] = []

    /// Authors of lines of a repository; without one, nobody is known.
    package init(_ repository: Repository?) { self.repository = repository }

    /// Whether authors were asked for.
    package var areShown: Bool { repository != nil }

    /// Looks the authors of lines up, those of a file at once. What Git cannot tell is kept in `problems`.
    package mutating func lookUp(_ places: some Sequence<GrantPlace>) {
        guard let repository else { return }
        var wanted: [[String]: Set<Int>] = [:]
        for place in places {
            guard let revision = place.origin.revision, let line = place.position?.line else { continue }
            wanted[[revision, place.origin.path], default: []].insert(Int(line))
        }
        for (file, lines) in wanted.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let commit = ObjectID(file[0]), let first = lines.min(), let last = lines.max() else { continue }
            do throws(GitError) {
                for part in try repository.blame(file[1], lines: first...last, at: commit) {
                    for number in part.lines where lines.contains(number) {
                        commits[Line(revision: file[0], path: file[1], number: number)] = part.commit
                    }
                }
            } catch {
                problems.append("who wrote \(file[1]) is not known: \(error)")
            }
        }
    }

    /// The commit that wrote a line, where it was looked up.
    package func commit(of origin: Origin, _ position: SourcePosition?) -> CommitInfo? {
        guard let revision = origin.revision, let position else { return nil }
        return commits[Line(revision: revision, path: origin.path, number: Int(position.line))]
    }

    /// `access/ci.yaml:12:5`, and ` (Ann, 4f1c2aa09d3e)` where that is known.
    package func text(_ place: GrantPlace) -> String { "\(place)" + (note(place).map { " \($0)" } ?? "") }

    /// `(Ann, 4f1c2aa09d3e)`.
    private func note(_ place: GrantPlace) -> String? {
        commit(of: place.origin, place.position).map {
            "(\($0.author.name), \($0.id.abbreviated))"
        }
    }

    /// Places for reports, each with what stands there. What every API server has by itself stands in no file.
    package func sourcePlaces(_ places: (GrantPlace, String)...) -> [SourcePlace] {
        places.filter { $0.0.position != nil }.map { sourcePlace($0.0, $0.1) }
    }

    /// A place for reports.
    package func sourcePlace(_ place: GrantPlace, _ role: String) -> SourcePlace {
        SourcePlace(
            origin: place.origin, position: place.position,
            role: [role, note(place) ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
    }
}
