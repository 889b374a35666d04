package import GitOpsManifest
package import GitOpsReport

/// Which exceptions were used, and what is to be said about the others.
struct ExceptionUsage {
    private let exceptions: PolicyExceptions
    private let policies: [String]
    private var used: Set<Int> = []
    private var missed: Set<Int> = []
    /// Kinds of exceptions that lack the group that objects which break the policy have, as they ought to be written.
    private var groups: [Int: (kind: String, meant: String)] = [:]

    /// - Parameter policies: the names of the policies that there are.
    init(_ exceptions: PolicyExceptions, policies: [String]) {
        self.exceptions = exceptions
        self.policies = policies
    }

    /// Takes down what an exception did or would have done for a decision.
    ///
    /// - Returns: an exception that would have covered the object, had it not expired.
    mutating func note(
        _ decision: PolicyDecision, _ policy: ValidatingAdmissionPolicy, _ document: DocumentLedger
    ) -> PolicyException? {
        if let exception = decision.exception {
            used.insert(exception.index)
            return nil
        }
        let rule = decision.validation.map { "validations[\($0)]" }
        let id = document.step.manifest.id
        if !id.group.isEmpty {
            for exception in exceptions.active where exception.covers(policy: policy.name, rule: rule) {
                if let kind = exception.kindWithoutGroup(of: id) {
                    groups[exception.index] = (kind, "\(id.kind).\(id.group)")
                }
            }
        }
        var first: PolicyException?
        for exception in exceptions.expired where exception.covers(policy: policy.name, rule: rule) {
            if exception.covers(id, namespace: document.namespace, label: { document.step.manifest.root.label($0) }) {
                missed.insert(exception.index)
                first = first ?? exception
            }
        }
        return first
    }

    // MARK: Findings

    fileprivate static let invalid = FindingRule(
        id: "policy-exception-invalid", summary: "Exceptions are complete and well-formed.",
        help: "Correct the field; until then the exception does not count.", severity: .medium, tags: ["policy"])
    private static let expired = FindingRule(
        id: "policy-exception-expired", summary: "Exceptions have not expired.",
        help: "Remove the exception, or let its owner decide on a new date.", severity: .medium, tags: ["policy"])
    fileprivate static let unused = FindingRule(
        id: "policy-exception-unused", summary: "Exceptions are used.",
        help: "Correct what it names, or remove the exception.", severity: .low, tags: ["policy"])
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
            findings.append(
                Self.finding(Self.unused, exception, "covers nothing that breaks a policy\(mistake(exception))"))
        }
        for exception in exceptions.expiring where used.contains(exception.index) {
            findings.append(exception.expiringFinding)
        }
        return findings
    }

    /// Why an exception covers nothing, if it seems to be meant for something: ``: there is no policy …``.
    private func mistake(_ exception: PolicyException) -> String {
        for choice in exception.policies {
            let name = choice.name
            if name.text.contains(where: { "*?[".contains($0) }) { continue }
            if policies.contains(where: { name.matches($0, isDirectory: false) }) { continue }
            let nearest = NearestName.of(name.text, among: policies)
            let advice = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
            return ": there is no policy \(name.text.goQuoted) among those that count\(advice)"
        }
        guard let (kind, meant) = groups[exception.index] else { return "" }
        return ": the kind \(kind.goQuoted) without a group is not \(meant.goQuoted); write that"
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

    /// The kind of an entry that would be about an object if it had the object's group.
    fileprivate func kindWithoutGroup(of id: ResourceID) -> String? {
        resources.lazy.flatMap(\.kinds).first { $0.text.hasSameBytes(as: id.kind) }?.text
    }
}
