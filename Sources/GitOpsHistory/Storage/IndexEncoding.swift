import GitOpsManifest
import GitOpsRepository

/// Writes what was added to an index since a mark.
///
/// Numbers go on in further bytes where they are large, seven bits a byte, the lowest first; texts are a number and
/// bytes. Each table is the number of its records, and the records.
struct IndexEncoding {
    private(set) var bytes: [UInt8] = []

    init(_ index: ResourceIndex, since mark: ResourceIndex.Mark) {
        let paths = index.paths[mark.paths...]
        append(paths.count)
        for path in paths { append(text: path) }
        let subjects = index.subjects[mark.subjects...]
        append(subjects.count)
        for subject in subjects { append(subject) }
        let occurrences = index.occurrences[mark.occurrences...]
        append(occurrences.count)
        for occurrence in occurrences { append(occurrence) }
        append(index.commits.count - mark.commits)
        for position in mark.commits..<index.commits.count { append(Int32(truncatingIfNeeded: position), of: index) }
    }

    private mutating func append(_ subject: Subject) {
        switch subject {
        case .resource(let id):
            append(id.namespace == nil ? 0 : 1)
            append(text: id.group)
            append(text: id.kind)
            if let namespace = id.namespace { append(text: namespace) }
            append(text: id.name)
        case .other(let path):
            append(2)
            append(Int(path))
        case .unreadable(let path):
            append(3)
            append(Int(path))
        }
    }

    private mutating func append(_ occurrence: Occurrence) {
        append(Int(occurrence.path))
        append(Int(occurrence.ordinal))
        append(Int(occurrence.document))
        append(Int(occurrence.item + 1))
        append(occurrence.blob)
        append(occurrence.content)
    }

    private mutating func append(_ position: Int32, of index: ResourceIndex) {
        let commit = index.commits[Int(position)]
        append(commit.id)
        append(Int(commit.flags.rawValue))
        append(Int(commit.parentCount))
        for parent in index.parents(of: position) { append(Int(position - parent)) }
        let links = index.links(of: position)
        append(links.count)
        for link in links {
            append(Int(link.subject))
            append(Int(link.parent))
            append(Int(link.flags.rawValue))
            append(Int(link.old + 1))
            append(Int(link.new + 1))
        }
    }

    private mutating func append(_ number: Int) {
        var rest = UInt64(number)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func append(text: String) {
        append(text.utf8.count)
        bytes += text.utf8
    }

    private mutating func append(_ id: ObjectID) { id.withUnsafeBytes { bytes += $0 } }
}
