import GitOpsManifest

extension Checker {
    mutating func checkIdentifier(_ node: ExpressionID, _ name: TextID) {
        if let local = local(name) {
            setType(node, local)
            setReference(node, .local(tree.text(name)))
            return
        }
        let text = tree.text(name)
        if let global = global(text) {
            set(node, global)
            return
        }
        setType(node, .error)
        report(
            node, "undeclared reference to '\(text)' (in container '\(environment.container)')",
            suggestion: suggestion(forName: text))
    }

    private mutating func set(_ node: ExpressionID, _ global: Environment.Global) {
        let hasVariables = unifier[global.type].hasVariables
        setType(
            node,
            hasVariables
                ? unifier.instance(of: global.type, variables: unifier.variables(global.parameters)) : global.type)
        setReference(node, global.reference)
    }

    func local(_ name: TextID) -> TypeID? {
        // Few are in sight at once.
        for local in locals.reversed() where local.name == name { return local.type }
        return nil
    }

    /// What a name outside all comprehensions means, perhaps a qualified one; a leading dot skips the container.
    mutating func global(_ name: String) -> Environment.Global? {
        for candidate in environment.candidates(for: name) {
            if let global = environment.globals[ExactText(candidate)] { return global }
            if environment.hasType(named: candidate) {
                let type = unifier.id(of: .type(.object(candidate)))
                return Environment.Global(type: type, reference: .type(candidate))
            }
        }
        return nil
    }

    // MARK: - Selections

    mutating func checkSelection(_ node: ExpressionID, _ operand: ExpressionID, _ field: TextID) {
        if let name = qualifiedName(operand, field), let global = global(name) {
            set(node, global)
            return
        }
        let type = fieldType(node, operand, tree.text(field), isOptional: false)
        setType(node, unifier.substituted(type))
    }

    /// The parts of a name that is written as selections, joined, when a declaration could have such a name.
    private mutating func qualifiedName(_ operand: ExpressionID, _ field: TextID) -> String? {
        var root = operand
        var depth = 1
        while case .select(let inner, _) = tree[root].kind {
            root = inner
            depth += 1
        }
        // No declared name has more parts; without a limit, long chains would take quadratic time.
        guard depth < 32, case .identifier(let name) = tree[root].kind, local(name) == nil else { return nil }
        let first = tree.text(name)
        guard environment.mayBeQualified(first) else { return nil }
        return qualifiedPrefix(operand).map { $0 + "." + tree.text(field) }
    }

    /// A name written as an identifier and selections; `nil` for anything else.
    func qualifiedPrefix(_ node: ExpressionID) -> String? {
        switch tree[node].kind {
        case .identifier(let name): tree.text(name)
        case .select(let operand, let field): qualifiedPrefix(operand).map { $0 + "." + tree.text(field) }
        default: nil
        }
    }

    /// The type of a field of what an operand evaluates to, which is checked first.
    mutating func fieldType(
        _ node: ExpressionID, _ operand: ExpressionID, _ field: String, isOptional: Bool
    ) -> TypeID {
        check(operand)
        var target = unifier.substituted(type(of: operand))
        let isOptionalTarget = unifier[target].kind == .optional
        if isOptionalTarget { target = TypeID(rawValue: unifier[target].first) }
        let record = unifier[target]
        var result = TypeID.dynamic
        switch record.kind {
        case .map: result = TypeID(rawValue: record.second)
        case .object: result = objectField(node, unifier.name(of: record), field)
        case .variable: _ = unifier.accepts(.dynamic, as: target)
        case .dynamic, .error: break
        case .opaque where !unifier.name(of: record).utf8.starts(with: "net.".utf8):
            // cel-go takes the types of these libraries for messages.
            report(node, "unexpected failed resolution of '\(unifier.name(of: record))'")
            result = .error
        default:
            report(node, "type '\(text(target))' does not support field selection")
        }
        return isOptional || isOptionalTarget ? unifier.optional(of: result) : result
    }

    mutating func objectField(_ node: ExpressionID, _ type: String, _ field: String) -> TypeID {
        for provider in environment.providers where provider.hasType(named: type) {
            if let found = provider.type(ofField: field, in: type) { return unifier.id(of: found) }
            report(
                node, "undefined field '\(field)'",
                suggestion: NearestName.of(field, among: provider.fieldNames(of: type)).map { "did you mean '\($0)'?" })
            return .error
        }
        report(node, "unexpected failed resolution of '\(type)'")
        return .error
    }
}
