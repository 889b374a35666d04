import GitOpsManifest

/// A `result` of SARIF.
struct SARIFResult {
    let finding: Finding
    let ruleIndex: Int?
    let saysSuppressions: Bool

    /// Source: section 3.27.24.
    private var baselineState: String? {
        switch finding.status {
        case .new?: "new"
        case .existing?: "unchanged"
        case .fixed?: "absent"
        case nil: nil
        }
    }

    func write(to json: inout JSONOutput) {
        json.member("ruleId", finding.rule.id)
        json.member("ruleIndex", ruleIndex)
        json.member("kind", SARIFKind(finding.verdict).rawValue)
        json.member("level", SARIFKind.level(of: finding).rawValue)
        json.sarifMessage("message", finding.message)
        locations(&json)
        json.member("baselineState", baselineState)
        json.member("partialFingerprints") { $0.member("gitopsFinding/v1", finding.fingerprint.text) }
        json.member("codeFlows", each: finding.flows.filter { !$0.steps.isEmpty }) { json, flow in
            json.object { codeFlow(flow, &$0) }
        }
        json.member("fixes", each: finding.fixes.filter { !$0.edits.isEmpty }.eachOnce()) { json, fix in
            json.object { self.fix(fix, &$0) }
        }
        if saysSuppressions {
            json.key("suppressions")
            json.array(finding.suppression.map { [$0] } ?? []) { json, suppression in
                json.object {
                    $0.member("kind", suppression.kind.rawValue)
                    $0.member("justification", suppression.justification.isEmpty ? nil : suppression.justification)
                }
            }
        }
        json.member("properties") { properties(&$0) }
    }

    /// The first place is where the result is; a list of `locations` would mean that every one of them has to change.
    private func locations(_ json: inout JSONOutput) {
        json.key("locations")
        json.array { locations in
            if let place = finding.places.first {
                locations.object {
                    SARIFPlace(place, subject: finding.subject, message: place.role).write(to: &$0)
                }
            } else if case .resource = finding.subject {
                locations.object { $0.sarifLogicalLocation(finding.subject) }
            }
        }
        json.member("relatedLocations", each: Array(finding.places.dropFirst().enumerated())) { json, related in
            json.object {
                SARIFPlace(related.element, id: related.offset + 1, message: related.element.role).write(to: &$0)
            }
        }
    }

    private func codeFlow(_ flow: FindingFlow, _ json: inout JSONOutput) {
        if !flow.message.isEmpty { json.sarifMessage("message", flow.message) }
        json.key("threadFlows")
        json.array {
            $0.object { json in
                json.key("locations")
                json.array(Array(flow.steps.enumerated())) { json, step in
                    json.object { json in
                        json.member("location") { json in
                            if let place = step.element.place {
                                SARIFPlace(place, message: step.element.message).write(to: &json)
                            } else {
                                json.sarifMessage("message", step.element.message)
                            }
                        }
                        json.member("nestingLevel", max(0, step.element.nesting))
                        json.member("executionOrder", step.offset + 1)
                    }
                }
            }
        }
    }

    /// One change a file, its replacements in order.
    private func fix(_ fix: FindingFix, _ json: inout JSONOutput) {
        json.sarifMessage("description", fix.text)
        json.key("artifactChanges")
        json.array(grouped(fix.edits)) { json, edits in
            json.object { json in
                json.sarifArtifact(edits.first.flatMap { RelativeURI(path: $0.origin.path) })
                json.key("replacements")
                json.array(edits) { json, edit in
                    json.object { json in
                        json.member("deletedRegion") { $0.sarifRegion(from: edit.start, to: edit.end) }
                        json.member("insertedContent") { $0.member("text", edit.text) }
                    }
                }
            }
        }
    }

    private func grouped(_ edits: [FindingFix.Replacement]) -> [[FindingFix.Replacement]] {
        edits.reduce(into: []) { groups, edit in
            let index = groups.firstIndex { $0.first?.origin.path.hasSameBytes(as: edit.origin.path) ?? false }
            if let index { groups[index].append(edit) } else { groups.append([edit]) }
        }
    }

    private func properties(_ json: inout JSONOutput) {
        // Ours last: names of the caller's do not hide them.
        var all = finding.properties
        all["verdict"] = finding.verdict.rawValue
        all["severity"] = finding.severity.rawValue
        all["subject"] = "\(finding.subject)"
        if let path = finding.path, !path.steps.isEmpty { all["path"] = "\(path)" }
        if let attribution = finding.attribution {
            all["commit"] = attribution.commit
            all["author"] = "\(attribution.author) <\(attribution.email)>"
        }
        json.properties(all)
        let advice = finding.fixes.filter(\.edits.isEmpty).map(\.text)
        if finding.properties["fixes"] == nil { json.member("fixes", texts: advice) }
    }
}

extension Array where Element: Hashable {
    /// Without repetitions: SARIF's lists are sets in many places.
    func eachOnce() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
