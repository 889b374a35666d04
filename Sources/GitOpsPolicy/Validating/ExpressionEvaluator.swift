import GitOpsCEL
import GitOpsManifest

/// The values that expressions are evaluated over.
struct ExpressionBindings {
    var object: Node?
    var oldObject: Node?
    var request: Node?
    /// What match conditions see as `request`, where the policy matched another resource than the one that was asked for.
    var conditionRequest: Node?
    var namespaceObject: Node?
    var params: Node?
    /// Who is asked whether the requester may do something, and the resource of the request; `nil` for expressions that do
    /// not ask.
    var authorizer: (authorizer: ExpressionAuthorizer, resource: AuthorizationResource)?
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
    private var bound: [Node?]?
    /// Policies that were evaluated since the last binding: a second round of one of them pays for its variables again.
    private var evaluated: Set<Int> = []
    private var object: Node?
    /// What was evaluated since this was emptied last; `nil` when nobody wants to know.
    var trace: [TracedExpression]?

    private static let names = ["object", "oldObject", "request", "namespaceObject", "params"]

    init(_ program: Program) {
        // The budget is that of a policy, and many share the evaluator.
        evaluator = Evaluator(
            program, limits: EvaluationLimits(expressionCost: UInt64(PolicyEvaluation.Budget.call), budget: .max))
    }

    /// Begins a round: variables are computed anew, at the cost of this round, when an expression reads them.
    func begin(_ expressions: CompiledExpressions, _ bindings: ExpressionBindings, budget: Int64) {
        remainingBudget = budget
        self.expressions = expressions
        object = bindings.object ?? bindings.oldObject
        let values = [
            bindings.object, bindings.oldObject, bindings.request, bindings.namespaceObject, bindings.params,
        ]
        var isChanged = false
        for (index, value) in values.enumerated() where bound == nil || !Self.isSame(bound?[index] ?? nil, value) {
            isChanged = true
            if let value {
                evaluator.bind(Self.names[index], to: value)
            } else {
                evaluator.bind(Self.names[index], to: CELValue.null)
            }
        }
        bound = values
        if let asked = bindings.authorizer {
            evaluator.decideAuthorization(by: asked.authorizer)
            evaluator.bind("authorizer", to: LibraryValue.authorizer(.requester))
            evaluator.bind(
                "authorizer.requestResource",
                to: LibraryValue.resourceCheck(ResourceCheck(subject: .requester, resource: asked.resource)))
            isChanged = true
        }
        if isChanged {
            evaluated.removeAll(keepingCapacity: true)
        } else if evaluated.contains(expressions.policy) {
            evaluator.forgetResults()
            evaluated.removeAll(keepingCapacity: true)
        }
        evaluated.insert(expressions.policy)
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
        guard let expression = expressions?[slot]?.expression else { return .failed("the expression is missing") }
        let result = value(expression, slot)
        trace?.append(TracedExpression(slot: slot, result: result, cost: evaluator.cost, decisive: decisive(slot)))
        guard let cost = Int64(exactly: evaluator.cost), cost <= remainingBudget else { throw OutOfBudget() }
        remainingBudget -= cost
        return result
    }

    /// Evaluates a mutation of the policy that the round is about.
    func evaluateMutation(_ index: Int) throws(OutOfBudget) -> Result<CELValue, MutationFailure> {
        guard let expression = expressions?[.mutation(index)]?.expression else {
            return .failure(MutationFailure("the expression is missing"))
        }
        let result: Result<CELValue, MutationFailure>
        do throws(EvaluationError) {
            result = .success(try evaluator.evaluate(expression))
        } catch {
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
            return .failed(error.message)
        }
    }

    /// The values of the object that the expression looks at, the innermost first: those that are there, or the nearest one
    /// above a field that is not.
    func decisive(_ slot: ExpressionSlot) -> [Node] {
        guard let object, let paths = expressions?[slot]?.paths else { return [] }
        var found: [Node] = []
        var nearest: (node: Node, depth: Int)?
        for path in paths.sorted(by: { $0.steps.count > $1.steps.count }) {
            var node = object
            var depth = 0
            for step in path.steps {
                guard let next = node.value(at: FieldPath([step])) else { break }
                node = next
                depth += 1
            }
            if depth == path.steps.count {
                found.append(node)
            } else if depth > nearest?.depth ?? -1 {
                nearest = (node, depth)
            }
        }
        if found.isEmpty || found.allSatisfy({ Self.isIdentity($0) }), let nearest { found.insert(nearest.node, at: 0) }
        return found
    }

    /// `kind` and `apiVersion` tell what is judged, not what is wrong with it.
    private static func isIdentity(_ node: Node) -> Bool {
        (node.key == "kind" || node.key == "apiVersion") && node.parent?.parent == nil
    }
}
