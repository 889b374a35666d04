public import GitOpsManifest
public import GitOpsReport

/// What one expression of a policy said about a request, and at which cost.
public struct EvaluatedExpression: Sendable {
    /// The field of the policy, `spec.validations[0].expression`.
    public let path: FieldPath
    /// The expression as it is written.
    public let text: String
    /// What came of it.
    public let value: Value
    /// The cost, in the API server's units; variables that it is the first to read count here.
    public let cost: UInt64
    /// The written values of the object that it looks at, the innermost first.
    public let decisive: [SourcePlace]

    /// What can come of an expression.
    public enum Value: Sendable, Hashable {
        /// A condition.
        case boolean(Bool)
        /// A text: a message, an audit annotation.
        case text(String)
        /// No text.
        case null
        /// A value of a type that the server does not take here.
        case unsupported(type: String)
        /// It has no value; why.
        case failed(String)
    }

    init(_ traced: TracedExpression, of policy: ValidatingAdmissionPolicy, source: Manifest?) {
        let expression = Self.expression(traced.slot, of: policy)
        path = expression?.path ?? FieldPath()
        text = expression?.text ?? ""
        value =
            switch traced.result {
            case .boolean(let value): .boolean(value)
            case .string(let text): .text(text)
            case .null: .null
            case .other(let type): .unsupported(type: type)
            case .failed(let message): .failed(message)
            }
        cost = traced.cost
        var places: [SourcePlace] = []
        if let source {
            for node in traced.decisive {
                let place = SourcePlace(DecisivePlace.node(node, in: source), origin: source.origin, key: true)
                if !places.contains(place) { places.append(place) }
            }
        }
        decisive = places
    }

    private static func expression(
        _ slot: ExpressionSlot, of policy: ValidatingAdmissionPolicy
    ) -> PolicyExpression? {
        switch slot {
        case .matchCondition(let index): policy.matchConditions[index].expression
        case .validation(let index): policy.validations[index].expression
        case .message(let index): policy.validations[index].messageExpression
        case .auditAnnotation(let index): policy.auditAnnotations[index].valueExpression
        case .mutation: nil
        }
    }
}

extension EvaluatedExpression.Value: CustomStringConvertible {
    /// `true`, `"a text"`, `null`, or why there is none.
    public var description: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .text(let text): text.goQuoted
        case .null: "null"
        case .unsupported(let type): "a value of type \(type), which is not taken here"
        case .failed(let message): "error: \(message)"
        }
    }
}
