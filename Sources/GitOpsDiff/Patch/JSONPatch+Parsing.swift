public import GitOpsManifest

extension JSONPatch {
    /// Reads a patch document: a list of objects with `op`, `path` and what the operation needs.
    ///
    /// - Throws: `PatchError`, naming the operation.
    public init(_ node: Node) throws(PatchError) {
        guard node.kind == .array else {
            throw PatchError(operation: nil, pointer: "", problem: .malformed("a list of operations was expected"))
        }
        operations = []
        for (index, element) in node.elements.enumerated() {
            operations.append(try Self.operation(element, index))
        }
    }

    private static func operation(_ node: Node, _ index: Int) throws(PatchError) -> Operation {
        func malformed(_ text: String) -> PatchError {
            PatchError(operation: index, pointer: node["path"]?.string ?? "", problem: .malformed(text))
        }
        func pointer(_ name: String) throws(PatchError) -> JSONPointer {
            guard let text = node[name]?.string else { throw malformed("\"\(name)\" must be a string") }
            do throws(PathError) {
                return try JSONPointer(parsing: text)
            } catch {
                throw malformed(error.description)
            }
        }
        func value() throws(PatchError) -> Node {
            guard let value = node["value"] else { throw malformed("\"value\" is missing") }
            return value
        }
        guard node.kind == .object, let name = node["op"]?.string else { throw malformed("\"op\" must be a string") }
        switch name {
        case "add": return .add(path: try pointer("path"), value: try value())
        case "remove": return .remove(path: try pointer("path"))
        case "replace": return .replace(path: try pointer("path"), value: try value())
        case "move": return .move(from: try pointer("from"), path: try pointer("path"))
        case "copy": return .copy(from: try pointer("from"), path: try pointer("path"))
        case "test": return .test(path: try pointer("path"), value: try value())
        default: throw malformed("\"op\" must be add, remove, replace, move, copy or test")
        }
    }

    /// The patch as a document.
    ///
    /// - Throws: `DocumentBuilderError` when a value is nested too deeply.
    public func document() throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        builder.beginArray()
        for operation in operations { operation.write(to: &builder) }
        builder.end()
        return try builder.finish()
    }
}

extension JSONPatch.Operation {
    fileprivate func write(to builder: inout DocumentBuilder) {
        func member(_ name: String, _ text: String) {
            builder.key(name)
            builder.append(text)
        }
        builder.beginObject()
        switch self {
        case .add(let path, let value), .replace(let path, let value), .test(let path, let value):
            member("op", name)
            member("path", path.description)
            builder.key("value")
            builder.append(value)
        case .remove(let path):
            member("op", name)
            member("path", path.description)
        case .move(let from, let path), .copy(let from, let path):
            member("op", name)
            member("from", from.description)
            member("path", path.description)
        }
        builder.end()
    }

    private var name: String {
        switch self {
        case .add: "add"
        case .remove: "remove"
        case .replace: "replace"
        case .move: "move"
        case .copy: "copy"
        case .test: "test"
        }
    }
}
