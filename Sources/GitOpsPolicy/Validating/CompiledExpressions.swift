import GitOpsCEL
import GitOpsManifest
import GitOpsReport

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

/// The values that expressions are evaluated over.
struct ExpressionBindings {
    var object: Node?
    var oldObject: Node?
    var request: Node?
    var namespaceObject: Node?
    var params: Node?
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

/// All expressions of a policy, compiled; shared by threads.
///
/// This file and ``ExpressionEvaluator`` are all that knows the engine of the language.
struct CompiledExpressions: Sendable {
    let inputs: ExpressionInputs

    /// Compiles all expressions; adds an issue for each that does not compile.
    init(_ policy: ValidatingAdmissionPolicy, kubernetes: KubernetesVersion, issues: inout [PolicyIssue]) {
        inputs = []
    }
}

/// Which expression of a policy.
enum ExpressionSlot: Hashable {
    case matchCondition(Int)
    case validation(Int)
    case message(Int)
    case auditAnnotation(Int)
}

/// Evaluates expressions of policies, one after the other, with memory of its own: one for each thread.
final class ExpressionEvaluator {
    /// Nothing more may be evaluated in this round.
    struct OutOfBudget: Error {}

    private var remaining: Int64 = 0

    /// Begins a round: variables are computed anew, at the cost of this round, when an expression reads them.
    func begin(_ expressions: CompiledExpressions, _ bindings: ExpressionBindings, budget: Int64) {
        remaining = budget
    }

    /// What is left of the budget.
    var remainingBudget: Int64 { remaining }

    func evaluate(_ slot: ExpressionSlot) throws(OutOfBudget) -> ExpressionResult { .failed("") }

    /// The values of the bound documents that decided an expression.
    func decisive(_ slot: ExpressionSlot) -> [Node] { [] }
}
