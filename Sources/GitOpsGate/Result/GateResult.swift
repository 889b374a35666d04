public import GitOpsDiff
public import GitOpsReport

/// The verdict of a gate, and all that it follows from.
public struct GateResult: Sendable {
    /// The findings, the new ones first, each with its status; and what could not be read.
    ///
    /// A broken rule that does not reach the threshold is `warn`, one that the base breaks as well is `audit`, so that the
    /// verdict of the report is the verdict of the gate.
    public let report: FindingReport
    /// What changed, by resource.
    public let changes: [GateChange]
    /// Documents that are no resources and changed: values of charts, kustomizations.
    public let otherChanges: [OtherChange]
    /// What was looked at.
    public let ledger: GateLedger

    /// The verdict.
    public var verdict: Verdict { report.verdict }

    /// Whether the change may go on.
    public var passes: Bool { verdict < .unknown }

    /// Whether something could not be read that has to be known.
    public var isIncomplete: Bool {
        !report.problems.isEmpty
            || report.findings.contains { $0.rule == Finding.unreadableRule && $0.effectiveVerdict == .unknown }
    }

    /// The same result with new findings alone, and those that decide the verdict.
    public var onlyNew: GateResult {
        GateResult(
            report: report.filter { $0.status == nil || $0.status == .new || $0.effectiveVerdict >= .unknown },
            changes: changes, otherChanges: otherChanges, ledger: ledger)
    }
}

/// A resource that changed, and what that does to what runs.
public struct GateChange: Sendable {
    /// The change.
    public let resource: ResourceChange
    /// What it does.
    public let assessment: RiskAssessment
}
