public import GitOpsManifest
public import GitOpsReport

/// A rule of a custom resource's definition that an object breaks, or that could not be asked.
///
/// Source: apiextensions-apiserver `pkg/apiserver/schema/cel/validation.go`.
public struct RuleViolation: Sendable {
    /// The field that the API server names.
    public let path: FieldPath
    /// Where the field is in the file, or the nearest one around it that is written there; `nil` in built documents.
    public let position: SourcePosition?
    /// What is wrong.
    public let problem: Problem
    /// What the API server says about it.
    public let message: String
    /// The rule in the definition; `nil` when it is not about one of them.
    public let rule: SourcePlace?
    /// The value is the one of the old object, so that the API server only warns.
    public let isUnchanged: Bool

    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The rule is false.
        case failed(Reason)
        /// The rule ended with an error.
        case evaluation
        /// The rules of the object cost too much; those that follow are not asked.
        case costBudget
        /// A limit ended the rule that the API server does not have: nobody knows whether it holds.
        case notFinished
        /// The rule does not compile: nobody knows whether it holds.
        case notCompiled
        /// The schema refuses the object for a reason that keeps the API server from asking its rules.
        case notChecked
        /// The API server refuses the definition: nobody knows which rules there are.
        case unusableDefinition
        /// No definition has the kind in this version, or none that serves it: nobody knows which rules there are.
        case notServed
    }

    /// The reason a rule gives.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case invalid = "FieldValueInvalid"
        case forbidden = "FieldValueForbidden"
        case required = "FieldValueRequired"
        case duplicate = "FieldValueDuplicate"
    }

    /// What the API server does about it.
    public enum Severity: Sendable, Hashable {
        /// The request is refused.
        case refused
        /// The request is accepted with a warning.
        case warning
        /// It is not known.
        case unknown
    }

    /// What the API server does about it.
    public var severity: Severity {
        switch problem {
        case .notCompiled, .notChecked, .notFinished, .unusableDefinition, .notServed: .unknown
        default: isUnchanged ? .warning : .refused
        }
    }
}

extension RuleViolation: CustomStringConvertible {
    /// The path and the message.
    public var description: String { path.steps.isEmpty ? message : "\(path): \(message)" }
}
