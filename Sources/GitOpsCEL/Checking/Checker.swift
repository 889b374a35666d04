import GitOpsManifest

/// Finds the type of every node of a tree, and what its names mean.
///
/// Source: https://github.com/google/cel-go/blob/master/checker/checker.go.
struct Checker {
    let environment: Environment
    let functions: FunctionTable
    let tree: ExpressionTree
    var unifier: Unifier
    /// By node.
    var types: [TypeID]
    /// By node.
    var references: [Reference?]
    /// Variables of comprehensions, the innermost last.
    var locals: [Local] = []
    var issues: [Issue] = []
    /// Of the call that is looked at.
    var argumentTypes: [TypeID] = []
    var fittingOverloads: [Int] = []

    struct Local {
        var name: TextID
        var type: TypeID
    }

    struct Issue: Hashable {
        var byteOffset: UInt32
        var message: String
        var suggestion: String?
        /// The function that took none of the arguments.
        var function: String?
    }

    /// As many as cel-go reports.
    static let largestIssueCount = 100

    init(_ tree: ExpressionTree, in environment: Environment) {
        self.environment = environment
        self.tree = tree
        functions = environment.functions
        unifier = Unifier(environment.types)
        types = Array(repeating: .none, count: tree.nodes.count)
        references = Array(repeating: nil, count: tree.nodes.count)
    }

    mutating func run() -> CheckedExpression? {
        guard tree.root.rawValue < UInt32(tree.nodes.count) else { return nil }
        check(tree.root)
        if unifier.hasCutType {
            report(tree.root, "the type of the expression has more than \(TypeRecord.largestSize) parts")
        }
        guard issues.isEmpty else { return nil }
        for index in types.indices where types[index] != .none {
            types[index] = unifier.substituted(types[index], freeToDynamic: true)
        }
        let unifier = unifier
        return CheckedExpression(
            tree: tree, types: types.map { $0 == .none ? .dynamic : unifier.exported($0) }, references: references)
    }

    mutating func report(
        _ node: ExpressionID, _ message: String, suggestion: String? = nil, function: String? = nil
    ) {
        guard issues.count < Self.largestIssueCount else { return }
        issues.append(
            Issue(
                byteOffset: tree[node].anchor, message: message, suggestion: suggestion, function: function))
    }

    /// A type as errors print it.
    mutating func text(_ type: TypeID) -> String {
        let known = unifier.substituted(type, freeToDynamic: true)
        return unifier.exported(known).description
    }
}

extension Checker {
    func type(of node: ExpressionID) -> TypeID { types[Int(node.rawValue)] }

    mutating func setType(_ node: ExpressionID, _ type: TypeID) { types[Int(node.rawValue)] = type }

    mutating func setReference(_ node: ExpressionID, _ reference: Reference) {
        references[Int(node.rawValue)] = reference
    }

    /// A macro may hand one node to two places, which have the same names in sight.
    mutating func check(_ node: ExpressionID) {
        guard type(of: node) == .none else { return }
        switch tree[node].kind {
        case .null: setType(node, TypeRecord.Kind.null.id)
        case .boolean: setType(node, .boolean)
        case .integer: setType(node, .integer)
        case .unsigned: setType(node, TypeRecord.Kind.unsigned.id)
        case .double: setType(node, TypeRecord.Kind.double.id)
        case .string: setType(node, .string)
        case .bytes: setType(node, TypeRecord.Kind.bytes.id)
        case .identifier(let name): checkIdentifier(node, name)
        case .select(let operand, let field): checkSelection(node, operand, field)
        case .has(let operand, let field):
            _ = fieldType(node, operand, tree.text(field), isOptional: false)
            setType(node, .boolean)
        case .call(let name, let arguments): checkCall(node, name, arguments)
        case .memberCall(let name, let target, let arguments): checkMemberCall(node, name, target, arguments)
        case .list(let elements): checkList(node, elements)
        case .map(let entries): checkMap(node, entries)
        case .object(let name, let fields): checkObject(node, name, fields)
        case .comprehension(let index): checkComprehension(node, tree.comprehensions[Int(index)])
        }
    }
}
