public import GitOpsManifest

/// One rule of which differences between the desired and the live state are ignored.
public struct DriftRule: Sendable, Hashable {
    /// What reports call the rule.
    public var name: String
    /// Why it is there, when the file says so.
    public var reason: String?
    /// The objects it is about.
    public var objects: ObjectSelector
    /// The fields of these objects that it hides.
    public var fields: [Fields]
    /// Where it was read.
    public var origin: Origin?

    /// A choice of fields; each is chosen with all it contains.
    public enum Fields: Sendable, Hashable {
        /// By their paths.
        case pattern(FieldPattern)
        /// By the texts of their paths, as `FieldPath` spells them.
        case glob(TextPattern)
        /// All that a field manager owns in `metadata.managedFields` of the live object.
        case manager(String)
        /// The whole object.
        case all
    }

    /// Where a rule was read.
    public struct Origin: Sendable, Hashable, CustomStringConvertible {
        /// The name of the file or object.
        public var source: String
        /// The place in it.
        public var position: SourcePosition?

        /// An origin from its parts.
        public init(source: String, position: SourcePosition?) {
            self.source = source
            self.position = position
        }

        /// `file:line:column`
        public var description: String { position.map { "\(source):\($0)" } ?? source }
    }

    /// A rule from its parts.
    public init(
        name: String, reason: String? = nil, objects: ObjectSelector = ObjectSelector(), fields: [Fields],
        origin: Origin? = nil
    ) {
        self.name = name
        self.reason = reason
        self.objects = objects
        self.fields = fields
        self.origin = origin
    }

    /// The name, and where the rule was read.
    public var description: String { origin.map { "\(name) (\($0))" } ?? name }
}

extension DriftRule: CustomStringConvertible {}

extension DriftRule.Fields: CustomStringConvertible {
    /// What is chosen, in words.
    public var description: String {
        switch self {
        case .pattern(let pattern): pattern.steps.isEmpty ? "the whole object" : "\(pattern)"
        case .glob(let glob): "paths like \(glob.text)"
        case .manager(let manager): "fields of \(manager)"
        case .all: "the whole object"
        }
    }
}
