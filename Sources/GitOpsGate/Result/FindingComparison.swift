import GitOpsReport

/// The findings of two states side by side.
///
/// A finding of the newer state is existing when the older one has it with the same evidence or more of it: another value, or one
/// more, may be worse, and makes it new. Findings are paired by their fingerprints, which do not depend on lines; of several alike
/// the first with the evidence is taken. What is left is paired by rule and subject: items in another order, and one offender less,
/// give another fingerprint and make nothing new.
struct FindingComparison {
    /// The property of a new finding that the older state has with other evidence, or with less.
    static let worsened = "worsened"

    private let base: [Finding]
    private var isLeft: [Bool]
    private let byFingerprint: [Fingerprint: [Int]]
    private let bySubject: [SubjectOfRule: [Int]]

    private struct SubjectOfRule: Hashable {
        let rule: String
        let subject: FindingSubject

        init(_ finding: Finding) { (rule, subject) = (finding.rule.id, finding.subject) }
    }

    /// The findings of the newer state with their status, then those that only the older one has. Complexity: O(findings) as long as
    /// few have the same fingerprint, or the same rule and subject.
    static func findings(base: [Finding], head: [Finding]) -> [Finding] {
        var comparison = FindingComparison(base)
        var now = head
        for index in now.indices {
            now[index].status = comparison.takesSame(now[index]) ? .existing : nil
        }
        for index in now.indices where now[index].status == nil && comparison.takesMoved(now[index]) {
            now[index].status = .existing
        }
        for index in now.indices where now[index].status == nil {
            now[index].status = .new
            if comparison.takesWorse(now[index]) { now[index].properties[worsened] = "true" }
        }
        return now + comparison.fixed
    }

    private init(_ base: [Finding]) {
        self.base = base
        isLeft = base.map(\.verdict.needsAttention)
        let left = base.indices.filter { base[$0].verdict.needsAttention }
        byFingerprint = Dictionary(grouping: left) { base[$0].fingerprint }
        bySubject = Dictionary(grouping: left.filter { !base[$0].evidence.isEmpty }) { SubjectOfRule(base[$0]) }
    }

    private mutating func takesSame(_ finding: Finding) -> Bool {
        takes(byFingerprint[finding.fingerprint]) { finding.isNoWorse(than: $0) }
    }

    private mutating func takesMoved(_ finding: Finding) -> Bool {
        // Without evidence nothing but the place tells one finding from another.
        guard !finding.evidence.isEmpty else { return false }
        return takes(bySubject[SubjectOfRule(finding)]) { finding.isNoWorse(than: $0) }
    }

    private mutating func takesWorse(_ finding: Finding) -> Bool {
        takes(byFingerprint[finding.fingerprint]) { _ in true }
            || takes(bySubject[SubjectOfRule(finding)]) { $0.isNoWorse(than: finding) }
    }

    private mutating func takes(_ candidates: [Int]?, where isSame: (Finding) -> Bool) -> Bool {
        guard let index = candidates?.first(where: { isLeft[$0] && isSame(base[$0]) }) else { return false }
        isLeft[index] = false
        return true
    }

    /// What nothing in the newer state was paired with.
    private var fixed: [Finding] {
        base.indices.filter { isLeft[$0] }.map { index in
            var finding = base[index]
            finding.status = .fixed
            finding.verdict = .pass
            return finding
        }
    }
}

extension Finding {
    fileprivate func isNoWorse(than other: Finding) -> Bool {
        severity <= other.severity && evidence.isCovered(by: other.evidence)
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
