import GitOpsManifest
import GitOpsReport

/// What is to be said about the gate itself: a gate that looks at nothing must not pass silently.
enum GateFindings {
    private static let nothing = FindingRule(
        id: "gate-nothing-checked", summary: "The gate looks at something.",
        help:
            "Correct the path, manifests.include and manifests.exclude; or turn a check on, and give podSecurity a level.",
        severity: .high, tags: ["gate"])
    private static let noPolicies = FindingRule(
        id: "gate-no-policies", summary: "The files of policies that the configuration names have policies.",
        help: "Correct policies.paths.", severity: .high, tags: ["gate"])
    private static let commits = FindingRule(
        id: "gate-commits-unchecked", summary: "A commit policy judges the commits of a range.",
        help: "Give a range of revisions, as origin/main..HEAD.", severity: .medium, tags: ["gate"])
    private static let rules = FindingRule(
        id: "gate-rules-changed", summary: "A change alters what later changes are judged by.",
        help: "Have it reviewed by who is responsible for the rules; this change was judged by those of the base.",
        severity: .medium, tags: ["gate"])
    private static let hidden = FindingRule(
        id: "gate-hidden-files", summary: "A change adds nothing that the gate passes over.",
        help: "Have it read by manifests.hidden; or leave it out by manifests.exclude if nothing applies it.",
        severity: .low, tags: ["gate"])

    private static let ignored = FindingRule(
        id: "gate-files-ignored", summary: "A change does not take files out of what is looked at.",
        help:
            "Take the rule out of the ignore file, and name the file so that it is read; or leave it out by manifests.exclude "
            + "in a change of its own.",
        severity: .high, tags: ["gate"])
    private static let loosened = FindingRule(
        id: "gate-rules-loosened", summary: "A change leaves the rules that later changes are judged by as strict.",
        help: "Take it back; or let who runs the gate accept it, by --config with the configuration of the change or "
            + "with changes.rulesLoosened: low.",
        severity: .high, tags: ["gate"])

    private static let broken = FindingRule(
        id: "gate-rules-broken", summary: "A change leaves rules that later changes can be judged by.",
        help: "Correct the file; until then no later change could be judged.", severity: .critical, tags: ["gate"])
    private static let mended = FindingRule(
        id: "gate-rules-mended", summary: "The rules of the base can be read.",
        help: "Have it reviewed by who is responsible for the rules, and check what came in meanwhile.",
        severity: .high, tags: ["gate"])

    /// What is wrong with the rules that a change leaves, whatever the configuration says of findings: one that made a gate
    /// useless must not pass it.
    static func rules(_ input: GateInput) -> [Finding] {
        let known = Set(input.brokenRules)
        return input.brokenRules.map { problem(broken, .error, $0, $0.message) }
            + input.mendedRules.filter { !known.contains($0) }.map {
                problem(
                    mended, .warn, $0,
                    "what stood here could not be read (\($0.message)); the change mends it, and was judged without it: "
                        + "in the place of a configuration the defaults stand")
            }
    }

    private static func problem(
        _ rule: FindingRule, _ verdict: Verdict, _ problem: ReportProblem, _ message: String
    ) -> Finding {
        var finding = Finding(
            rule: rule, verdict: verdict, subject: .other(problem.place?.origin.path ?? "the gate"), message: message,
            places: problem.place.map { [$0] } ?? [], fingerprintDetails: [problem.message])
        finding.status = .new
        return finding
    }

    static func all(_ input: GateInput, _ configuration: GateConfiguration, _ ledger: GateLedger) -> [Finding] {
        var findings: [Finding] = []
        let sets = [input.head, input.base].compactMap { $0 }
        if sets.allSatisfy({ $0.manifests.isEmpty && $0.unreadable.isEmpty }) {
            findings.append(make(nothing, .unknown, "", "there are no manifests in what was given"))
        } else if ledger.checks.allSatisfy({ $0.name == "changes" }) {
            findings.append(make(nothing, .unknown, "", nothingOn(configuration)))
        }
        if configuration.policies.isEnabled, !configuration.policies.paths.isEmpty, input.policies.policies.isEmpty {
            let paths = configuration.policies.paths.joined(separator: ", ")
            findings.append(make(noPolicies, .unknown, paths, "there are no policies in \(paths)"))
        }
        if let path = configuration.commits.policy, input.commits == nil {
            findings.append(
                make(commits, .warn, path, "no commits were judged by \(path), because the states are folders"))
        }
        findings += input.changedRules.map {
            make(rules, .warn, $0.path, "the change alters \($0.path), by which later changes are judged")
        }
        if let severity = configuration.changes.severities[.rulesLoosened] {
            var rule = loosened
            rule.severity = severity
            findings += input.loosenedRules.map { problem(rule, .fail, $0, $0.message) }
        }
        findings += input.ignoredFiles.map {
            make(ignored, .fail, $0, "the change has an ignore file hide \($0), so that nobody looked at what is in it")
        }
        findings += input.unreadFiles.map {
            make(
                ignored, .fail, $0,
                "\($0) has objects that were read of the base, and is not read, so that nobody looked at what is in it")
        }
        guard let base = input.base else { return findings }
        findings += IgnoreFileChanges(base, input.head, configuration.manifests).paths.map {
            make(rules, .warn, $0, "the change alters \($0); what it hides was not looked at")
        }
        if let severity = configuration.validation.unrendered {
            findings += UnrenderedFindings(base: base, head: input.head, severity: severity).all()
        }
        let known = Set((base.hiddenPaths + input.unreadFiles).map { ExactText($0) })
        findings += input.head.hiddenPaths.filter { !known.contains(ExactText($0)) }.map {
            make(hidden, .warn, $0, "the change adds \($0), which is not read because its name begins with a dot")
        }
        return findings.map { finding in
            var finding = finding
            finding.status = .new
            return finding
        }
    }

    /// Why no check ran. Pod Security asks nothing of namespaces that say nothing, and may be the only one that is on.
    private static func nothingOn(_ configuration: GateConfiguration) -> String {
        guard configuration.podSecurity.isEnabled else { return "the configuration turns every check off" }
        return
            "of the checks only podSecurity is on, and it asks nothing: no namespace has a label of Pod Security, and "
            + "podSecurity.level is not given"
    }

    private static func make(_ rule: FindingRule, _ verdict: Verdict, _ subject: String, _ message: String) -> Finding {
        Finding(
            rule: rule, verdict: verdict, subject: .other(subject.isEmpty ? "the gate" : subject), message: message,
            places: subject.isEmpty ? [] : [SourcePlace(origin: Origin(path: subject))])
    }
}
