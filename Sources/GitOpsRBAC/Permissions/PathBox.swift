/// Requests for paths that a rule allows: verbs, and a path or all that begin with one, without some of them.
struct PathBox: Hashable, Sendable {
    /// A path, or every path that begins with a text.
    struct Pattern: Hashable, Sendable {
        var bytes: [UInt8]
        var isPrefix: Bool

        /// Source: `NonResourceURLMatches`: all stars at the end are cut off.
        init(_ text: some Sequence<UInt8>) {
            bytes = Array(text)
            isPrefix = bytes.last == UInt8(ascii: "*")
            while bytes.last == UInt8(ascii: "*") { bytes.removeLast() }
        }

        func covers(_ other: Pattern) -> Bool {
            isPrefix ? other.bytes.starts(with: bytes) : !other.isPrefix && bytes == other.bytes
        }

        var text: String { String(decoding: bytes, as: UTF8.self) + (isPrefix ? "*" : "") }
    }

    var verbs: NameSet
    var pattern: Pattern
    /// Parts of the pattern that do not belong to the box.
    var excluded: [Pattern] = []

    var isEmpty: Bool { verbs.isEmpty || excluded.contains { $0.covers(pattern) } }

    /// What is in this box and not in another that excludes nothing. Two patterns never overlap in part.
    func subtracting(_ other: PathBox) -> [PathBox] {
        guard verbs.intersects(other.verbs), other.pattern.covers(pattern) || pattern.covers(other.pattern) else {
            return [self]
        }
        var rest = self
        rest.verbs = verbs.subtracting(other.verbs)
        var common = self
        common.verbs = verbs.intersection(other.verbs)
        if !common.excluded.contains(where: { $0.covers(other.pattern) }) {
            common.excluded.removeAll { other.pattern.covers($0) }
            common.excluded.append(other.pattern)
        }
        return [rest, common].filter { !$0.isEmpty }
    }

    /// What is in both boxes, neither of which excludes anything; `nil` when nothing is.
    func intersection(_ other: PathBox) -> PathBox? {
        let common = verbs.intersection(other.verbs)
        guard !common.isEmpty else { return nil }
        if other.pattern.covers(pattern) { return PathBox(verbs: common, pattern: pattern) }
        return pattern.covers(other.pattern) ? PathBox(verbs: common, pattern: other.pattern) : nil
    }

    /// The box with all paths of its pattern, and all verbs where it has all but some.
    var withoutExceptions: PathBox { PathBox(verbs: verbs.isComplement ? .all : verbs, pattern: pattern) }

    func isSubset(of other: PathBox) -> Bool { subtracting(other).isEmpty }
}
