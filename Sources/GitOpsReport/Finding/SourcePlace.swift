public import GitOpsManifest

/// A place in a file, and what stands there.
public struct SourcePlace: Sendable, Hashable {
    /// The file, document and revision.
    public var origin: Origin
    /// Where the text begins; `nil` for the file as a whole.
    public var position: SourcePosition?
    /// Just behind the last character, where it is known.
    public var end: SourcePosition?
    /// What stands there in the words of the finding: `the rule`, `the subject of the binding`.
    public var role: String
    /// The line of the file that the place begins in, for people to read; `nil` when it is not to be shown, as with Secrets.
    public var line: String?

    /// A place from its parts.
    public init(
        origin: Origin, position: SourcePosition? = nil, end: SourcePosition? = nil, role: String = "",
        line: String? = nil
    ) {
        self.origin = origin
        self.position = position
        self.end = end
        self.role = role
        self.line = line
    }

    /// The place of a value of a manifest; with `key`, from the name of the value on. Complexity: O(length of the line).
    public init(_ node: Node, origin: Origin, key: Bool = false, role: String = "") {
        self.init(
            origin: origin, position: key ? node.keyPosition : node.position,
            end: node.isAliased ? nil : node.sourceRange.map { node.document.source.position(atByte: $0.upperBound) },
            role: role)
    }
}

extension SourcePlace: CustomStringConvertible {
    /// `rbac/web.yaml:12:5`.
    public var description: String { position.map { "\(origin.path):\($0)" } ?? origin.path }
}
