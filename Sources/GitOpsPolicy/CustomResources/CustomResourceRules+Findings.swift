import GitOpsManifest
import GitOpsRegex
public import GitOpsReport
import GitOpsSchema

extension CustomResourceRules {
    /// Findings about the definitions and about the custom resources of a check, as mutating policies leave them: what
    /// rules refuse or warn of, and what is unknown because a rule cannot be used or could not be asked.
    ///
    /// Complexity: that of validating each custom resource.
    public func findings(_ check: PolicyCheck) -> [Finding] {
        let validator = SchemaValidator(schema: schema, patterns: RulePatterns())
        return definitionFindings
            + check.documents.flatMap { document -> [Finding] in
                let object = document.mutation?.mutated?.root ?? document.step.manifest.root
                guard document.step.operation != .delete, concern(object, of: document.step.kind) else { return [] }
                let violations = validator.validate(object) ?? []
                return (validate(object, old: document.step.old?.root, after: violations) ?? [])
                    .map { finding($0, document.step) }
            }
    }

    private var definitionFindings: [Finding] {
        (schema.problems.map(PolicyIssue.init) + definitionIssues + issues).map { issue in
            Finding(
                rule: Self.definitionRule, verdict: .error, subject: .other(issue.place.origin.path), path: issue.path,
                message: issue.path.steps.isEmpty ? issue.message : "\(issue.path): \(issue.message)",
                places: [issue.place],
                fingerprintDetails: issue.identity ?? [issue.message])
        }
    }

    private func finding(_ violation: RuleViolation, _ step: AdmissionSimulation.Step) -> Finding {
        let verdict: Verdict =
            switch violation.severity {
            case .refused: .fail
            case .warning: .warn
            case .unknown: .unknown
            }
        let manifest = step.manifest
        // What a mutating policy made stands in no file.
        let written = manifest.root.value(at: violation.path) ?? manifest.root
        var places = [
            SourcePlace(
                origin: manifest.origin, position: violation.position ?? written.position, role: "what decided")
        ]
        if let rule = violation.rule { places.append(rule) }
        return Finding(
            rule: Self.rule, verdict: verdict, subject: .resource(manifest.id), path: violation.path,
            message: violation.message, places: places,
            fingerprintDetails: [violation.message] + step.fingerprintDetails)
    }

    private static let rule = FindingRule(
        id: "custom-resource-rule", summary: "Custom resources satisfy the rules of their definitions.",
        help: "Correct the object; or the rule in the definition, where that cannot be used.", severity: .high,
        tags: ["policy"])
    private static let definitionRule = FindingRule(
        id: "custom-resource-definition", summary: "The rules of definitions can be used.",
        help: "Correct the definition; until then its rules are unknown for every object that they are about.",
        severity: .high,
        tags: ["policy"])
}

extension PolicyIssue {
    /// A definition that gives no schema.
    fileprivate init(_ problem: SchemaProblem) {
        self.init(
            message: problem.text,
            place: SourcePlace(origin: Origin(path: problem.path), position: problem.position, role: "the definition"))
        identity = ["\(problem.definition)", problem.text]
    }
}

/// Patterns of structural schemas by RE2.
private struct RulePatterns: PatternMatching {
    private let cache = RegularExpressionCache()
    func matches(_ text: String, pattern: String) -> Bool? { cache.matches(text, pattern: pattern) }
}
