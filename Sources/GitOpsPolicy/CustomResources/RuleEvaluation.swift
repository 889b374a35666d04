import GitOpsCEL
import GitOpsManifest
import GitOpsReport

/// Asks the rules of a schema about one object.
struct RuleEvaluation: ~Copyable {
    private let compiled: CompiledRules
    private var evaluator: Evaluator
    private let firstType: UInt32
    private var budget = EvaluationLimits().budget
    private var isOver = false
    private var path: [FieldPath.Step] = []
    private(set) var violations: [RuleViolation] = []

    init(_ compiled: CompiledRules) {
        self.compiled = compiled
        // The budget is that of the whole object, through many bindings.
        let limits = EvaluationLimits()
        evaluator = Evaluator(
            compiled.program, limits: EvaluationLimits(expressionCost: limits.expressionCost, budget: .max))
        evaluator.renewsPatternWork = false
        firstType = evaluator.declare(types: compiled.types)
    }

    /// A value with what belongs to it.
    struct Subject {
        let value: Node
        /// The value of the old object that rules may compare with.
        var old: Node?
        /// The value as it was written, or what is written nearest around it.
        var written: Node
        var correlation: RuleCorrelation
    }

    mutating func visit(_ subject: Subject, _ index: Int) {
        let schema = compiled.schema.values[index]
        guard schema.hasRules, !isOver, !subject.value.isNull else { return }
        check(subject, index)
        for alternative in schema.alternatives {
            var own = subject
            own.correlation = subject.correlation.ofAlternative
            visit(own, alternative)
        }
        switch schema.shape {
        case .list(let element): visitItems(subject, schema, element)
        case .map(let entry):
            for (name, value) in subject.value.members { visitMember(name, value, subject, schema, entry) }
        case .object(let properties):
            for property in properties where compiled.schema.values[property.value].hasRules {
                guard let value = subject.value[property.name] else { continue }
                visitMember(property.name, value, subject, schema, property.value)
            }
        default: break
        }
    }

    private mutating func visitMember(
        _ name: String, _ value: Node, _ subject: Subject, _ schema: RuleSchema.Value, _ index: Int
    ) {
        path.append(.field(name))
        visit(
            Subject(
                value: value, old: schema.isCorrelatable ? Self.given(subject.old?[name]) : nil,
                written: subject.written[name] ?? subject.written,
                correlation: subject.correlation.member(name, value, compiled.schema.values[index].node)), index)
        path.removeLast()
    }

    private static func given(_ node: Node?) -> Node? { node?.isNull == false ? node : nil }

    private mutating func visitItems(_ subject: Subject, _ schema: RuleSchema.Value, _ element: Int) {
        var keys: [String] = []
        // Only items of lists that are maps can be told from each other.
        if case .map(let names) = schema.listType { keys = names }
        let old = KeyedItems(of: keys.isEmpty ? nil : subject.old, keys: keys)
        let counterparts = KeyedItems(of: keys.isEmpty ? nil : subject.correlation.current?.old, keys: keys)
        let inner = compiled.schema.values[element].node
        for (position, value) in subject.value.elements.enumerated() {
            path.append(.index(position))
            visit(
                Subject(
                    value: value, old: old.item(like: value), written: subject.written[position] ?? subject.written,
                    correlation: subject.correlation.item(value, old: counterparts.item(like: value), inner)), element)
            path.removeLast()
        }
    }
}

// MARK: The rules of one value

extension RuleEvaluation {
    private mutating func check(_ subject: Subject, _ index: Int) {
        let rules = compiled.rules[index]
        if rules.isEmpty { return }
        guard budget > 0 else { return endOfBudget(subject, rules[0]) }
        let type = firstType + UInt32(compiled.schema.values[index].spine ?? index)
        var isBoundAsOptional: Bool?
        for rule in rules {
            if let issue = rule.issue {
                report(subject, rule, .notCompiled, "rule compile error: \(issue)")
                continue
            }
            guard let expression = rule.expression else { continue }
            if rule.usesOldSelf, subject.old == nil, !rule.hasOptionalOldSelf { continue }
            if isBoundAsOptional != rule.hasOptionalOldSelf {
                bind(subject, type, isOptional: rule.hasOptionalOldSelf)
                isBoundAsOptional = rule.hasOptionalOldSelf
            }
            guard ask(rule, expression, subject) else {
                if isOver { return }
                continue
            }
            if rule.messageExpression != nil, rule.hasOptionalOldSelf {
                // The API server gives messages the old value itself.
                bind(subject, type, isOptional: false)
                isBoundAsOptional = false
            }
            reportFailure(of: rule, subject)
            if isOver { return }
        }
    }

    private mutating func bind(_ subject: Subject, _ type: UInt32, isOptional: Bool) {
        evaluator.bind("self", to: subject.value, declared: type)
        if let old = subject.old {
            evaluator.bind("oldSelf", to: old, declared: type, isOptional: isOptional)
        } else if isOptional {
            evaluator.bind("oldSelf", to: .optional(nil))
        } else {
            evaluator.unbind("oldSelf")
        }
    }

    /// Whether the rule is false; errors are reported.
    private mutating func ask(_ rule: CompiledRule, _ expression: Program.Expression, _ subject: Subject) -> Bool {
        do throws(EvaluationError) {
            let holds = try evaluator.holds(expression)
            guard pay() else {
                endOfBudget(subject, rule)
                return false
            }
            return !holds
        } catch {
            guard pay() else {
                endOfBudget(subject, rule)
                return false
            }
            if error.kind.isOwnLimit {
                reportLimit(error, subject, rule)
                return false
            }
            if error.kind == .costLimit {
                isOver = true
                report(
                    subject, rule, .costBudget,
                    "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for "
                        + "rule: \(rule.name)")
                return false
            }
            report(
                subject, rule, .evaluation,
                error.message.hasPrefix("no such overload")
                    ? "'\(error.message)': call arguments did not match a supported operator, function or macro "
                        + "signature for rule: \(rule.name)"
                    : "\(error.message) evaluating rule: \(rule.name)")
            return false
        }
    }

    private static func endsRules(_ kind: EvaluationError.Kind) -> Bool {
        [.patternLimit, .formatLimit, .comparisonLimit].contains(kind)
    }

    /// The server goes on where a limit of ours ends a rule, so that nobody knows what it says.
    private mutating func reportLimit(_ error: EvaluationError, _ subject: Subject, _ rule: CompiledRule) {
        // What costs the server nothing and takes time is not done again for each of many values.
        isOver = Self.endsRules(error.kind)
        report(
            subject, rule, .notFinished,
            "a rule was not evaluated to its end, where the server goes on: \(error.message), for rule: \(rule.name)"
                + (isOver ? "; the rules that follow were not asked" : ""))
    }

    private mutating func pay() -> Bool {
        guard evaluator.cost <= budget else { return false }
        budget -= evaluator.cost
        return true
    }

    private mutating func endOfBudget(_ subject: Subject, _ rule: CompiledRule) {
        isOver = true
        report(
            subject, rule, .costBudget,
            "validation failed due to running out of cost budget, no further validation rules will be run")
    }

    private mutating func reportFailure(of rule: CompiledRule, _ subject: Subject) {
        let isUnchanged = compiled.toleratesUnchanged && !rule.usesOldSelf && subject.correlation.isUnchanged
        var message = rule.message ?? "failed rule: \(rule.text)"
        if let expression = rule.messageExpression {
            do throws(EvaluationError) {
                let value = try evaluator.evaluate(expression)
                guard pay() else { return endOfMessages(subject, rule, Self.endOfMessageBudget, isUnchanged) }
                if case .string(let text) = value, let own = Self.message(text) { message = own }
            } catch {
                guard pay() else { return endOfMessages(subject, rule, Self.endOfMessageBudget, isUnchanged) }
                if Self.endsRules(error.kind) { reportLimit(error, subject, rule) }
                if error.kind == .costLimit {
                    return endOfMessages(
                        subject, rule,
                        "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                            + (rule.messageText ?? "").goQuoted, isUnchanged)
                }
            }
        }
        report(
            subject, rule, .failed(rule.reason), message, isUnchanged: isUnchanged, below: rule.fieldPath)
    }

    private static let endOfMessageBudget =
        "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run"

    private mutating func endOfMessages(
        _ subject: Subject, _ rule: CompiledRule, _ message: String, _ isUnchanged: Bool
    ) {
        isOver = true
        report(subject, rule, .costBudget, message, isUnchanged: isUnchanged, below: rule.fieldPath)
    }

    /// A message that an expression made, `nil` when the API server would not take it.
    ///
    /// Source: `MaxEvaluatedMessageExpressionSizeBytes` of k8s.io/apiserver/pkg/apis/cel/config.go.
    private static func message(_ text: String) -> String? {
        let trimmed = RuleFields.trimmed(text)
        guard !trimmed.isEmpty, !trimmed.unicodeScalars.contains("\n") else { return nil }
        return trimmed.utf8.count <= 5 * 1_024 ? trimmed : nil
    }

    private mutating func report(
        _ subject: Subject, _ rule: CompiledRule, _ problem: RuleViolation.Problem, _ message: String,
        isUnchanged: Bool = false, below steps: [FieldPath.Step] = []
    ) {
        var written = subject.written
        for case .field(let name) in steps {
            guard let inner = written[name] else { break }
            written = inner
        }
        violations.append(
            RuleViolation(
                path: FieldPath(path + steps), position: written.position, problem: problem, message: message,
                rule: rule.place, isUnchanged: isUnchanged))
    }
}
