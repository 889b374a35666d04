import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// A result as JSON: the members of a report, and what changed and was looked at.
struct GateJSONRendering {
    func render(_ result: GateResult) -> String {
        FindingJSONRendering().document(result.report) { json in
            json.key("changes")
            json.array(result.changes) { json, change in json.object { self.change(change, &$0) } }
            json.member("otherChanges", texts: result.otherChanges.map(\.description))
            json.member("ledger") { ledger(result.ledger, &$0) }
        }
    }

    private func change(_ change: GateChange, _ json: inout JSONOutput) {
        json.member("change", change.resource.kind.rawValue)
        json.member("resource") { $0.resource(change.resource.id) }
        if let manifest = change.resource.manifest { json.place(SourcePlace(manifest.root, origin: manifest.origin)) }
        json.member("risk", change.assessment.highest.rawValue)
        json.member("risks", each: change.assessment.findings) { json, risk in
            json.object {
                $0.member("risk", risk.risk.rawValue)
                $0.member("path", risk.path.steps.isEmpty ? nil : risk.path.description)
                $0.member("reason", risk.reason)
                $0.member("source", risk.source)
            }
        }
    }

    private func ledger(_ ledger: GateLedger, _ json: inout JSONOutput) {
        if let base = ledger.base { json.member("base") { documents(base, &$0) } }
        json.member("head") { documents(ledger.head, &$0) }
        json.key("checks")
        json.array(ledger.checks) { json, check in
            json.object {
                $0.member("name", check.name)
                $0.member("subjects", check.subjects)
                $0.member("unknown", check.unknown)
            }
        }
        if let policies = ledger.policies { json.member("policies") { sums(policies, &$0) } }
        if let policies = ledger.mutatingPolicies { json.member("mutatingPolicies") { sums(policies, &$0) } }
        if let policies = ledger.headPolicies { json.member("headPolicies") { sums(policies, &$0) } }
        if let policies = ledger.basePolicies { json.member("basePolicies") { sums(policies, &$0) } }
        if let policies = ledger.baseMutatingPolicies { json.member("baseMutatingPolicies") { sums(policies, &$0) } }
    }

    private func documents(_ documents: GateLedger.Documents, _ json: inout JSONOutput) {
        json.member("resources", documents.resources)
        json.member("others", documents.others)
        json.member("unreadable", documents.unreadable)
        json.member("hidden", texts: documents.hiddenPaths)
    }

    private func sums(_ sums: LedgerSums, _ json: inout JSONOutput) {
        json.member("documents", sums.documents)
        json.member("policies", sums.policies)
        json.member("matched", sums.matched)
        json.member("unmatched", sums.unmatched)
        json.member("unbound", sums.unbound)
        json.member("unknown", sums.unknown)
        json.member("evaluations", sums.evaluations)
    }
}
