public import GitOpsManifest

/// Why a strategic merge patch cannot be made or applied, and where.
///
/// Paths are those of the document that the text names. Values never appear: they may be secrets.
public enum StrategicMergePatchError: Error, Sendable, Hashable {
    /// The wanted state and the current one were both changed at this path, to different values.
    case conflict(FieldPath)
    /// An object was expected at the top.
    case notAnObject
    /// The schema does not know the kind, so that nothing tells how its lists merge.
    case unknownKind(apiVersion: String?, kind: String?)
    /// Objects or lists differ in a field that the schema does not know.
    case unknownField(FieldPath)
    /// An element of a merged list lacks the member that tells the elements apart, or has an object or list there.
    case missingMergeKey(FieldPath, key: String)
    /// A merged list has a null among its elements.
    case nullElement(FieldPath)
    /// The elements of a list are not all of one type.
    case mixedElements(FieldPath)
    /// A merged list has a list among its elements.
    case nestedList(FieldPath)
    /// Both lists are empty, and their order is asked for.
    case noElements(FieldPath)
    /// Lists without a merge key cannot be merged element by element.
    case noMergeKey(FieldPath)
    /// A directive of the patch does not have the form it must have.
    case invalidDirective(FieldPath, directive: String)
    /// The patch names elements in another order than its `$setElementOrder`, or elements that this does not name.
    case elementOrder(FieldPath)
    /// The patch sets members that its `$retainKeys` does not name.
    case retainKeys(FieldPath)
    /// The result would be nested deeper than documents may be.
    case tooDeep
}

extension StrategicMergePatchError {
    /// The path concerned; `nil` when the problem concerns the document as a whole.
    public var path: FieldPath? {
        switch self {
        case .conflict(let path), .unknownField(let path), .missingMergeKey(let path, _), .nullElement(let path),
            .mixedElements(let path), .nestedList(let path), .noElements(let path), .noMergeKey(let path),
            .invalidDirective(let path, _), .elementOrder(let path), .retainKeys(let path):
            path
        case .notAnObject, .unknownKind, .tooDeep: nil
        }
    }

    /// Whether the states contradict each other; every other error is about an input that cannot be used.
    public var isConflict: Bool {
        if case .conflict = self { true } else { false }
    }
}

extension StrategicMergePatchError: CustomStringConvertible {
    /// The path, what was expected and what to do.
    public var description: String {
        switch self {
        case .conflict(let path):
            "\(path): changed in the wanted and in the current state; overwrite, or take over the current value"
        case .notAnObject: "an object was expected at the top; a strategic merge patch cannot speak of anything else"
        case .unknownKind(let apiVersion, let kind):
            "the schema has no kind \(kind ?? "(none)") in \(apiVersion ?? "(no apiVersion)"); use a merge patch, as "
                + "kubectl does for custom resources"
        case .unknownField(let path): "\(path): the schema has no such field; correct its name, or use a merge patch"
        case .missingMergeKey(let path, let key):
            "\(path): every element of this list needs a scalar \"\(key)\", which tells the elements apart; add it"
        case .nullElement(let path): "\(path): null cannot be an element of a merged list; remove it"
        case .mixedElements(let path): "\(path): the elements of a list must all be of one type; correct the others"
        case .nestedList(let path): "\(path): a merged list cannot have lists as elements; flatten it"
        case .noElements(let path): "\(path): there are no elements to order; remove the directive or the empty list"
        case .noMergeKey(let path): "\(path): the schema has no merge key for this list; replace the list as a whole"
        case .invalidDirective(let path, let directive):
            "\(path): \(directive) does not have the form the API server takes; correct or remove it"
        case .elementOrder(let path):
            "\(path): the elements do not follow $setElementOrder; list them in its order, and each of them there"
        case .retainKeys(let path):
            "\(path): $retainKeys must name every member that the patch sets; add the missing ones"
        case .tooDeep: "the result has more than \(ReadingLimits.maximumDepth) levels; flatten it"
        }
    }
}

extension StrategicMergePatchError {
    /// Tells the place of a value of a document.
    static func at(_ place: ValueRef?, _ make: (FieldPath) -> StrategicMergePatchError) -> StrategicMergePatchError {
        make(place?.node.path ?? FieldPath())
    }
}
