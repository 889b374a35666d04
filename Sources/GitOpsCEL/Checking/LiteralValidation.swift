import GitOpsManifest
import GitOpsRegex

/// What Kubernetes refuses in the literals of an expression whose types are right.
///
/// Source: https://github.com/google/cel-go/blob/master/cel/validator.go.
struct LiteralValidation {
    let checked: CheckedExpression
    let rules: LibrarySet.Rules
    private let constants: ConstantPatterns
    var issues: [Checker.Issue] = []
    /// Patterns that are valid, for the program.
    private var patterns: [RegularExpression] = []

    private var tree: ExpressionTree { checked.tree }

    private init(_ checked: CheckedExpression, _ rules: LibrarySet.Rules, _ constants: ConstantPatterns) {
        self.checked = checked
        self.rules = rules
        self.constants = constants
    }

    static func issues(
        _ checked: inout CheckedExpression, _ rules: LibrarySet.Rules, _ constants: ConstantPatterns
    ) -> [Checker.Issue] {
        guard !rules.isDisjoint(with: [.validLiterals, .homogeneousLiterals, .validFormats]) else { return [] }
        var validation = LiteralValidation(checked, rules, constants)
        validation.run()
        checked.patterns = validation.patterns
        return validation.issues
    }

    private mutating func run() {
        let mixedLiterals = rules.contains(.validFormats) ? nodesInFormats() : nil
        for index in tree.nodes.indices {
            switch tree.nodes[index].kind {
            case .call(let name, let arguments), .memberCall(let name, _, let arguments):
                if rules.contains(.validLiterals) { validate(arguments, of: tree.text(name)) }
                if rules.contains(.validFormats) { validateFormat(ExpressionID(rawValue: UInt32(index))) }
            case .list(let elements) where requiresOneType(index, except: mixedLiterals): validateList(elements)
            case .map(let entries) where requiresOneType(index, except: mixedLiterals): validateMap(entries)
            default: break
            }
        }
    }

    mutating func report(_ node: ExpressionID, _ message: String, suggestion: String? = nil) {
        issues.append(Checker.Issue(byteOffset: tree[node].anchor, message: message, suggestion: suggestion))
    }

    // MARK: - Durations, timestamps, regular expressions

    private mutating func validate(_ arguments: OperandRange, of function: String) {
        guard let argument = tree.operands(arguments).first?.expression else { return }
        // Of `matches` that is no member, the first argument is the text: cel-go reads that one, too.
        if function == "matches" { return validatePattern(argument) }
        let isValid =
            switch function {
            case "duration": isDuration(argument)
            case "timestamp": isTimestamp(argument)
            default: true
            }
        if !isValid { report(argument, "invalid \(function) argument", suggestion: suggestion(for: function)) }
    }

    private func suggestion(for function: String) -> String? {
        switch function {
        case "duration": "write a number and a unit, such as '90s', '1h30m' or '1.5h'"
        case "timestamp": "write it as in '2024-05-01T12:00:00Z'"
        default: nil
        }
    }

    private func isDuration(_ node: ExpressionID) -> Bool {
        guard case .string(let text) = tree[node].kind else { return true }
        return GoDuration(tree.text(text)) != nil
    }

    private func isTimestamp(_ node: ExpressionID) -> Bool {
        // From the year 1 to the year 9999.
        let range = -62_135_596_800...253_402_300_799 as ClosedRange<Int64>
        switch tree[node].kind {
        case .integer(let seconds): return range.contains(seconds)
        case .string(let text):
            guard let timestamp = try? Timestamp(parsing: tree.text(text)) else { return false }
            return range.contains(timestamp.seconds)
        default: return true
        }
    }

    private mutating func validatePattern(_ node: ExpressionID) {
        guard case .string(let text) = tree[node].kind else { return }
        do throws(ConstantPatterns.Problem) {
            patterns.append(try constants.expression(tree.text(text)))
        } catch {
            switch error {
            case .invalid(let reason): report(node, "invalid matches argument", suggestion: reason.explanation)
            case .tooMuchWork:
                report(
                    node, "the constant patterns take more work to compile than allowed",
                    suggestion: "use smaller patterns, or fewer in one set")
            }
        }
    }

    // MARK: - Elements of one type

    private func requiresOneType(_ index: Int, except mixed: [Bool]?) -> Bool {
        rules.contains(.homogeneousLiterals) && mixed?[index] != true
    }

    private mutating func validateList(_ elements: OperandRange) {
        var first: CELType?
        for element in tree.operands(elements) {
            let type = elementType(element.expression, isOptional: element.isOptional)
            guard let wanted = first else {
                first = type
                continue
            }
            if !report(element.expression, wanted: wanted, found: type) { return }
        }
    }

    private mutating func validateMap(_ entries: OperandRange) {
        var first: (key: CELType, value: CELType)?
        let operands = tree.operands(entries)
        var index = operands.startIndex
        while index + 1 < operands.endIndex {
            let key = operands[index]
            let value = operands[index + 1].expression
            let types = (type(of: key.expression), elementType(value, isOptional: key.isOptional))
            if let first {
                _ = report(key.expression, wanted: first.key, found: types.0)
                _ = report(value, wanted: first.value, found: types.1)
            } else {
                first = types
            }
            index += 2
        }
    }

    /// Whether two types are the same; if not, an issue says so.
    private mutating func report(_ node: ExpressionID, wanted: CELType, found: CELType) -> Bool {
        if wanted.isEquivalent(to: found) { return true }
        report(node, "expected type '\(wanted)' but found '\(found)'", suggestion: "wrap every element in dyn()")
        return false
    }

    private func elementType(_ node: ExpressionID, isOptional: Bool) -> CELType {
        let type = type(of: node)
        guard isOptional, case .optional(let value) = type else { return type }
        return value
    }

    func type(of node: ExpressionID) -> CELType { checked.types[Int(node.rawValue)] }

    /// The arguments of `format` and all in them: parents come after their children.
    private func nodesInFormats() -> [Bool] {
        var found = Array(repeating: false, count: tree.nodes.count)
        for index in tree.nodes.indices.reversed() {
            let isFormat =
                switch tree.nodes[index].kind {
                case .call(let name, _), .memberCall(let name, _, _): tree.text(name) == "format"
                default: false
                }
            guard isFormat || found[index] else { continue }
            tree.forEachChild(of: ExpressionID(rawValue: UInt32(index))) { found[Int($0.rawValue)] = true }
        }
        return found
    }
}

extension ExpressionTree {
    /// The nodes directly below a node.
    func forEachChild(of node: ExpressionID, _ body: (ExpressionID) -> Void) {
        switch self[node].kind {
        case .null, .boolean, .integer, .unsigned, .double, .string, .bytes, .identifier: break
        case .select(let operand, _), .has(let operand, _): body(operand)
        case .memberCall(_, let target, let arguments):
            body(target)
            for argument in operands(arguments) { body(argument.expression) }
        case .call(_, let parts), .list(let parts), .map(let parts), .object(_, let parts):
            for part in operands(parts) { body(part.expression) }
        case .comprehension(let index):
            let comprehension = comprehensions[Int(index)]
            for child in [
                comprehension.range, comprehension.initial, comprehension.condition, comprehension.step,
                comprehension.result,
            ] { body(child) }
        }
    }
}

extension CELType {
    /// Whether two types are equal when wrappers count as what they wrap.
    func isEquivalent(to other: CELType) -> Bool {
        switch (self, other) {
        case (.wrapper(let left), _): left.isEquivalent(to: other)
        case (_, .wrapper(let right)): isEquivalent(to: right)
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)),
            (.type(let left), .type(let right)):
            left.isEquivalent(to: right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            key.isEquivalent(to: otherKey) && value.isEquivalent(to: otherValue)
        default: self == other
        }
    }
}
