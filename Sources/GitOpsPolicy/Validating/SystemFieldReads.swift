import GitOpsCEL

/// Parts of an object that have fields which the server sets, as far as a value may be one of them, an optional of one
/// of them or a list of such.
struct SystemParts: OptionSet, Sendable, Hashable {
    let rawValue: UInt8
    /// `object` or `oldObject`.
    static let object = SystemParts(rawValue: 1)
    /// Its metadata.
    static let metadata = SystemParts(rawValue: 2)
    /// Its spec.
    static let spec = SystemParts(rawValue: 4)

    private static let single: SystemParts = [.object, .metadata, .spec]
    private static let width: UInt8 = 3

    /// Whether there are lists among them.
    var hasLists: Bool { !subtracting(Self.single).isEmpty }

    /// Whether there is anything but lists among them.
    var hasSingle: Bool { !isDisjoint(with: Self.single) }

    /// A list of these.
    var listed: SystemParts { SystemParts(rawValue: rawValue << Self.width) }

    /// The elements of lists.
    var elements: SystemParts { SystemParts(rawValue: rawValue >> Self.width) }

    /// What a member of these is.
    func member(_ name: String) -> SystemParts {
        guard contains(.object) else { return [] }
        switch SystemFields.Container(rawValue: name) {
        case .metadata: return .metadata
        case .spec: return .spec
        case nil: return []
        }
    }

    /// Whether a member of these may be a field that the server sets there.
    func hasField(_ name: String, of container: SystemFields.Container) -> Bool {
        contains(container == .metadata ? .metadata : .spec) && container.names.contains(name)
    }
}

/// Whether an expression may read fields that the server sets.
///
/// Follows objects, their metadata and spec through what only hands them on: `dyn`, conditions, optionals, elements of
/// lists, names that macros give, variables. Whatever else is done with them may read all their fields.
struct SystemFieldReads {
    /// Whether any of these fields may be read.
    private(set) var readsFields = false
    /// Whether one of those may be read that only some kinds have in their spec.
    private(set) var readsSpecFields = false
    /// What the result of the expression may be.
    private(set) var result: SystemParts = []

    private let tree: ExpressionTree
    private let variables: [String: SystemParts]
    /// The names of the macros around, the innermost last.
    private var names: [(name: String, parts: SystemParts)] = []

    /// Expressions that are deeper may read everything, so that this fits any stack.
    private static let deepest = 100
    private static let objects = ["object", ".object", "oldObject", ".oldObject"]
    private static let scopes = ["variables", ".variables"]

    /// `variables` are what the variables of the policy may be. Complexity: O(nodes).
    init(_ tree: ExpressionTree, variables: [String: SystemParts]) {
        self.tree = tree
        self.variables = variables
        let mayHold = tree.texts.contains {
            Self.objects.contains($0) || (!variables.isEmpty && Self.scopes.contains($0))
        }
        if mayHold { result = parts(tree.root, 0) }
    }

    private mutating func parts(_ id: ExpressionID, _ depth: Int) -> SystemParts {
        guard depth < Self.deepest else { return read() }
        switch tree[id].kind {
        case .null, .boolean, .integer, .unsigned, .double, .string, .bytes: return []
        case .identifier(let text): return named(tree.text(text))
        case .select(let operand, let name): return member(tree.text(name), operand, depth)
        case .has(let operand, let name):
            _ = member(tree.text(name), operand, depth)
            return []
        case .call(let name, let range): return call(tree.text(name), tree.operands(range).map(\.expression), depth)
        case .memberCall(let name, let target, let range):
            return call(tree.text(name), target, tree.operands(range).map(\.expression), depth)
        case .list(let range):
            var elements: SystemParts = []
            for operand in tree.operands(range) { elements.formUnion(parts(operand.expression, depth + 1)) }
            return elements.hasLists ? read() : elements.listed
        case .map(let range), .object(_, let range): return use(tree.operands(range).map(\.expression), depth)
        case .comprehension(let number): return fold(tree.comprehensions[Int(number)], depth)
        }
    }

    /// Everything may be read from here on.
    private mutating func read() -> SystemParts {
        readsFields = true
        return []
    }

    /// What looks at its operands, and gives nothing of them.
    private mutating func use(_ operands: [ExpressionID], _ depth: Int) -> SystemParts {
        for operand in operands where !parts(operand, depth + 1).isEmpty { readsFields = true }
        return []
    }

    // MARK: Names

    private mutating func named(_ name: String) -> SystemParts {
        if let known = names.last(where: { $0.name == name }) { return known.parts }
        if Self.objects.contains(name) { return .object }
        // As a whole it is handed on by nothing.
        if Self.scopes.contains(name), variables.values.contains(where: { !$0.isEmpty }) { return read() }
        return []
    }

    private func isScope(_ id: ExpressionID) -> Bool {
        guard case .identifier(let text) = tree[id].kind else { return false }
        let name = tree.text(text)
        return Self.scopes.contains(name) && !names.contains { $0.name == name }
    }

    private mutating func member(_ name: String, _ operand: ExpressionID, _ depth: Int) -> SystemParts {
        if isScope(operand) { return variables[name] ?? [] }
        let whole = parts(operand, depth + 1)
        if whole.hasLists || whole.hasField(name, of: .metadata) { return read() }
        if whole.hasField(name, of: .spec) { readsSpecFields = true }
        return whole.member(name)
    }

    // MARK: Calls

    private mutating func call(_ name: String, _ operands: [ExpressionID], _ depth: Int) -> SystemParts {
        switch (name, operands.count) {
        case ("dyn", 1), ("optional.of", 1): return parts(operands[0], depth + 1)
        case ("_?_:_", 3):
            _ = use([operands[0]], depth)
            return parts(operands[1], depth + 1).union(parts(operands[2], depth + 1))
        case ("_[_]", 2), ("_?._", 2), ("_[?_]", 2):
            if case .string(let text) = tree[operands[1]].kind { return member(tree.text(text), operands[0], depth) }
            _ = use([operands[1]], depth)
            let whole = parts(operands[0], depth + 1)
            return whole.hasSingle ? read() : whole.elements
        case ("@in", 2):
            guard case .string(let text) = tree[operands[0]].kind else { return use(operands, depth) }
            _ = member(tree.text(text), operands[1], depth)
            return []
        // Whether something is null does not depend on its fields.
        case ("_==_", 2), ("_!=_", 2):
            if operands.contains(where: isNull) {
                for operand in operands { _ = parts(operand, depth + 1) }
                return []
            }
            return use(operands, depth)
        default: return use(operands, depth)
        }
    }

    private func isNull(_ id: ExpressionID) -> Bool {
        if case .null = tree[id].kind { true } else { false }
    }

    private mutating func call(
        _ name: String, _ target: ExpressionID, _ operands: [ExpressionID], _ depth: Int
    ) -> SystemParts {
        switch (name, operands.count) {
        case ("value", 0): return parts(target, depth + 1)
        case ("hasValue", 0):
            _ = parts(target, depth + 1)
            return []
        case ("or", 1), ("orValue", 1): return parts(target, depth + 1).union(parts(operands[0], depth + 1))
        default: return use([target] + operands, depth)
        }
    }

    // MARK: Macros

    private mutating func fold(_ fold: Comprehension, _ depth: Int) -> SystemParts {
        let range = parts(fold.range, depth + 1)
        if range.hasSingle { return read() }
        let initial = parts(fold.initial, depth + 1)
        let outer = names.count
        defer { names.removeSubrange(outer...) }
        // The first of two variables is an index.
        names.append((tree.text(fold.variable), fold.secondVariable == nil ? range.elements : []))
        if let second = fold.secondVariable { names.append((tree.text(second), range.elements)) }
        names.append((tree.text(fold.accumulator), initial))
        _ = use([fold.condition], depth)
        if !initial.isSuperset(of: parts(fold.step, depth + 1)) { return read() }
        return parts(fold.result, depth + 1)
    }
}
