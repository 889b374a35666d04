package import GitOpsManifest
package import GitOpsReport

/// Which exceptions were used, and what is to be said about the others.
struct ExceptionUsage {
    private let exceptions: PolicyExceptions
    /// `nil` when exceptions may mean policies that nobody asks.
    private let policies: [String]?
    private var used: Set<Int> = []
    private var missed: Set<Int> = []
    /// Kinds of exceptions that lack the group that objects which break the policy have, as they ought to be written.
    private var groups: [Int: KindWithoutGroup] = [:]

    /// - Parameter policies: the names of the policies that there are beside the controls; `nil` when some are left out.
    init(_ exceptions: PolicyExceptions, policies: [String]?) {
        self.exceptions = exceptions
        // One that is not asked has its exceptions all the same.
        self.policies = policies.map { $0 + Control.all.map(\.id) }
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
        let label = { (key: String) in document.step.manifest.root.label(key) }
        for exception in exceptions.active where exception.covers(policy: policy.name, rule: rule) {
            if let kind = exception.kindWithoutGroup(of: id, namespace: document.namespace, label: label) {
                groups[exception.index] = kind
            }
        }
        var first: PolicyException?
        for exception in exceptions.expired where exception.covers(policy: policy.name, rule: rule) {
            if exception.covers(id, namespace: document.namespace, label: label) {
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
        for exception in exceptions.active where !used.contains(exception.index) {
            let mistake = mistake(exception)
            if mistake.isEmpty, !exception.rules.isEmpty { continue }
            findings.append(Self.finding(Self.unused, exception, "covers nothing that breaks a policy\(mistake)"))
        }
        for exception in exceptions.expiring where used.contains(exception.index) {
            findings.append(exception.expiringFinding)
        }
        return findings
    }

    /// Why an exception covers nothing, if it seems to be meant for something: ``: there is no policy …``.
    private func mistake(_ exception: PolicyException) -> String {
        for choice in exception.policies {
            guard let policies else { break }
            let name = choice.name
            if name.text.contains(where: { "*?[".contains($0) }) { continue }
            if policies.contains(where: { name.matches($0, isDirectory: false) }) { continue }
            let nearest = NearestName.of(name.text, among: policies)
            let advice = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
            return ": there is no policy \(name.text.goQuoted) among those that count\(advice)"
        }
        return groups[exception.index].map { ": \($0)" } ?? ""
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
    ///
    /// - Parameter kind: a kind by which it would, had it its group.
    package func unusedFinding(_ kind: KindWithoutGroup?) -> Finding {
        let mistake = kind.map { ": \($0)" } ?? ""
        return ExceptionUsage.finding(
            ExceptionUsage.unused, self, "covers nothing that breaks a rule or policy\(mistake)")
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

    /// The kind by which the exception would be about an object, had it the object's group.
    package func kindWithoutGroup(
        of id: ResourceID, namespace: String, label: (String) -> String?
    ) -> KindWithoutGroup? {
        guard !id.group.isEmpty,
            let kind = resources.lazy.flatMap(\.kinds).first(where: { $0.text.hasSameBytes(as: id.kind) })
        else { return nil }
        let core = ResourceID(group: "", kind: id.kind, namespace: id.namespace, name: id.name)
        guard covers(core, namespace: namespace, label: label), !covers(id, namespace: namespace, label: label)
        else { return nil }
        return KindWithoutGroup(kind: kind.text, meant: "\(id.kind).\(id.group)")
    }

    /// A finding that the exception covered until it expired says so; its identity stays.
    package func explainingExpiry(_ finding: Finding) -> Finding {
        var finding = finding
        finding.message += "; the exception \(name) of \(owner) expired on \(expires)"
        finding.properties["expiredException"] = name
        return finding
    }
}

/// A kind of an exception that lacks the group of the object it seems to be about.
package struct KindWithoutGroup: Sendable, Hashable, CustomStringConvertible {
    /// As it is written.
    let kind: String
    /// As it ought to be written.
    let meant: String

    package var description: String {
        "the kind \(kind.goQuoted) without a group is not \(meant.goQuoted); write that"
    }
}
