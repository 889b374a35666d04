import GitOpsCEL
import GitOpsSchema

/// What expressions of a policy read besides the object.
struct ExpressionInputs: OptionSet, Sendable {
    let rawValue: UInt8
    /// `authorizer`.
    static let authorizer = ExpressionInputs(rawValue: 1)
    /// `request`.
    static let request = ExpressionInputs(rawValue: 2)
    /// `namespaceObject`.
    static let namespace = ExpressionInputs(rawValue: 4)
    /// Fields that the server sets, whichever they are.
    static let systemFields = ExpressionInputs(rawValue: 8)
    /// Fields that the server sets in the spec of some kinds.
    static let systemSpecFields = ExpressionInputs(rawValue: 32)
    /// Of `namespaceObject` more than `metadata.name`.
    static let namespaceFields = ExpressionInputs(rawValue: 16)
}

extension ExpressionInputs {
    /// Without what objects of a kind do not have.
    func of(_ kind: GroupVersionKind) -> ExpressionInputs {
        SystemFields.hasSpecFields(kind) ? self : subtracting(.systemSpecFields)
    }

    /// Whether fields that the server sets may be read.
    var readsSystemFields: Bool { !isDisjoint(with: [.systemFields, .systemSpecFields]) }
}

/// What an expression names besides the object: the inputs it needs.
struct ExpressionReads: Sendable {
    private(set) var inputs: ExpressionInputs = []
    /// What its result may be of an object with fields that the server sets.
    let result: SystemParts

    /// `variables` are what the variables of the policy may be.
    init(_ tree: ExpressionTree, variables: [String: SystemParts]) {
        let system = SystemFieldReads(tree, variables: variables)
        result = system.result
        if system.readsFields { inputs.insert(.systemFields) }
        if system.readsSpecFields { inputs.insert(.systemSpecFields) }
        noteNamespaceFields(tree)
        for node in tree.nodes {
            if case .identifier(let text) = node.kind { add(tree.text(text)) }
        }
    }

    private mutating func add(_ name: String) {
        switch name {
        case "request", ".request": inputs.insert(.request)
        case "authorizer", ".authorizer": inputs.insert(.authorizer)
        case "namespaceObject", ".namespaceObject": inputs.insert(.namespace)
        default: break
        }
    }

    private mutating func noteNamespaceFields(_ tree: ExpressionTree) {
        var objects: Set<ExpressionID> = []
        var metadata: Set<ExpressionID> = []
        var names = 0
        // Children stand before their parents.
        for index in tree.nodes.indices {
            let id = ExpressionID(rawValue: UInt32(index))
            if case .identifier(let text) = tree[id].kind {
                if ["namespaceObject", ".namespaceObject"].contains(tree.text(text)) { objects.insert(id) }
            } else if let (operand, name) = Self.member(id, tree) {
                if objects.contains(operand), name == "metadata" { metadata.insert(id) }
                if metadata.contains(operand), name == "name" { names += 1 }
            }
        }
        if names < objects.count { inputs.insert(.namespaceFields) }
    }

    private static func member(_ id: ExpressionID, _ tree: ExpressionTree) -> (ExpressionID, String)? {
        switch tree[id].kind {
        case .select(let operand, let name), .has(let operand, let name): return (operand, tree.text(name))
        case .call(let name, let range):
            let arguments = Array(tree.operands(range))
            guard arguments.count == 2 else { return nil }
            if tree.text(name) == "@in", case .string(let text) = tree[arguments[0].expression].kind {
                return (arguments[1].expression, tree.text(text))
            }
            guard ["_[_]", "_?._", "_[?_]"].contains(tree.text(name)),
                case .string(let text) = tree[arguments[1].expression].kind
            else { return nil }
            return (arguments[0].expression, tree.text(text))
        default: return nil
        }
    }
}
