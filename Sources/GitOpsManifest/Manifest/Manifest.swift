/// A Kubernetes object in a document, with what identifies it and where it came from.
public struct Manifest: Sendable {
    /// What identifies the object.
    public let id: ResourceID
    /// `apps/v1`, `v1`.
    public let apiVersion: String
    /// The object: the root of its document, or an item of a `List`.
    public let root: Node
    /// Where it came from.
    public let origin: Origin

    /// The document that holds the object.
    public var document: Document { root.document }

    /// Where the object begins.
    public var position: SourcePosition? { root.position }
}

/// Where a manifest came from.
public struct Origin: Sendable, Hashable {
    /// Path of the file, `<stdin>`, or the name given to the bytes; relative to the directory or the Git tree it was
    /// found in.
    public let path: String
    /// Number of the document in its file, counted from 0.
    public let documentIndex: Int
    /// Number of the item when the document is a `List`, counted from 0.
    public let itemIndex: Int?
    /// The Git revision the file was read at, or `nil`.
    public let revision: String?

    /// An origin from its parts.
    public init(path: String, documentIndex: Int = 0, itemIndex: Int? = nil, revision: String? = nil) {
        self.path = path
        self.documentIndex = documentIndex
        self.itemIndex = itemIndex
        self.revision = revision
    }
}

/// Why a document that could be read is no Kubernetes object.
public enum ManifestProblem: Sendable, Hashable, CustomStringConvertible {
    /// The root is not an object, but this.
    case notAnObject(Node.Kind)
    /// A field that every object has is missing or empty.
    case missing(String)
    /// A field has another type than string.
    case notAString(String)
    /// An item of a list is nested in another list.
    case nestedList

    /// What was expected and found.
    public var description: String {
        switch self {
        case .notAnObject(let kind):
            "a Kubernetes object was expected, this is \(kind.text); leave the file out or correct it"
        case .missing(let field): "a Kubernetes object has \(field), this has none; add it or leave the file out"
        case .notAString(let field): "\(field) must be a string; quote its value"
        case .nestedList: "a List may not hold another List; list its items directly"
        }
    }
}

extension Node.Kind {
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension Manifest {
    /// The same object with another origin.
    package func with(origin: Origin) -> Manifest {
        Manifest(id: id, apiVersion: apiVersion, root: root, origin: origin)
    }

    /// The object in a document of its own, without source and positions; itself when it is nested too deeply for that.
    ///
    /// Complexity: O(values).
    public func compacted() -> Manifest {
        var builder = DocumentBuilder()
        builder.append(root)
        guard let document = try? builder.finish() else { return self }
        return Manifest(id: id, apiVersion: apiVersion, root: document.root, origin: origin)
    }
}
