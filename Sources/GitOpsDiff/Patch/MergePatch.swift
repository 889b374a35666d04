public import GitOpsManifest

/// A JSON merge patch (RFC 7386): an object whose members replace those of the target, null removes.
public struct MergePatch: Sendable {
    /// The patch itself.
    public let document: Document

    /// A patch that was read.
    public init(_ document: Document) { self.document = document }

    /// The patch that turns `base` into `desired`; applied to `base` it gives a value equal to `desired`.
    ///
    /// - Throws: `MergePatchError.null` when `desired` has a null that `base` does not have: a merge patch cannot say so.
    public init(from base: Node, to desired: Node) throws(MergePatchError) {
        guard base.kind == .object, desired.kind == .object else {
            if let path = Self.nullInObject(desired, FieldPath()) { throw .null(path) }
            document = try Self.document(.node(desired))
            return
        }
        let difference = try Self.difference(base, desired, FieldPath())
        document = try Self.document(difference ?? .object(MutableObject([])))
    }

    private static func document(_ value: MutableValue) throws(MergePatchError) -> Document {
        do throws(DocumentBuilderError) {
            return try value.document()
        } catch {
            throw error == .tooLarge ? .tooLarge : .tooDeep
        }
    }

    private typealias Member = MutableObject.Member

    private static func difference(
        _ base: Node, _ desired: Node, _ path: FieldPath
    ) throws(MergePatchError) -> MutableValue? {
        if base.record.hash == desired.record.hash { return nil }
        var members: [Member] = []
        let null = try null()
        let newer = ObjectMembers(desired)
        let older = ObjectMembers(base)
        for (offset, (name, value)) in base.members.enumerated() {
            guard let other = newer.member(named: value, hint: offset) else {
                members.append(Member(name: name, value: .node(null)))
                continue
            }
            if value.record.hash == other.record.hash { continue }
            let path = path.appending(.field(name))
            if value.kind == .object, other.kind == .object {
                if let difference = try difference(value, other, path) {
                    members.append(Member(name: name, value: difference))
                }
            } else {
                if let null = nullInObject(other, path) { throw .null(null) }
                members.append(Member(name: name, value: .node(other)))
            }
        }
        for (offset, (name, value)) in desired.members.enumerated()
        where older.member(named: value, hint: offset) == nil {
            if let null = nullInObject(value, path.appending(.field(name))) { throw .null(null) }
            members.append(Member(name: name, value: .node(value)))
        }
        return .object(MutableObject(members))
    }

    private static func null() throws(MergePatchError) -> Node {
        var builder = DocumentBuilder()
        builder.appendNull()
        do throws(DocumentBuilderError) {
            return try builder.finish().root
        } catch {
            throw .tooDeep
        }
    }

    /// A null that applying the patch would take for a removal: the value itself, or a member at any depth of objects.
    private static func nullInObject(_ node: Node, _ path: FieldPath) -> FieldPath? {
        if node.isNull { return path }
        for (name, value) in node.members {
            if let found = nullInObject(value, path.appending(.field(name))) { return found }
        }
        return nil
    }

    /// The target with the patch applied.
    ///
    /// - Throws: `MergePatchError.tooDeep` and `tooLarge` when the result would be no document.
    public func apply(to base: Node) throws(MergePatchError) -> Document {
        try Self.document(Self.merge(.node(base), document.root))
    }

    private static func merge(_ base: MutableValue, _ patch: Node) -> MutableValue {
        guard patch.kind == .object else { return .node(patch) }
        var object = MutableObject([])
        if case .object(let opened) = base.opened { object = opened }
        for (name, value) in patch.members {
            let position = object.position(of: name)
            if value.isNull {
                if let position { object.remove(at: position) }
            } else if let position {
                object[position] = merge(object[position], value)
            } else {
                object.append(name, merge(.object(MutableObject([])), value))
            }
        }
        return .object(object)
    }
}

/// Why a merge patch cannot be made or applied.
public enum MergePatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The wanted value has a null at this path, which a merge patch would take for a removal.
    case null(FieldPath)
    /// A three-way patch is made of objects.
    case notAnObject
    /// The result would be nested deeper than documents may be.
    case tooDeep
    /// The result would have more bytes of texts than documents may have.
    case tooLarge

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .null(let path): "a merge patch cannot set null at \"\(path)\"; use a JSON Patch"
        case .notAnObject: "an object was expected at the top of all three states; correct the others"
        case .tooDeep: "the result is nested deeper than \(ReadingLimits.maximumDepth) levels; nest less"
        case .tooLarge: "the result has more than 4 GiB of texts; add less"
        }
    }
}
