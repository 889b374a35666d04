import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsSchema

/// What is to say about one manifest.
struct CheckedManifest {
    let manifest: Manifest
    /// `nil` when nobody knows the kind.
    let violations: [SchemaViolation]?
    /// What the rules of its definition say.
    let rules: [RuleViolation]
    /// Of a definition: what is wrong with its rules.
    let issues: [PolicyIssue]
    let version: APIVersionStatus
    let lints: [ApplyFinding]

    init(
        manifest: Manifest, violations: [SchemaViolation]?, rules: [RuleViolation], issues: [PolicyIssue],
        version: APIVersionStatus, lints: [ApplyFinding]
    ) {
        self.manifest = manifest
        self.violations = violations
        self.rules = rules
        self.issues = issues
        self.version = version
        self.lints = lints
    }

    /// A definition that is not checked itself, and what is wrong with its rules; `nil` when nothing is.
    init?(_ definition: Manifest, issues: [PolicyIssue]) {
        guard !issues.isEmpty else { return nil }
        self.init(manifest: definition, violations: [], rules: [], issues: issues, version: .served, lints: [])
    }

    struct Finding {
        /// `refused`, `dropped` and `unknown` as the schema says, `warning` for what is accepted.
        let severity: String
        let path: String
        let position: SourcePosition?
        let message: String

        var isError: Bool { severity != "warning" }
    }

    /// Whether the object could not be checked, and is not refused for its version already.
    var isUnknown: Bool { violations == nil && versionFinding?.isError != true }

    var findings: [Finding] {
        let found = (violations ?? []).map {
            Finding(
                severity: "\($0.severity)", path: $0.path.description, position: $0.position,
                message: $0.problem.description)
        }
        let broken = rules.map {
            Finding(
                severity: "\($0.severity)", path: $0.path.description, position: $0.position,
                message: "\($0.message)\(Self.place(of: $0))")
        }
        let issues = issues.map {
            Finding(
                severity: "refused", path: $0.path.description, position: $0.place.position, message: $0.message)
        }
        // What the schema refuses already needs no advice as well.
        let known = Set(found.map(\.path))
        let advice = lints.filter { !known.contains($0.path.description) }.map {
            Finding(severity: "warning", path: $0.path.description, position: $0.position, message: $0.message)
        }
        return [versionFinding].compactMap { $0 } + found + broken + issues + advice
    }

    /// Rules that do not compile are mended in the definition.
    private static func place(of violation: RuleViolation) -> String {
        guard violation.problem == .notCompiled, let rule = violation.rule else { return "" }
        return " (\(rule.origin.path)\(rule.position.map { ":\($0)" } ?? ""))"
    }

    private var versionFinding: Finding? {
        func use(_ kind: GroupVersionKind?) -> String { kind.map { "; use \($0)" } ?? "" }
        let position = manifest.root["apiVersion"]?.position ?? manifest.position
        func finding(_ message: String, isError: Bool) -> Finding {
            Finding(
                severity: isError ? "refused" : "warning", path: "apiVersion", position: position,
                message: "\(manifest.apiVersion) \(manifest.id.kind) \(message)")
        }
        switch version {
        case .served, .unknown: return nil
        case .notYetServed(let since): return finding("is served since Kubernetes 1.\(since) only", isError: true)
        case .removed(let minor, let replacement):
            return finding("is no longer served since Kubernetes 1.\(minor)\(use(replacement))", isError: true)
        case .deprecated(let since, let removed, let replacement):
            let end = removed.map { " and gone in 1.\($0)" } ?? ""
            return finding("is deprecated since Kubernetes 1.\(since)\(end)\(use(replacement))", isError: false)
        }
    }
}
