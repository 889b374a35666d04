import GitOpsCEL
import GitOpsManifest

/// The values that expressions are evaluated over.
struct ExpressionBindings {
    var object: Node?
    var oldObject: Node?
    var request: Node?
    /// What match conditions see as `request`, where the policy matched another resource than the one that was asked
    /// for.
    var conditionRequest: Node?
    var namespaceObject: Node?
    /// The name of a namespace that is not listed, so that expressions that look at it have no value.
    var unlistedNamespace: String?
    var params: Node?
    /// Who is asked whether the requester may do something, and the resource of the request; `nil` for expressions that
    /// do not ask.
    var authorizer: (authorizer: ExpressionAuthorizer, resource: AuthorizationResource)?
    /// Expressions ask, and nobody told who the requester is or which roles there are: what asks has no value.
    var lacksAuthorizer = false
}

/// How an expression ended.
enum ExpressionResult {
    case boolean(Bool)
    case string(String)
    case null
    /// A value of another type, by the type's name.
    case other(String)
    case failed(String)
}

/// An expression that was evaluated.
struct TracedExpression {
    let slot: ExpressionSlot
    let result: ExpressionResult
    let cost: UInt64
    let decisive: [Node]
}

/// Evaluates expressions of policies, one after the other, with memory of its own: one for each thread.
final class ExpressionEvaluator {
    /// Nothing more may be evaluated in this round.
    struct OutOfBudget: Error {}

    /// What is left of the budget.
    private(set) var remainingBudget: Int64 = 0
    private var evaluator: Evaluator
    private var expressions: CompiledExpressions?
    private var bound: [Node?]
    /// How often something else was bound, or results were forgotten.
    private(set) var bindingCount = 1
    /// By policy, the binding it was evaluated with last: a second round with it pays for its variables again.
    private var evaluated: [Int] = []
    private var object: Node?
    private var unlistedNamespace: String?
    /// Why the API server's answer is not known: a limit ended an evaluation that it does not have, a namespace is not
    /// listed, or a field is one that the server or the client sets.
    private var obstacle: Obstacle?
    private var lacksAuthorizer = false
    /// What was evaluated since this was emptied last; `nil` when nobody wants to know.
    var trace: [TracedExpression]?

    private struct Obstacle {
        let reason: String
        /// An expression was not evaluated to its end, and may cost more than anybody knows.
        let isOwnLimit: Bool
    }

    private static let names = ["object", "oldObject", "request", "namespaceObject", "params"]

    init(_ program: Program) {
        // The budget is that of a policy, and many share the evaluator.
        evaluator = Evaluator(
            program, limits: EvaluationLimits(expressionCost: UInt64(PolicyEvaluation.Budget.call), budget: .max))
        bound = Self.names.map { _ in nil }
        for name in Self.names { evaluator.bind(name, to: CELValue.null) }
    }

    /// Begins a round: variables are computed anew, at the cost of this round, when an expression reads them.
    func begin(_ expressions: CompiledExpressions, _ bindings: ExpressionBindings, budget: Int64) {
        remainingBudget = budget
        self.expressions = expressions
        bind(bindings, for: expressions.inputs)
        beginRound(of: expressions.policy)
    }

    /// Binds objects and parameters, and of what else there is that which expressions read: the rest stays as it is, so
    /// that the results of others are kept.
    func bind(_ bindings: ExpressionBindings, for inputs: ExpressionInputs = []) {
        object = bindings.object ?? bindings.oldObject
        var isChanged = bind(0, to: bindings.object)
        isChanged = bind(1, to: bindings.oldObject) || isChanged
        if inputs.contains(.request) { isChanged = bind(2, to: bindings.request) || isChanged }
        if inputs.contains(.namespace) { isChanged = bindNamespace(bindings) || isChanged }
        isChanged = bind(4, to: bindings.params) || isChanged
        lacksAuthorizer = bindings.lacksAuthorizer
        if let asked = bindings.authorizer {
            evaluator.decideAuthorization(by: asked.authorizer)
            evaluator.bind("authorizer", to: LibraryValue.authorizer(.requester))
            evaluator.bind(
                "authorizer.requestResource",
                to: LibraryValue.resourceCheck(ResourceCheck(subject: .requester, resource: asked.resource)))
            isChanged = true
        }
        if isChanged { bindingCount += 1 }
    }

    private func beginRound(of policy: Int) {
        evaluator.renewPatternWork()
        while evaluated.count <= policy { evaluated.append(0) }
        if evaluated[policy] == bindingCount {
            evaluator.forgetResults()
            bindingCount += 1
        }
        evaluated[policy] = bindingCount
    }

    /// Whether what is bound satisfies a rule, within the budgets of a policy: neither `false` nor an error says more.
    func satisfies(_ rule: PlainRule) -> Bool {
        beginRound(of: rule.policy)
        guard left(of: PolicyEvaluation.Budget.matchConditions, when: rule.conditions) != nil,
            let remaining = left(of: PolicyEvaluation.Budget.policy, when: rule.validations)
        else { return false }
        return rule.reserve <= remaining
    }

    /// What is left of a budget when expressions are true, which they are not when it does not suffice.
    private func left(of budget: Int64, when expressions: [Program.Expression]) -> Int64? {
        var remaining = budget
        for expression in expressions {
            guard evaluator.isTrue(expression), let cost = Int64(exactly: evaluator.cost), cost <= remaining else {
                return nil
            }
            remaining -= cost
        }
        return remaining
    }

    /// Whether the variable had another value.
    private func bind(_ index: Int, to value: Node?) -> Bool {
        guard !Self.isSame(bound[index], value) else { return false }
        set(index, to: value)
        return true
    }

    private func bindNamespace(_ bindings: ExpressionBindings) -> Bool {
        guard bindings.unlistedNamespace != nil || unlistedNamespace != nil else {
            return bind(3, to: bindings.namespaceObject)
        }
        unlistedNamespace = bindings.unlistedNamespace
        set(3, to: bindings.namespaceObject)
        // What has no value is absorbed by `||` and `&&` where it does not decide.
        if unlistedNamespace != nil { evaluator.unbind(Self.names[3]) }
        return true
    }

    private func set(_ index: Int, to value: Node?) {
        bound[index] = value
        if let value {
            evaluator.bind(Self.names[index], to: value)
        } else {
            evaluator.bind(Self.names[index], to: CELValue.null)
        }
    }

    private static func isSame(_ left: Node?, _ right: Node?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.storage === right.storage && left.index == right.index
        default: false
        }
    }

    /// Evaluates a condition or a text of the policy that the round is about.
    func evaluate(_ slot: ExpressionSlot) throws(OutOfBudget) -> ExpressionResult {
        guard let expression = expressions?[slot] else { return .failed("the expression is missing") }
        let result = value(expression, slot)
        trace?.append(TracedExpression(slot: slot, result: result, cost: evaluator.cost, decisive: decisive(slot)))
        guard let cost = Int64(exactly: evaluator.cost), cost <= remainingBudget else { throw OutOfBudget() }
        remainingBudget -= cost
        return result
    }

    /// Why the answers since this was asked last are not known to be those of the API server; `nil` when they are.
    func takeObstacle() -> String? {
        defer { obstacle = nil }
        return obstacle?.reason
    }

    /// What is missing for the expression that was evaluated last, where that is all that keeps its answer from being
    /// known.
    func takeMissing() -> String? {
        guard let obstacle, !obstacle.isOwnLimit else { return nil }
        return takeObstacle()
    }

    /// Evaluates a mutation of the policy that the round is about.
    func evaluateMutation(_ index: Int) throws(OutOfBudget) -> Result<CELValue, MutationFailure> {
        guard let expression = expressions?[.mutation(index)] else {
            return .failure(MutationFailure("the expression is missing"))
        }
        let result: Result<CELValue, MutationFailure>
        do throws(EvaluationError) {
            result = .success(try evaluator.evaluate(expression))
        } catch {
            noteObstacle(error)
            result = .failure(MutationFailure(error.message))
        }
        guard let cost = Int64(exactly: evaluator.cost), cost <= remainingBudget else { throw OutOfBudget() }
        remainingBudget -= cost
        return result
    }

    private func value(_ expression: Program.Expression, _ slot: ExpressionSlot) -> ExpressionResult {
        do throws(EvaluationError) {
            switch slot {
            case .matchCondition, .validation: return .boolean(try evaluator.holds(expression))
            case .message, .auditAnnotation, .mutation:
                switch try evaluator.evaluate(expression) {
                case .string(let text): return .string(text)
                case .null: return .null
                case .bool(let value): return .boolean(value)
                case let other: return .other(other.type.runtimeName)
                }
            }
        } catch {
            // A message without a value is replaced: the verdict does not depend on it.
            if case .message = slot, !error.kind.isOwnLimit { return .failed(error.message) }
            if error.kind == .unknownPresence, let answer = agreed(expression) { return .boolean(answer) }
            noteObstacle(error)
            return .failed(error.message)
        }
    }

    /// What a condition says whether or not there is what may be there, where that is the same.
    private func agreed(_ expression: Program.Expression) -> Bool? {
        let (new, old) = (bound[0], bound[1])
        var answers: Set<Bool> = []
        defer {
            set(0, to: new)
            set(1, to: old)
            bindingCount += 1
        }
        for settledNew in SystemFields.settled(new) {
            for settledOld in SystemFields.settled(old) {
                set(0, to: settledNew)
                set(1, to: settledOld)
                guard let answer = try? evaluator.holds(expression) else { return nil }
                answers.insert(answer)
            }
        }
        return answers.count == 1 ? answers.first : nil
    }

    private func noteObstacle(_ error: EvaluationError) {
        guard obstacle == nil else { return }
        if error.kind.isOwnLimit {
            obstacle = Obstacle(
                reason: "an expression was not evaluated to its end, where the server goes on: \(error.message)",
                isOwnLimit: true)
        } else if let reason = missing(error) {
            obstacle = Obstacle(reason: reason, isOwnLimit: false)
        }
    }

    private func missing(_ error: EvaluationError) -> String? {
        if error.kind.isUnknown { return "the policy reads \(error.message)" }
        guard error.kind == .noSuchAttribute else { return nil }
        if lacksAuthorizer, Self.authorizerNames.contains(where: error.message.hasSuffix) {
            return
                "the policy asks the authorizer, and nobody told who applies the manifests and which roles there are; "
                + "give a user and the roles of the cluster"
        }
        return unlistedNamespace.map {
            NamespaceCatalog.missing($0, for: "the policy reads more of it than its name")
        }
    }

    private static let authorizerNames = [" authorizer", " authorizer.requestResource"]

    /// The values of the object that decided what the expression amounts to, the innermost first: conditions that only
    /// say whom a rule is about look less deep. What is read of the old object is looked up in the new one.
    func decisive(_ slot: ExpressionSlot) -> [Node] {
        guard obstacle == nil, let expression = expressions?[slot] else { return [] }
        let found = evaluator.decisiveNodes(of: expression).compactMap { decisive in
            inObject(decisive.node).map {
                (node: $0, depth: $0.path.steps.count + (decisive.missingName == nil ? 0 : 1))
            }
        }
        let sorted = found.enumerated().sorted { ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset) }
        let nodes = sorted.map(\.element.node)
        let others = nodes.filter { !Self.isIdentity($0) }
        return others.isEmpty ? nodes : others
    }

    /// A value of the object; for one of the old object what stands in its place, or the nearest above it. Parameters
    /// and the request have places of their own.
    private func inObject(_ node: Node) -> Node? {
        guard let object else { return nil }
        if node.storage === object.storage { return node }
        guard let old = bound[1], node.storage === old.storage else { return nil }
        var nearest = object
        for step in node.path.steps {
            guard let next = nearest.value(at: FieldPath([step])) else { break }
            nearest = next
        }
        return nearest
    }

    /// `kind` and `apiVersion` tell what is judged, not what is wrong with it.
    private static func isIdentity(_ node: Node) -> Bool {
        (node.key == "kind" || node.key == "apiVersion") && node.parent?.parent == nil
    }
}
