import GitOpsCEL
import GitOpsSchema

/// A policy that requests match as one resource and kind, as one worker knows it.
///
/// Every worker makes its own, with arrays of its own, so that threads do not count the same references for every pair
/// of a document and a policy.
final class MatchedPolicy {
    let compiled: CompiledPolicy
    let request: MatchedRequest
    let bindings: [CompiledBinding]
    /// All there is to evaluate, where that is little.
    let rule: PlainRule?

    init(_ compiled: CompiledPolicy, _ request: MatchedRequest, _ bindings: [CompiledBinding]) {
        self.compiled = compiled
        self.request = request
        self.bindings = bindings.map { $0 }
        rule = PlainRule(compiled, request, bindings)
    }
}

/// A policy whose conditions and validations look at the objects as they are and nothing else, under one binding for all
/// requests.
///
/// That all of them are true is all there is to know then; whatever else comes of them is told by ``PolicyEvaluation``.
struct PlainRule {
    /// Tells policies of a set apart.
    let policy: Int
    let conditions: [Program.Expression]
    let validations: [Program.Expression]
    /// What has to be left of the budget, so that messages, which the server evaluates in any case, cannot use it up.
    let reserve: Int64

    init?(_ compiled: CompiledPolicy, _ request: MatchedRequest, _ bindings: [CompiledBinding]) {
        let policy = compiled.policy
        guard bindings.count == 1, bindings[0].obstacle == nil, !bindings[0].choosesResources,
            policy.paramKind == nil, policy.auditAnnotations.isEmpty, request.conversion == nil,
            compiled.expressions.inputs.of(request.kind).isEmpty
        else { return nil }
        var conditions: [Program.Expression] = []
        for index in policy.matchConditions.indices {
            guard let expression = compiled.expressions[.matchCondition(index)] else { return nil }
            conditions.append(expression)
        }
        var validations: [Program.Expression] = []
        for index in policy.validations.indices {
            guard let expression = compiled.expressions[.validation(index)] else { return nil }
            validations.append(expression)
        }
        self.conditions = conditions
        self.validations = validations
        self.policy = compiled.expressions.policy
        let messages = policy.validations.count { $0.messageExpression != nil }
        reserve = messages == 0 ? 0 : Int64(messages + policy.variables.count) * PolicyEvaluation.Budget.call
    }
}

extension MatchDoubt {
    /// Why nobody knows whether a policy or a binding is about a request, and what to do.
    func reason(_ request: AdmissionRequest, of chooser: String) -> String {
        switch self {
        case .namespaceLabels:
            NamespaceCatalog.missing(
                request.namespace, for: "the namespaceSelector of the \(chooser) asks for its labels")
        case .resourceName(let name):
            "nothing tells whether \(request.kind) is the resource \(name), which the \(chooser) names; add the "
                + "CustomResourceDefinition"
        }
    }
}
