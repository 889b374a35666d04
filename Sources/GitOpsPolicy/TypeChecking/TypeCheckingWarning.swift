import GitOpsCEL
import GitOpsManifest
public import GitOpsReport
public import GitOpsSchema

/// What the API server writes to `status.typeChecking.expressionWarnings` of a policy about one expression, which does
/// not fit the schema of kinds that the policy names.
///
/// Source: `ExpressionWarning` in `k8s.io/api/admissionregistration/v1`, `TypeChecker` in apiserver
/// `pkg/admission/plugin/policy/validating/typechecking.go`.
public struct TypeCheckingWarning: Sendable {
    /// The policy's name.
    public let policy: String
    /// The field, `spec.validations[0].expression`.
    public let fieldRef: String
    /// The text as the server writes it, all kinds in it.
    ///
    /// Types of objects are named `Deployment.spec`; the server adds a number to the kind, another one each time.
    public let warning: String
    /// What it consists of, in the order of the text.
    public let parts: [Part]

    /// One thing that does not fit.
    public struct Part: Sendable, Hashable {
        /// The kinds that it does not fit.
        public var kinds: [GroupVersionKind]
        /// What is wrong, in the server's words.
        public let message: String
        /// What to do about it.
        public let suggestion: String?
        /// Where in the file.
        public let place: SourcePlace
        /// The expression may well be right, and only the server's type checker takes it for wrong: it does not see
        /// quantities and `authorizer.requestResource`, and takes times and bytes for what their formats say, where
        /// expressions of policies have texts.
        public let isFalseAlarm: Bool
    }
}

extension TypeCheckingWarning {
    private static let rule = FindingRule(
        id: "policy-types", summary: "Expressions of policies fit the schema of the kinds that they match.",
        help: "Correct the name or the type; such an expression is an error for every object of the kind.",
        severity: .medium, tags: ["policy"])

    /// A finding for each part that is no false alarm.
    public var findings: [Finding] {
        parts.filter { !$0.isFalseAlarm }.map { part in
            let kinds = part.kinds.map(\.description).joined(separator: ", ")
            let advice = part.suggestion.map { " (\($0))" } ?? ""
            var finding = Finding(
                rule: Self.rule, verdict: .warn, subject: .other(part.place.origin.path), path: nil,
                message: "policy \(policy): \(fieldRef): \(kinds): \(part.message)\(advice)", places: [part.place],
                fingerprintDetails: [policy, fieldRef, part.message])
            finding.properties["policy"] = policy
            return finding
        }
    }
}
