public import GitOpsManifest

/// A value of a pod that the server could not decode, so that nobody knows what the pod is.
public struct PodDecodingError: Error, Sendable {
    /// The value.
    public let node: Node
    /// Where it is in the object.
    public let path: FieldPath
    /// What is expected in its place: `a list`.
    public let expected: String
    /// What it is: `a string`.
    public let found: String

    init(_ mismatch: PodShapeMismatch, in storage: DocumentStorage, _ object: Node) {
        node = Node(storage: storage, index: mismatch.node)
        // Items of a list that cannot be decoded may have no names.
        let steps = node.path(keys: .byPosition).steps
        path = FieldPath(Array(steps.dropFirst(object.path(keys: .byPosition).steps.count)))
        expected = mismatch.shape.text
        found = node.kind.text
    }
}

extension PodDecodingError: CustomStringConvertible {
    /// The place, what was expected and what was found.
    public var description: String {
        let place = path.steps.isEmpty ? "the object" : "\(path)"
        return "\(place): \(expected) is expected, this is \(found); correct it, the server cannot decode the object"
    }
}

extension PodShape {
    fileprivate var text: String {
        switch self {
        case .string: "a string"
        case .boolean: "a boolean"
        case .integer(let range):
            range == .min ... .max
                ? "an integer of 64 bits" : "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .strings, .list: "a list"
        case .stringMap, .object: "an object"
        }
    }
}

extension Node.Kind {
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
