import GitOpsManifest
import GitOpsRepository

/// What an occurrence in the index is one of.
enum Subject: Hashable, Sendable {
    case resource(ResourceID)
    /// Valid documents of a file that are nothing a cluster takes: chart values, configuration of client-side tools.
    case other(path: Int32)
    /// Documents of a file that cannot be read, or the whole file.
    case unreadable(path: Int32)
}

/// A commit of the index; its number is its position, and parents come before their children.
struct CommitRecord: BitwiseCopyable {
    let id: ObjectID
    /// Where its parents begin in `ResourceIndex.parents`.
    let firstParent: Int32
    let parentCount: Int32
    /// Where its links begin in `ResourceIndex.links`.
    let firstLink: Int32
    /// The first of the commits up to this one of which each is the only parent of the next.
    let chainStart: Int32
    let flags: Flags

    struct Flags: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        /// A shallow clone ends here: what it has may be older.
        static let isBoundary = Flags(rawValue: 1)
        /// Files were left out of the clone: what they hold is not known.
        static let lacksFiles = Flags(rawValue: 2)
    }
}

/// Where a subject stood in a commit, and what it was there.
struct Occurrence: BitwiseCopyable, Equatable {
    let path: Int32
    /// Which of the occurrences of the same subject in the file it is.
    let ordinal: Int32
    let document: Int32
    /// Number of the item in a `List`, or -1.
    let item: Int32
    let blob: ObjectID
    /// The same for the same value in every process.
    let content: ObjectID

    var place: Place { Place(path: path, ordinal: ordinal) }
}

/// What tells the occurrences of one subject in one commit apart.
struct Place: Hashable, BitwiseCopyable {
    let path: Int32
    let ordinal: Int32
}

/// A difference between a commit and one of its parents: where an occurrence of a subject came from or went to.
///
/// There is none when place, value and text are the same, whatever else changed in the file.
struct Link: BitwiseCopyable {
    let commit: Int32
    let subject: Int32
    /// Number of the parent; 0 for a commit without any.
    let parent: Int32
    /// Position in `ResourceIndex.occurrences`, or -1.
    let old: Int32
    let new: Int32
    /// The link of the same subject before this one, or -1.
    var previous: Int32
    let flags: Flags

    struct Flags: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        /// The other side has documents in the same file that cannot be read: the resource may be one of them.
        static let nearUnreadable = Flags(rawValue: 1)
    }
}
