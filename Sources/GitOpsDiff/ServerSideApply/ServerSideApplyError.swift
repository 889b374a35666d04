public import GitOpsManifest

/// Why the server would refuse an apply, apart from conflicts.
public enum ServerSideApplyError: Error, Sendable, Hashable {
    /// `apiVersion` or `kind` is missing, or differs from those of the live object.
    case kindMismatch(configuration: String, live: String)
    /// The configuration has `metadata.managedFields`.
    case managedFieldsInConfiguration
    /// The configuration breaks the schema at this path.
    case invalidConfiguration(FieldPath, Reason)
    /// The configuration has atomic lists, maps or objects at these paths, of which a merge would replace the whole.
    case atomicValues([FieldPath])
    /// The managed fields of the live object cannot be read.
    case managedFields(ManagedFieldsError)
    /// The result is nested deeper than documents may be.
    case tooDeep
    /// The result has more bytes of texts than documents may have.
    case tooLarge

    /// What is wrong with a value of a configuration.
    public enum Reason: Sendable, Hashable {
        /// The schema does not have the field.
        case unknownField
        /// A set or a list with keys has this element twice.
        case duplicateElement
        /// An element of a set is null or not a scalar, or one of a list with keys has none of its keys.
        case elementWithoutIdentity
        /// The value has another type.
        case expected(Expected)
        /// The text is not what its type reads: a quantity, base64.
        case unreadableScalar
    }

    /// The type that the schema gives a value.
    public enum Expected: String, Sendable, Hashable {
        case boolean = "a boolean"
        case number = "a number"
        case string = "a string"
        case scalar = "a scalar"
        case list = "a list"
        case object = "an object"
    }
}

extension ServerSideApplyError: CustomStringConvertible {
    /// Problem and next step.
    public var description: String {
        switch self {
        case .kindMismatch(let configuration, let live):
            "the configuration is \"\(configuration)\" and the live object \"\(live)\"; apply one kind and version"
        case .managedFieldsInConfiguration: "remove metadata.managedFields from the configuration: the server writes it"
        case .invalidConfiguration(let path, let reason): "\(path): \(reason)"
        case .atomicValues(let paths):
            "may not mutate atomic lists, maps or objects: \(paths.map(\.description).joined(separator: ", ")); "
                + "name their parts in a JSON patch"
        case .managedFields(let error): "\(error)"
        case .tooDeep: "the result is nested deeper than \(ReadingLimits.maximumDepth) levels; nest less"
        case .tooLarge: "the result has more than 4 GiB of texts; add less"
        }
    }
}

extension ServerSideApplyError.Reason: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .unknownField: "field not declared in schema; correct its name"
        case .duplicateElement: "the list has this element twice; remove one"
        case .elementWithoutIdentity: "an element of the list has nothing that tells it apart; give it its keys"
        case .expected(let type): "expected \(type.rawValue)"
        case .unreadableScalar: "the text is not a value of the field's type"
        }
    }
}

/// A field that an apply would change and another manager owns.
public struct FieldConflict: Sendable, Hashable {
    /// The field.
    public let path: FieldPath
    /// The manager that owns it.
    public let manager: String
    /// How the manager came to own it.
    public let operation: ManagedFieldsEntry.Operation
    /// The version through which it wrote the field.
    public let apiVersion: String
    /// The subresource through which it wrote the field; empty for the resource itself.
    public let subresource: String

    /// The field as the server spells it: `.spec.containers[name="web"].image`.
    public var field: String {
        path.steps.map { step in
            switch step {
            case .field(let name): "." + name
            case .index(let index): "[\(index)]"
            case .keyed(let keys): "[" + keys.map { "\($0.name)=\($0.value.json)" }.joined(separator: ",") + "]"
            case .value(let value): "[=\(value.json)]"
            }
        }.joined()
    }

    /// The conflict as the server words it: `conflict with "kubectl-edit" using apps/v1`.
    ///
    /// Source: apimachinery `pkg/util/managedfields/internal/conflict.go`.
    public var message: String {
        var text = "conflict with \"\(manager)\""
        if !subresource.isEmpty { text += " with subresource \"\(subresource)\"" }
        if operation == .update { text += " using \(apiVersion)" }
        return text
    }
}
