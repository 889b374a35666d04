import GitOpsManifest
import GitOpsRepository

/// What every commit changed of every resource: flat tables that only grow.
///
/// Links are kept by commit, and each leads to the one before it of the same subject: the history of a resource is
/// found without looking at others.
struct ResourceIndex: Sendable {
    private(set) var commits: [CommitRecord] = []
    private(set) var parents: [Int32] = []
    private(set) var paths: [String] = []
    private(set) var subjects: [Subject] = []
    private(set) var occurrences: [Occurrence] = []
    private(set) var links: [Link] = []
    private var positions: [ObjectID: Int32] = [:]
    private var pathNumbers: [ExactText: Int32] = [:]
    private var subjectNumbers: [Subject: Int32] = [:]
    /// The last link of each subject.
    private var lastLinks: [Int32] = []

    /// Offsets are 32-bit.
    static let maximumCount = Int(Int32.max) - 1

    /// How far the tables were filled at some time.
    struct Mark: Equatable {
        var commits = 0
        var paths = 0
        var subjects = 0
        var occurrences = 0
    }

    var mark: Mark {
        Mark(commits: commits.count, paths: paths.count, subjects: subjects.count, occurrences: occurrences.count)
    }

    // MARK: Looking up

    func position(of commit: ObjectID) -> Int32? { positions[commit] }

    func pathNumber(_ path: String) -> Int32? { pathNumbers[ExactText(path)] }

    func subjectNumber(_ subject: Subject) -> Int32? { subjectNumbers[subject] }

    func parents(of commit: Int32) -> ArraySlice<Int32> {
        let record = commits[Int(commit)]
        return parents[Int(record.firstParent)..<Int(record.firstParent + record.parentCount)]
    }

    func links(of commit: Int32) -> ArraySlice<Link> {
        let end = Int(commit) + 1 < commits.count ? Int(commits[Int(commit) + 1].firstLink) : links.count
        return links[Int(commits[Int(commit)].firstLink)..<end]
    }

    /// The links of a subject, the oldest first. Complexity: O(result).
    func links(ofSubject subject: Int32) -> [Link] {
        var found: [Link] = []
        var next = lastLinks[Int(subject)]
        while next >= 0 {
            found.append(links[Int(next)])
            next = links[Int(next)].previous
        }
        return found.reversed()
    }

    func occurrence(_ number: Int32) -> Occurrence? { number < 0 ? nil : occurrences[Int(number)] }

    // MARK: Filling

    mutating func number(ofPath path: String) -> Int32 {
        if let known = pathNumbers[ExactText(path)] { return known }
        let number = Int32(truncatingIfNeeded: paths.count)
        paths.append(path)
        pathNumbers[ExactText(path)] = number
        return number
    }

    mutating func number(of subject: Subject) -> Int32 {
        if let known = subjectNumbers[subject] { return known }
        let number = Int32(truncatingIfNeeded: subjects.count)
        subjects.append(subject)
        subjectNumbers[subject] = number
        lastLinks.append(-1)
        return number
    }

    /// Adds an occurrence, or finds it among the last ones of its subject.
    mutating func number(of occurrence: Occurrence, subject: Int32) -> Int32 {
        var next = lastLinks[Int(subject)]
        var tries = 0
        while next >= 0, tries < 4 {
            let link = links[Int(next)]
            for side in [link.new, link.old] where side >= 0 && occurrences[Int(side)] == occurrence { return side }
            next = link.previous
            tries += 1
        }
        return append(occurrence)
    }

    @discardableResult
    mutating func append(_ occurrence: Occurrence) -> Int32 {
        occurrences.append(occurrence)
        return Int32(truncatingIfNeeded: occurrences.count - 1)
    }

    /// Adds a commit, whose links follow.
    mutating func append(_ id: ObjectID, parents: [Int32], flags: CommitRecord.Flags) {
        let position = Int32(truncatingIfNeeded: commits.count)
        let continues = parents.count == 1 && parents[0] == position - 1
        commits.append(
            CommitRecord(
                id: id, firstParent: Int32(truncatingIfNeeded: self.parents.count),
                parentCount: Int32(truncatingIfNeeded: parents.count),
                firstLink: Int32(truncatingIfNeeded: links.count),
                chainStart: continues ? commits[Int(position) - 1].chainStart : position, flags: flags))
        self.parents += parents
        positions[id] = position
    }

    /// Adds a link of the last commit.
    mutating func append(subject: Int32, parent: Int32, old: Int32, new: Int32, flags: Link.Flags) {
        let link = Link(
            commit: Int32(truncatingIfNeeded: commits.count - 1), subject: subject, parent: parent, old: old, new: new,
            previous: lastLinks[Int(subject)], flags: flags)
        lastLinks[Int(subject)] = Int32(truncatingIfNeeded: links.count)
        links.append(link)
    }

    /// Whether the tables are close to what numbers of 32 bits can count.
    var isFull: Bool {
        max(commits.count, parents.count, paths.count, subjects.count, occurrences.count, links.count)
            > Self.maximumCount - (1 << 28)
    }
}
