import GitOpsCEL

/// What expressions of a policy read besides the object.
struct ExpressionInputs: OptionSet, Sendable {
    let rawValue: UInt8
    /// `request.userInfo`.
    static let user = ExpressionInputs(rawValue: 1)
    /// `authorizer`.
    static let authorizer = ExpressionInputs(rawValue: 2)
    /// `request`.
    static let request = ExpressionInputs(rawValue: 4)
    /// `namespaceObject`.
    static let namespace = ExpressionInputs(rawValue: 8)
}

/// What an expression names besides the object: the inputs it needs.
struct ExpressionReads: Sendable {
    private(set) var inputs: ExpressionInputs = []

    init(_ tree: ExpressionTree) {
        var requests: Set<ExpressionID> = []
        var members: Set<ExpressionID> = []
        // Children stand before their parents.
        for index in tree.nodes.indices {
            let id = ExpressionID(rawValue: UInt32(index))
            switch tree[id].kind {
            case .identifier(let text):
                if add(tree.text(text)) { requests.insert(id) }
            default:
                guard let (operand, name) = Self.member(id, tree), requests.contains(operand) else { continue }
                members.insert(operand)
                if name == "userInfo" { inputs.insert(.user) }
            }
        }
        // The request as a whole may be looked through later.
        if !requests.isSubset(of: members) { inputs.insert(.user) }
    }

    /// Whether the name is that of the request.
    private mutating func add(_ name: String) -> Bool {
        switch name {
        case "request", ".request":
            inputs.insert(.request)
            return true
        case "authorizer", ".authorizer": inputs.insert(.authorizer)
        case "namespaceObject", ".namespaceObject": inputs.insert(.namespace)
        default: break
        }
        return false
    }

    private static func member(_ id: ExpressionID, _ tree: ExpressionTree) -> (ExpressionID, String)? {
        switch tree[id].kind {
        case .select(let operand, let name), .has(let operand, let name): return (operand, tree.text(name))
        case .call(let name, let range):
            guard ["_[_]", "_?._", "_[?_]"].contains(tree.text(name)) else { return nil }
            let arguments = Array(tree.operands(range))
            guard arguments.count == 2, case .string(let text) = tree[arguments[1].expression].kind else { return nil }
            return (arguments[0].expression, tree.text(text))
        default: return nil
        }
    }
}
