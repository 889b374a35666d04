import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// Controls and checks of Pod Security that are about the same fields: one finding is told, not two.
enum SharedSubjects {
    /// Controls that ask for no more than a check of Pod Security does.
    private static let checks: [String: [PodSecurityCheck]] = [
        "workload-privileged-container": [.privileged],
        "workload-windows-host-process": [.windowsHostProcess],
        "workload-host-pid": [.hostNamespaces],
        "workload-host-ipc": [.hostNamespaces],
        "workload-host-network": [.hostNamespaces],
        "workload-host-port": [.hostPorts],
        "workload-host-path": [.hostPathVolumes],
        "workload-proc-mount": [.procMount, .procMountRestricted],
        "workload-unsafe-sysctl": [.sysctls],
        "workload-added-capability": [.capabilitiesBaseline, .capabilitiesRestricted],
        "workload-capabilities-not-dropped": [.capabilitiesRestricted],
        "workload-runs-as-root": [.runAsUser],
        "workload-may-run-as-root": [.runAsNonRoot],
        "workload-privilege-escalation": [.allowPrivilegeEscalation],
        "workload-seccomp-unconfined": [.seccompProfileBaseline, .seccompProfileRestricted],
        "workload-seccomp-missing": [.seccompProfileRestricted],
        "workload-apparmor-unconfined": [.appArmorProfile],
        "workload-selinux-options": [.seLinuxOptions],
    ]

    private struct Subject: Hashable {
        let subject: FindingSubject
        let rule: String
        let isFixed: Bool

        init(_ finding: Finding, _ rule: String) {
            subject = finding.subject
            self.rule = rule
            isFixed = finding.status == .fixed
        }
    }

    /// The findings without those of controls whose subject a check of Pod Security fails as well.
    ///
    /// The server's refusal is what counts. It is told with the advice of the controls, and with their severity where that is
    /// higher. What Pod Security only warns of stands beside the control, whose finding then is the graver one; it is the
    /// warning that goes. Complexity: O(findings).
    static func joining(_ findings: [Finding]) -> [Finding] {
        var controls: [Subject: [Finding]] = [:]
        for finding in findings where isBroken(finding) {
            for check in checks[finding.rule.id] ?? [] {
                controls[Subject(finding, check.rule.id), default: []].append(finding)
            }
        }
        guard !controls.isEmpty else { return findings }
        var told: Set<Subject> = []
        var result: [Finding?] = findings.map { finding in
            guard let same = controls[Subject(finding, finding.rule.id)] else { return finding }
            guard finding.verdict == .fail || finding.status == .fixed else { return nil }
            told.insert(Subject(finding, finding.rule.id))
            var finding = finding
            finding.severity = max(finding.severity, same.map(\.severity).max() ?? finding.severity)
            if finding.status == .existing, same.contains(where: { $0.status == .new }) { finding.status = .new }
            finding.properties["controls"] = Set(same.map(\.rule.id)).sorted().joined(separator: ", ")
            if finding.fixes.isEmpty { finding.fixes = same.compactMap(advice).prefix(1).map { $0 } }
            return finding
        }
        for (index, finding) in findings.enumerated() where isBroken(finding) {
            let isTold = (checks[finding.rule.id] ?? []).contains { told.contains(Subject(finding, $0.rule.id)) }
            if isTold { result[index] = nil }
        }
        return result.compactMap { $0 }
    }

    /// The findings, and those of changes that no new finding is about already: the same object, and the same field or one
    /// inside it. That finding says as well what the change does, by the property `change`. Complexity: O(findings).
    static func adding(_ changes: [ChangeFinding], to findings: [Finding]) -> [Finding] {
        guard !changes.isEmpty else { return findings }
        var result = findings
        var places: [FindingSubject: [Int]] = [:]
        for (index, finding) in findings.enumerated()
        where finding.verdict == .fail && finding.status == .new && finding.suppression == nil && finding.path != nil {
            places[finding.subject, default: []].append(index)
        }
        for change in changes {
            let left = change.sites.filter { site in
                let same = places[change.finding.subject]?.first { index in
                    result[index].severity >= change.finding.severity && site.isAround(result[index])
                }
                guard let same else { return true }
                result[same].note(change: change.finding.properties["risk"] ?? "")
                return false
            }
            if let finding = change.finding(about: left) { result.append(finding) }
        }
        return result
    }

    private static func isBroken(_ finding: Finding) -> Bool {
        checks[finding.rule.id] != nil && finding.suppression == nil
            && (finding.verdict == .fail || finding.status == .fixed)
    }

    private static func advice(_ finding: Finding) -> FindingFix? {
        finding.fixes.first ?? (finding.rule.help.isEmpty ? nil : FindingFix(finding.rule.help))
    }
}

extension Finding {
    fileprivate mutating func note(change: String) {
        let known = properties["change"]?.split(separator: ", ").map(String.init) ?? []
        properties["change"] = Set(known + [change]).sorted().joined(separator: ", ")
    }
}

extension ChangeFinding.Site {
    /// Whether a finding is about the value of this place, or about a part of it.
    fileprivate func isAround(_ other: Finding) -> Bool {
        // A whole section says too little about what is meant.
        guard path.steps.count > 1 else { return false }
        if let inner = other.path, inner.steps.starts(with: path.steps) { return true }
        // A finding has the path of the first value that decided, and the places of all.
        return other.places.contains(where: contains)
    }

    private func contains(_ other: SourcePlace) -> Bool {
        guard other.origin == place.origin, let position = other.position, let start = place.position,
            let end = place.end
        else { return false }
        return start.byteOffset <= position.byteOffset && position.byteOffset < end.byteOffset
    }
}
