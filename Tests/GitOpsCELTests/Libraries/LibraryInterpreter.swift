import GitOpsCEL
import GitOpsManifest
import Testing

/// Evaluates expressions node by node, as plainly as can be: what libraries compute is tested without the evaluator.
struct LibraryInterpreter {
    private let checked: CheckedExpression
    private var locals: [String: [Value]] = [:]
    private(set) var cost: UInt64 = 0

    /// The result as text, and the cost: errors begin with `error: `, errors of the checker with `refused: `.
    static func run(
        _ text: String, in environment: Environment, stringsVersion: UInt8 = 2, authorizer: ExpressionAuthorizer? = nil
    ) -> (result: String, cost: UInt64) {
        let checked: CheckedExpression
        do throws(ExpressionError) {
            let tree = try ExpressionParser(options: environment.parserOptions).parse(ExpressionSource(text))
            checked = try environment.check(tree)
        } catch {
            return ("refused: \(error.issues.first?.message ?? "")", 0)
        }
        var interpreter = LibraryInterpreter(checked: checked)
        var evaluation = Evaluation()
        evaluation.stringsVersion = stringsVersion
        evaluation.authorizer = authorizer
        let value = interpreter.evaluate(checked.tree.root, &evaluation)
        return (interpreter.text(value, &evaluation), interpreter.cost)
    }

    private init(checked: CheckedExpression) { self.checked = checked }

    private mutating func evaluate(_ id: ExpressionID, _ evaluation: inout Evaluation) -> Value {
        let tree = checked.tree
        if case .type("int") = checked.references[Int(id.rawValue)] { return .type("int") }
        switch tree[id].kind {
        case .null: return .null
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .unsigned(let value): return .unsigned(value)
        case .double(let value): return .double(value)
        case .string(let text): return evaluation.makeString(tree.text(text))
        case .bytes(let index):
            let bytes = tree.byteLiterals[Int(index)]
            return evaluation.makeBytes(bytes.count) { _ = $0.initialize(fromContentsOf: bytes) }
        case .identifier(let name):
            cost += 1
            if tree.text(name) == "authorizer" { return evaluation.makeLibraryValue(.authorizer(.requester)) }
            return locals[tree.text(name)]?.last ?? evaluation.fail(.noSuchAttribute, "no such attribute")
        case .list(let operands):
            cost += 10
            return values(tree.operands(operands).map(\.expression), &evaluation) { values, evaluation in
                evaluation.makeList(values.count) { _ = $0.initialize(fromContentsOf: values) }
            }
        case .map(let operands):
            cost += 30
            return values(tree.operands(operands).map(\.expression), &evaluation) { values, evaluation in
                evaluation.makeMap(values.count / 2) { _ = $0.initialize(fromContentsOf: values) }
            }
        case .call(let name, let operands):
            return call(id, tree.text(name), tree.operands(operands).map(\.expression), &evaluation)
        case .memberCall(let name, let target, let operands):
            guard case .function(_, let overloads) = checked.references[Int(id.rawValue)] else {
                return evaluation.noSuchOverload()
            }
            let arguments = tree.operands(operands).map(\.expression)
            return call(
                id, tree.text(name), overloads.contains(where: \.isMember) ? [target] + arguments : arguments,
                &evaluation)
        case .comprehension(let index): return fold(tree.comprehensions[Int(index)], &evaluation)
        case .select, .has, .object: return evaluation.noSuchOverload()
        }
    }

    private mutating func values(
        _ ids: [ExpressionID], _ evaluation: inout Evaluation, _ make: ([Value], inout Evaluation) -> Value
    ) -> Value {
        var values: [Value] = []
        for id in ids {
            let value = evaluate(id, &evaluation)
            if value.isError { return value }
            values.append(value)
        }
        return make(values, &evaluation)
    }

    private mutating func fold(_ fold: Comprehension, _ evaluation: inout Evaluation) -> Value {
        let tree = checked.tree
        let range = evaluate(fold.range, &evaluation)
        if range.isError { return range }
        let accumulator = tree.text(fold.accumulator)
        locals[accumulator, default: []].append(evaluate(fold.initial, &evaluation))
        for index in 0..<evaluation.count(of: range) {
            locals[tree.text(fold.variable), default: []].append(evaluation.element(of: range, at: index))
            let next = evaluate(fold.step, &evaluation)
            _ = locals[tree.text(fold.variable)]?.popLast()
            if next.isError { return next }
            _ = locals[accumulator]?.popLast()
            locals[accumulator, default: []].append(next)
        }
        let result = evaluate(fold.result, &evaluation)
        _ = locals[accumulator]?.popLast()
        return result
    }

    private mutating func call(
        _ id: ExpressionID, _ name: String, _ arguments: [ExpressionID], _ evaluation: inout Evaluation
    ) -> Value {
        guard case .function(let code, let overloads) = checked.references[Int(id.rawValue)] else {
            return evaluation.noSuchOverload()
        }
        var values: [Value] = []
        for argument in arguments {
            let value = evaluate(argument, &evaluation)
            if value.isError { return value }
            values.append(value)
        }
        return values.withUnsafeBufferPointer { values in
            switch code.library {
            case .standard, .optionals:
                cost += standardCost(overloads, values, evaluation)
                return standard(name, values, &evaluation)
            default:
                let result = code.library.call(code.number, values, in: &evaluation)
                cost += code.library.cost(
                    code.number, isResolved: overloads.count == 1, values, result: result, in: &evaluation)
                return result
            }
        }
    }

    private func standardCost(
        _ overloads: [Overload], _ values: UnsafeBufferPointer<Value>, _ evaluation: borrowing Evaluation
    ) -> UInt64 {
        func scan(_ size: UInt64) -> UInt64 { UInt64((Double(size) * 0.1).rounded(.up)) }
        guard overloads.count == 1 else { return 1 }
        switch overloads[0].id {
        case "equals", "not_equals": return scan(min(evaluation.costSize(values[0]), evaluation.costSize(values[1])))
        case "string_to_bytes": return scan(evaluation.costSize(values[0]))
        default: return 1
        }
    }

    private func standard(
        _ name: String, _ values: UnsafeBufferPointer<Value>, _ evaluation: inout Evaluation
    ) -> Value {
        switch name {
        case "_==_": return .boolean(evaluation.equals(values[0], values[1]))
        case "_!=_": return .boolean(!evaluation.equals(values[0], values[1]))
        case "!_": return .boolean(!values[0].boolean)
        case "-_": return values[0].tag == .double ? .double(-values[0].double) : .integer(-values[0].integer)
        case "_[_]" where values[0].isList: return evaluation.element(of: values[0], at: Int(values[1].integer))
        case "_[_]": return evaluation.find(values[1], in: values[0]) ?? evaluation.fail(.noSuchKey, "no such key")
        case "size": return .integer(Int64(evaluation.costSize(values[0])))
        case "_+_" where values[0].isList:
            var all: [Value] = []
            for list in values {
                for index in 0..<evaluation.count(of: list) { all.append(evaluation.element(of: list, at: index)) }
            }
            return evaluation.makeList(all.count) { _ = $0.initialize(fromContentsOf: all) }
        case "dyn": return values[0]
        case "uint": return .unsigned(UInt64(values[0].integer))
        case "double":
            return values[0].tag == .integer
                ? .double(Double(values[0].integer)) : .double(Double(values[0].text) ?? .nan)
        case "bytes": return Value.bytes(values[0].bytes)
        case "type": return evaluation.typeValue(of: values[0])
        case "duration":
            return .duration(nanoseconds: (try? GoDuration(parsing: values[0].text))?.nanoseconds ?? 0)
        case "timestamp":
            let text = values[0].text
            let time = (try? Timestamp(parsing: text)) ?? (try? Timestamp(parsing: text, precision: .microseconds))
            return .timestamp(seconds: time?.seconds ?? 0, nanoseconds: UInt32(time?.nanoseconds ?? 0))
        case "string":
            return evaluation.libraryValue(values[0])?.text.map { evaluation.makeString($0) }
                ?? evaluation.makeString(evaluation.describe(values[0]))
        case "hasValue": return .boolean(values[0].wrapped != nil)
        case "value": return values[0].wrapped ?? evaluation.fail(.noValue, "optional.none() dereference")
        case "orValue": return values[0].wrapped ?? values[1]
        default: return evaluation.fail(.noSuchOverload, "not known to the interpreter of the tests: \(name)")
        }
    }

    private func text(_ value: Value, _ evaluation: inout Evaluation) -> String {
        switch value.tag {
        case .error: return "error: " + evaluation.message(of: value)
        case .string: return "'" + value.text + "'"
        case .bytes: return "b'" + value.text + "'"
        case .unsigned: return "\(value.unsigned)u"
        case .list, .documentList:
            var parts: [String] = []
            for index in 0..<evaluation.count(of: value) {
                parts.append(text(evaluation.element(of: value, at: index), &evaluation))
            }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map, .documentMap:
            var parts: [String] = []
            for index in 0..<evaluation.count(of: value) {
                let key = text(evaluation.key(of: value, at: index), &evaluation)
                parts.append(key + ": " + text(evaluation.value(of: value, at: index), &evaluation))
            }
            return "{" + parts.sorted().joined(separator: ", ") + "}"
        case .optional: return value.wrapped.map { "some(" + text($0, &evaluation) + ")" } ?? "none"
        case .duration: return "\(value.nanoseconds)ns"
        case .timestamp: return "\(value.instant.seconds)s"
        case .double: return "\(value.double)"
        default: return evaluation.describe(value)
        }
    }
}

/// An expression and the text of its result.
struct LibraryCase: CustomTestStringConvertible, Sendable {
    let expression: String
    let result: String

    init(_ expression: String, _ result: String) {
        self.expression = expression
        self.result = result
    }

    var testDescription: String { expression }
}
