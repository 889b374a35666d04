import GitOpsManifest

/// Findings of one cause, which people read as one: 30 containers with the same fault, or what one line gives to many.
///
/// The formats for people tell the first in full and list where the others are; those for programs have every finding.
package struct FindingGroup: Sendable {
    /// The findings, in the order in which they were given; never empty.
    package let findings: [Finding]
    /// The files of their first places, each once.
    private let files: [ExactText]

    /// Same causes in fewer files are told file by file: whoever mends a file wants to see what is wrong with it.
    private static let manyFiles = 3

    fileprivate init(_ findings: [Finding]) {
        self.findings = findings
        var seen: Set<ExactText> = []
        files = findings.map(FindingCause.file).filter { seen.insert($0).inserted }
    }

    /// The one that is told in full.
    package var first: Finding { findings[0] }

    /// The file that all are in; `nil` when they are in several.
    package var file: String? { files.count == 1 ? files[0].text : nil }

    /// In how many files they are.
    package var fileCount: Int { files.count }

    /// The groups of findings, in the order of their first ones.
    ///
    /// Findings have one cause when they are of one rule, weigh the same, and come from the same line, which does the same; or when
    /// their messages are the same but for the object and what follows the first colon, in one file or in many. Complexity: O(size
    /// of the messages).
    ///
    /// - Parameter isApart: findings for which it is true are not grouped with others for which it is not.
    package static func groups(
        of findings: [Finding], isApart: (Finding) -> Bool = { _ in false }
    ) -> [FindingGroup] {
        let weights = findings.map { Weight($0, isApart: isApart($0)) }
        let lines = Dictionary(grouping: findings.indices.filter { findings[$0].places.last?.position != nil }) {
            Key(weight: weights[$0], cause: FindingCause.line(findings[$0]))
        }.values.filter { $0.count > 1 }
        var groups = Array(lines)
        let grouped = Set(lines.joined())
        let others = Dictionary(grouping: findings.indices.filter { !grouped.contains($0) }) {
            Key(weight: weights[$0], cause: FindingCause.text(findings[$0]) ?? .itself($0))
        }
        for members in others.values {
            let files = Dictionary(grouping: members) { FindingCause.file(findings[$0]) }
            if files.count >= manyFiles { groups.append(members) } else { groups += files.values }
        }
        return groups.sorted { $0[0] < $1[0] }.map { FindingGroup($0.map { findings[$0] }) }
    }

    /// What findings of one group share beside their cause.
    private struct Weight: Hashable {
        let rule: ExactText
        let verdict: Verdict
        let severity: Severity
        let status: FindingStatus?
        let suppression: FindingSuppression?
        let isApart: Bool

        init(_ finding: Finding, isApart: Bool) {
            rule = ExactText(finding.rule.id)
            (verdict, severity, status) = (finding.verdict, finding.severity, finding.status)
            suppression = finding.suppression
            self.isApart = isApart
        }
    }

    private struct Key: Hashable {
        let weight: Weight
        let cause: FindingCause
    }
}

extension FindingGroup {
    /// A finding beside the first one, as it is listed.
    package struct Member: Sendable {
        package let place: SourcePlace?
        /// What it has that the first one has not: its object, and what its message says of it.
        package let text: String
        /// The commit that brought it, where that is another one.
        package let attribution: FindingAttribution?
    }

    /// The findings beside the first, as many as are listed, and how many more there are.
    ///
    /// - Parameter count: most that are listed; one more is listed rather than counted.
    package func members(atMost count: Int) -> (listed: [Member], more: Int) {
        let others = findings.dropFirst()
        let shown = others.count <= count + 1 ? others : others.prefix(count)
        return (shown.map(member), others.count - shown.count)
    }

    private func member(_ finding: Finding) -> Member {
        let first = self.first
        var text = finding.subject == first.subject ? "" : "\(finding.subject)"
        if text.isEmpty, let path = finding.path, path != first.path { text = "at \(path)" }
        if let difference = FindingCause.difference(finding, from: first) {
            text += text.isEmpty ? difference : ": \(difference)"
        }
        return Member(
            place: finding.places.first, text: text,
            attribution: finding.attribution == first.attribution ? nil : finding.attribution)
    }
}
