/// A change to a document.
public enum Edit: Sendable {
    /// Gives the value at a path another value; a missing member is added, with the objects on the way to it.
    case set(FieldPath, Node)
    /// Puts an item into the list at a path: before the item at `at`, or behind the last one.
    case insert(FieldPath, at: Int?, Node)
    /// Takes away the member or item at a path.
    case remove(FieldPath)

    var path: FieldPath {
        switch self {
        case .set(let path, _), .insert(let path, _, _), .remove(let path): path
        }
    }
}

/// Why an edit was refused; nothing was changed.
public struct EditError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path of the edit.
    public let path: FieldPath
    /// Where the value stands, when it does.
    public let position: SourcePosition?
    /// What is wrong.
    public let problem: Problem

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// Nothing stands at the path, or a step of it does not fit the value there.
        case notFound
        /// The value at the path is not a list, or has no such place.
        case notAList
        /// The root can be set and not removed.
        case cannotRemoveRoot
        /// The value came through an alias or a merge key, and stands elsewhere in the text.
        case aliased
        /// The text was not UTF-8, or there is no text because the document was built.
        case noSource
        /// No way to write the change was found that leaves the rest of the document the same.
        case cannotBeWritten
        /// The result would be nested deeper than documents may be.
        case tooDeep
    }

    /// The path, what is wrong and what to do.
    public var description: String {
        let place = position.map { " (\($0))" } ?? ""
        return "cannot edit \"\(path)\"\(place): \(text)"
    }

    private var text: String {
        switch problem {
        case .notFound: "nothing stands there; check the path"
        case .notAList: "there is no list with that place; check the path"
        case .cannotRemoveRoot: "the root cannot be removed; set it instead"
        case .aliased: "the value comes through an alias or a merge key; edit it where its anchor stands"
        case .noSource: "the document has no UTF-8 text of its own; write it anew"
        case .cannotBeWritten: "the text around it cannot be kept as it is; write the document anew"
        case .tooDeep: "the result would have more than \(ReadingLimits.maximumDepth) levels; flatten it"
        }
    }
}
