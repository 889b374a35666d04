package import GitOpsManifest
package import GitOpsReport

/// Which exceptions were used, and what is to be said about the others.
struct ExceptionUsage {
    private let exceptions: PolicyExceptions
    private var used: Set<Int> = []
    private var missed: Set<Int> = []

    init(_ exceptions: PolicyExceptions) { self.exceptions = exceptions }

    mutating func note(_ decision: PolicyDecision, _ policy: ValidatingAdmissionPolicy, _ document: DocumentLedger) {
        if let exception = decision.exception {
            used.insert(exception.index)
            return
        }
        if exceptions.expired.isEmpty { return }
        let rule = decision.validation.map { "validations[\($0)]" }
        for exception in exceptions.expired where exception.covers(policy: policy.name, rule: rule) {
            let id = document.step.manifest.id
            if exception.covers(id, namespace: document.namespace, label: { document.step.manifest.root.label($0) }) {
                missed.insert(exception.index)
            }
        }
    }

    // MARK: Findings

    fileprivate static let invalid = FindingRule(
        id: "policy-exception-invalid", summary: "Exceptions are complete and well-formed.",
        help: "Correct the field; until then the exception does not count.", severity: .medium, tags: ["policy"])
    private static let expired = FindingRule(
        id: "policy-exception-expired", summary: "Exceptions have not expired.",
        help: "Remove the exception, or let its owner decide on a new date.", severity: .medium, tags: ["policy"])
    fileprivate static let unused = FindingRule(
        id: "policy-exception-unused", summary: "Exceptions are used.", help: "Remove the exception.", severity: .low,
        tags: ["policy"])
    fileprivate static let expiring = FindingRule(
        id: "policy-exception-expiring", summary: "Exceptions do not expire soon.",
        help: "Make the objects satisfy the policy before that day.", severity: .low, tags: ["policy"])

    var findings: [Finding] {
        var findings = exceptions.issues.map { issue in
            Finding(
                rule: Self.invalid, verdict: .error, subject: .other(issue.place.origin.path), path: issue.path,
                message: issue.path.steps.isEmpty ? issue.message : "\(issue.path): \(issue.message)",
                places: [issue.place], fingerprintDetails: [issue.message])
        }
        for exception in exceptions.expired {
            // Whether a gate needs it is not known here.
            let idle = exception.rules.isEmpty ? ": nothing needs it" : ""
            let effect = missed.contains(exception.index) ? ": objects it covered break the policy" : idle
            findings.append(
                Self.finding(Self.expired, exception, "expired on \(exception.expires) and does not count\(effect)"))
        }
        for exception in exceptions.active where !used.contains(exception.index) && exception.rules.isEmpty {
            findings.append(Self.finding(Self.unused, exception, "covers nothing that breaks a policy"))
        }
        for exception in exceptions.expiring where used.contains(exception.index) {
            findings.append(exception.expiringFinding)
        }
        return findings
    }

    fileprivate static func finding(_ rule: FindingRule, _ exception: PolicyException, _ message: String) -> Finding {
        let node = exception.manifest.root["spec"]?["expires"] ?? exception.manifest.root
        return Finding(
            rule: rule, verdict: .warn, subject: .resource(exception.manifest.id),
            message: "the exception of \(exception.owner) \(message)",
            places: [SourcePlace(node, origin: exception.manifest.origin, key: true)])
    }
}

extension PolicyException {
    /// What is to be said of an exception with rules that covers no finding of any kind.
    package var unusedFinding: Finding {
        ExceptionUsage.finding(ExceptionUsage.unused, self, "covers nothing that breaks a rule or policy")
    }

    /// What is to be said of an exception that is used and ends soon.
    package var expiringFinding: Finding {
        ExceptionUsage.finding(ExceptionUsage.expiring, self, "expires on \(expires), and objects need it")
    }

    /// What is to be said of a pattern that no rule fits.
    package func unknownRuleFinding(_ pattern: GlobPattern, advice: String) -> Finding {
        let node = manifest.root["spec"]?["rules"] ?? manifest.root
        return Finding(
            rule: ExceptionUsage.invalid, verdict: .error, subject: .other(manifest.origin.path), path: node.path,
            message: "spec.rules: there is no rule \(pattern.text.goQuoted); \(advice)",
            places: [SourcePlace(node, origin: manifest.origin, key: true)], fingerprintDetails: [pattern.text])
    }
}
