public import GitOpsManifest

/// A place that two sides changed in ways that exclude each other.
public struct MergeConflict: Sendable {
    /// Where it is in the object, with list items named by their keys where they have some.
    public let path: FieldPath
    /// What excludes what.
    public let kind: Kind
    /// The value before, with its position; `nil` when there was none.
    public let base: Node?
    /// Our value, with its position; `nil` when we removed it or never had it.
    public let ours: Node?
    /// Their value, with its position; `nil` when they removed it or never had it.
    public let theirs: Node?

    /// The ways in which changes exclude each other.
    public enum Kind: String, Sendable, Hashable {
        /// Both sides gave the value another one, or added different ones.
        case changedByBoth
        /// We removed what they changed.
        case removedByOurs
        /// They removed what we changed.
        case removedByTheirs
        /// Both sides put the items of a list into another order.
        case reorderedByBoth
        /// Both sides chose another alternative of an object that may have only one: the source of a volume, a strategy.
        case alternatives
    }

    init(_ kind: Kind, path: FieldPath, base: Node?, ours: Node?, theirs: Node?) {
        self.path = path
        self.kind = kind
        self.base = base
        self.ours = ours
        self.theirs = theirs
    }
}

extension MergeConflict: CustomStringConvertible {
    /// The path, what happened and where; no values, which may be secrets.
    public var description: String {
        let what =
            switch kind {
            case .changedByBoth: base == nil ? "added differently by both sides" : "changed differently by both sides"
            case .removedByOurs: "removed by ours, changed by theirs"
            case .removedByTheirs: "changed by ours, removed by theirs"
            case .reorderedByBoth: "put into different orders by both sides"
            case .alternatives: "both sides chose another alternative"
            }
        func place(_ name: String, _ node: Node?) -> String? { node?.position.map { "\(name) \($0)" } }
        let places = [place("base", base), place("ours", ours), place("theirs", theirs)].compactMap { $0 }
        let text = path.steps.isEmpty ? "the document" : "\(path)"
        return "\(text): \(what)" + (places.isEmpty ? "" : " (\(places.joined(separator: ", ")))")
    }
}
