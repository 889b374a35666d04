import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport

/// Exceptions from rules that are no policies: what a change does (`change-…`), and who may do what (`rbac-…`).
///
/// What is unknown stays so: an exception says that something is wanted, not that nobody has to look.
struct RuleExceptions {
    private let exceptions: [PolicyException]
    private let expired: [PolicyException]
    private let expiring: Set<String>
    private let input: GateInput
    private let defaultNamespace: String
    private var used: Set<String> = []
    private var groups: [String: KindWithoutGroup] = [:]

    init(_ input: GateInput, _ configuration: GateConfiguration, now: Timestamp) {
        let all = PolicyExceptions(
            input.exceptions, now: now, expiringWithinDays: configuration.policies.expiringWithinDays)
        exceptions = all.active.filter { !$0.rules.isEmpty }
        expired = all.expired.filter { !$0.rules.isEmpty }
        expiring = Set(all.expiring.map(\.name))
        defaultNamespace = configuration.defaultNamespace
        self.input = input
    }

    /// The findings, those that an exception covers suppressed, and those that one covered before it expired with its name.
    ///
    /// Complexity: O(findings × exceptions).
    mutating func applied(to findings: [Finding]) -> [Finding] {
        if exceptions.isEmpty, expired.isEmpty { return findings }
        return findings.map { finding in
            guard finding.suppression == nil, finding.status != .fixed, ![.unknown, .error].contains(finding.verdict)
            else { return finding }
            guard let exception = exceptions.first(where: { covers($0, finding) }) else {
                noteGroups(of: finding)
                guard finding.properties["expiredException"] == nil,
                    let exception = expired.first(where: { covers($0, finding) })
                else { return finding }
                return exception.explainingExpiry(finding)
            }
            used.insert(exception.name)
            var finding = finding
            finding.suppression = FindingSuppression(
                .external, justification: "\(exception.owner): \(exception.reason) (until \(exception.expires))")
            finding.properties["exception"] = exception.name
            return finding
        }
    }

    /// What changes do: the findings that an exception covers, suppressed, and the others, which may stand for what another
    /// finding tells. Complexity: O(changes × exceptions).
    mutating func parting(_ changes: [ChangeFinding]) -> (covered: [Finding], others: [ChangeFinding]) {
        if exceptions.isEmpty { return ([], changes) }
        var (covered, others): ([Finding], [ChangeFinding]) = ([], [])
        for change in changes {
            let finding = change.finding(about: change.sites).map { applied(to: [$0]) }?.first
            if let finding, finding.suppression != nil { covered.append(finding) } else { others.append(change) }
        }
        return (covered, others)
    }

    private func covers(_ exception: PolicyException, _ finding: Finding) -> Bool {
        guard exception.covers(rule: finding.rule.id), let ids = Self.resources(finding) else { return false }
        return ids.allSatisfy { id in exception.covers(id, namespace: namespace(of: id)) { label($0, of: id) } }
    }

    /// All that a finding is about: one may stand for a group of subjects. `nil` when one of them is no object.
    private static func resources(_ finding: Finding) -> [ResourceID]? {
        guard let subjects = finding.properties["subjects"] else { return resource(finding.subject).map { [$0] } }
        let ids = subjects.split(separator: ", ").map { resource(.other(String($0))) }
        return ids.contains(nil) ? nil : ids.compactMap { $0 }
    }

    private mutating func noteGroups(of finding: Finding) {
        guard let id = Self.resource(finding.subject), !id.group.isEmpty else { return }
        for exception in exceptions where exception.covers(rule: finding.rule.id) {
            let kind = exception.kindWithoutGroup(of: id, namespace: namespace(of: id)) { label($0, of: id) }
            if let kind { groups[exception.name] = kind }
        }
    }

    private func namespace(of id: ResourceID) -> String {
        let isClusterScoped = KnownKind.find(group: id.group, kind: id.kind)?.scope == .clusterScoped
        return id.namespace ?? (isClusterScoped || Self.people.contains(id.kind) ? "" : defaultNamespace)
    }

    private func label(_ key: String, of id: ResourceID) -> String? {
        (input.head[id].last ?? input.base?[id].last)?.root["metadata"]?["labels"]?[key]?.string
    }

    private static let people = ["User", "Group"]

    /// The object that a finding is about; accounts, users and groups as if they were one: `ServiceAccount shop/web`.
    private static func resource(_ subject: FindingSubject) -> ResourceID? {
        switch subject {
        case .resource(let id): return id
        case .other(let text):
            guard let space = text.firstIndex(of: " ") else { return nil }
            let (kind, name) = (String(text[..<space]), text[text.index(after: space)...])
            if people.contains(kind) { return ResourceID(group: "", kind: kind, name: String(name)) }
            guard kind == "ServiceAccount", let slash = name.firstIndex(of: "/") else { return nil }
            return ResourceID(
                group: "", kind: kind, namespace: String(name[..<slash]),
                name: String(name[name.index(after: slash)...]))
        }
    }

    // MARK: Findings about exceptions

    /// What is to be said of the exceptions themselves.
    ///
    /// - Parameter findings: all others; exceptions of policies that they used are no unused ones.
    func findings(beside findings: [Finding]) -> [Finding] {
        if exceptions.isEmpty { return [] }
        let known = Set(findings.filter { $0.suppression != nil }.compactMap { $0.properties["exception"] })
        let told = exceptions.flatMap { exception -> [Finding] in
            var told = unknownRules(exception)
            if !known.contains(exception.name) {
                let unused = exception.unusedFinding(groups[exception.name])
                // What is wrong with its policies is told already.
                if told.isEmpty, !findings.contains(where: { $0.fingerprint == unused.fingerprint }) {
                    told.append(unused)
                }
            } else if used.contains(exception.name), expiring.contains(exception.name),
                !findings.contains(where: { $0.fingerprint == exception.expiringFinding.fingerprint })
            {
                told.append(exception.expiringFinding)
            }
            return told
        }
        // They are those of the base, and the change did not make them so.
        if input.base == nil { return told }
        return told.map { finding in
            var finding = finding
            finding.status = .existing
            return finding
        }
    }

    private func unknownRules(_ exception: PolicyException) -> [Finding] {
        exception.rules.filter { pattern in !Self.ruleIDs.contains { pattern.matches($0, isDirectory: false) } }
            .map { pattern in
                let nearest = NearestName.of(pattern.text, among: Self.ruleIDs)
                return exception.unknownRuleFinding(
                    pattern, advice: nearest.map { "did you mean \"\($0)\"?" } ?? "remove it")
            }
    }

    private static let ruleIDs =
        ChangeCheck.ruleIDs + (AccessRules.all + [AccessRules.gained, AccessRules.assertion]).map(\.id)
        + EscalationSink.ids.map { "rbac-path-\($0)" } + Control.all.map(\.id).filter { $0.hasPrefix("rbac-") }
}
