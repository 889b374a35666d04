import GitOpsReport

/// The findings of two states side by side.
///
/// Findings are paired by their fingerprints, which do not depend on lines; of several alike the first is paired with the first.
struct FindingComparison {
    /// The findings of the newer state with their status, then those that only the older one has. Complexity: O(findings).
    static func findings(base: [Finding], head: [Finding]) -> [Finding] {
        var known: [Fingerprint: Int] = [:]
        for finding in base where finding.verdict.needsAttention { known[finding.fingerprint, default: 0] += 1 }
        var left = known
        let now = head.map { finding in
            var finding = finding
            let count = left[finding.fingerprint] ?? 0
            left[finding.fingerprint] = max(0, count - 1)
            finding.status = count > 0 ? .existing : .new
            return finding
        }
        var fixed: [Finding] = []
        for finding in base.reversed() where finding.verdict.needsAttention {
            guard let count = left[finding.fingerprint], count > 0 else { continue }
            left[finding.fingerprint] = count - 1
            var finding = finding
            finding.status = .fixed
            finding.verdict = .pass
            fixed.append(finding)
        }
        return now + fixed.reversed()
    }
}

extension GateConfiguration.Thresholds {
    /// A finding with the verdict that counts for the gate.
    func judged(_ finding: Finding) -> Finding {
        var finding = finding
        switch (finding.verdict, finding.status ?? .new) {
        case (_, .fixed): break
        case (.fail, .new): if !reaches(finding.severity, new) { finding.verdict = .warn }
        case (.fail, .existing): if !reaches(finding.severity, existing) { finding.verdict = .audit }
        case (.unknown, let status), (.error, let status):
            if unknown == .none || unknown == .new && status == .existing { finding.verdict = .audit }
        case (.warn, .existing): finding.verdict = .audit
        case (.pass, _), (.skip, _), (.audit, _), (.warn, .new): break
        }
        return finding
    }

    private func reaches(_ severity: Severity, _ threshold: Severity?) -> Bool {
        threshold.map { severity >= $0 } ?? false
    }
}
