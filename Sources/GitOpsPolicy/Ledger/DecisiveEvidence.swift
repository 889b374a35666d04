import GitOpsManifest
import GitOpsReport

extension FindingEvidence {
    /// More decisive values are not told, so that nobody knows what else decided.
    private static let nodeLimit = 32

    /// What the values of an object that decided count by.
    ///
    /// A scalar counts by itself, a list of scalars by each of its items, an image by its name alone: another tag or digest of the
    /// same image is no other finding. Anything else, and what is missing, counts by where it is.
    init(_ nodes: [Node], in root: Node) {
        self.init()
        for node in nodes { insert(node, Self.place(of: node, in: root)) }
        if nodes.count >= Self.nodeLimit { insert(["object", "\(root.contentHash)"]) }
    }

    /// The same with all that is inside: for values that are as a whole what they should not be.
    init(wholes nodes: [Node], in root: Node) {
        self.init()
        for node in nodes { insert(whole: node, Self.place(of: node, in: root)) }
    }

    private mutating func insert(_ node: Node, _ place: String) {
        if let scalar = FieldPath.Scalar(node) {
            insert([place, Self.compared(scalar, node)])
        } else if node.kind == .array, node.count > 0, node.elements.allSatisfy({ FieldPath.Scalar($0) != nil }) {
            for element in node.elements { insert(element, place + "[]") }
        } else {
            insert([place])
        }
    }

    private mutating func insert(whole node: Node, _ place: String) {
        switch node.kind {
        case .object: for (name, value) in node.members { insert(whole: value, "\(place).\(name)") }
        case .array: for element in node.elements { insert(whole: element, place + "[]") }
        default: insert(node, place)
        }
    }

    private static func compared(_ scalar: FieldPath.Scalar, _ node: Node) -> String {
        guard case .string(let text) = scalar else { return scalar.json }
        return node.key == "image" ? imageName(text) : text
    }

    /// The name of an image without tag and digest.
    private static func imageName(_ text: String) -> String {
        let tagged = text.prefix { $0 != "@" }
        guard let colon = tagged.lastIndex(of: ":"), !tagged[colon...].contains("/") else { return String(tagged) }
        return String(tagged[..<colon])
    }

    /// The path of a value with the keys of items and without their positions: items may be put elsewhere.
    private static func place(of node: Node, in root: Node) -> String {
        var steps = node.path.steps[...]
        if node.storage === root.storage { steps = steps.dropFirst(root.path.steps.count) }
        var text = ""
        for step in steps {
            switch step {
            case .field(let name): text += ".\(name)"
            case .keyed: text += FieldPath([step]).description
            case .index, .value: text += "[]"
            }
        }
        return text
    }
}
