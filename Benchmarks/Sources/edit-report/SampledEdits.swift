import GitOpsManifest

/// Edits of one document: two values of each type, each with everything that can be done to it.
struct SampledEdits {
    private(set) var edits: [(name: String, edit: Edit)] = []

    init(_ document: Document, using random: inout some RandomNumberGenerator) {
        guard let object = try? Document(json: #"{"first": "a b", "second": [1, {"third": "yes"}]}"#).root,
            let text = try? Document(json: #""registry.example.com/app:v2""#).root,
            let number = try? Document(json: "30").root
        else { return }
        let nodes = Self.everyNode(below: document.root).shuffled(using: &random)
        for node in nodes.filter({ $0.kind != .object && $0.kind != .array }).prefix(2) {
            add("scalar.set", .set(node.path, node.string == nil ? number : text))
            add("scalar.replace-by-object", .set(node.path, object))
            add("scalar.remove", .remove(node.path))
        }
        for node in nodes.filter({ $0.kind == .object }).prefix(2) {
            add("object.add-member", .set(node.path.appending(.field("example.com/added")), text))
            add("object.add-object", .set(node.path.appending(.field("added")), object))
            add("object.replace", .set(node.path, object))
            add("object.replace-by-scalar", .set(node.path, number))
            add("object.remove", .remove(node.path))
        }
        for node in nodes.filter({ $0.kind == .array }).prefix(2) {
            let item = node[Int.random(in: 0..<max(node.count, 1), using: &random)]
            add("array.append", .insert(node.path, at: nil, item ?? text))
            add("array.insert", .insert(node.path, at: Int.random(in: 0...node.count, using: &random), object))
            if let item { add("array.remove-item", .remove(item.path(keys: .byPosition))) }
            add("array.replace", .set(node.path, object))
            add("array.remove", .remove(node.path))
        }
    }

    private mutating func add(_ name: String, _ edit: Edit) { edits.append((name, edit)) }

    private static func everyNode(below node: Node) -> [Node] {
        var found: [Node] = []
        var next = [node]
        while let node = next.popLast() {
            let children = Array(node.elements) + node.members.map { $0.value }
            found += children
            next += children
        }
        return found
    }
}
