import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// What the library finds in a model, as findings.
struct AccessLint {
    let problems: [AccessProblem]
    let risky: [RiskyGrant]
    let redundant: [RedundantRule]
    let unused: [UnusedRole]
    let dead: [DeadBinding]
    let outside: [SubjectOutsideSet]

    init(_ model: AccessModel) {
        problems = model.problems
        risky = model.riskyGrants()
        redundant = model.redundantRules
        unused = model.unusedRoles
        // Two of the reasons are problems of the model as well, and told as those.
        dead = model.deadBindings.filter { binding in
            switch binding.reason {
            case .danglingRole, .roleInClusterBinding, .replaced: false
            case .noSubjects, .impossibleSubjects, .roleWithoutRules: true
            }
        }
        outside = model.subjectsOutsideSet.filter { $0.reason != .identityProvider }
    }

    /// The lines that are shown.
    var places: [GrantPlace] {
        problems.map(\.place) + risky.flatMap(\.grant.places) + redundant.map(\.place)
            + redundant.flatMap { $0.coveredBy.map(\.rulePlace) } + unused.map(\.place) + dead.map(\.place)
            + outside.flatMap(\.places)
    }

    func findings(_ authors: LineAuthors) -> [Finding] {
        var findings = problems.filter { !$0.isOfOtherFolder }.map { problem in
            Finding(
                rule: problem.reason.rule, verdict: problem.isUnreadable ? .error : .fail,
                subject: .resource(problem.object), message: "\(problem.reason)",
                places: [authors.sourcePlace(problem.place, "")], fingerprintDetails: ["\(problem.reason)"])
        }
        findings += FolderOverlap.all(in: problems).map { $0.finding(authors) }
        var texts = RuleTexts()
        findings += risky.map { finding($0, texts.text(of: $0.grant), authors) }
        findings += redundant.map { finding($0, authors) }
        findings += unused.map { role in
            Finding(
                rule: AccessRules.unusedRole, subject: .resource(role.place.object),
                message: "no binding refers to \(role.role); bind it or remove it",
                places: [authors.sourcePlace(role.place, "")])
        }
        findings += dead.map { binding in
            Finding(
                rule: AccessRules.deadBinding, subject: .resource(binding.binding), message: "\(binding.reason)",
                places: [authors.sourcePlace(binding.place, "")], fingerprintDetails: [binding.reason.code])
        }
        return findings + outside.flatMap { self.findings($0, authors) }
    }

    private func finding(
        _ risky: RiskyGrant, _ rule: (whole: String, short: String), _ authors: LineAuthors
    ) -> Finding {
        let grant = risky.grant
        let scope = grant.namespace.map { "in \($0)" } ?? "in the whole cluster"
        return Finding(
            rule: risky.risk.rule, severity: risky.severity.forFindings, subject: .resource(grant.binding),
            message: "\(grant.subject) \(scope), by \"\(rule.short)\" of \(grant.role): \(risky.risk.title)",
            places: authors.sourcePlaces((grant.subjectPlace, "the subject"), (grant.rulePlace, "the rule")),
            fingerprintDetails: ["\(grant.subject)", rule.whole])
    }

    private func finding(_ redundant: RedundantRule, _ authors: LineAuthors) -> Finding {
        let what =
            redundant.coveredBy.isEmpty
            ? "gives nobody anything" : "gives nobody anything that other rules do not give as well"
        var seen: Set<GrantPlace> = []
        let covering = redundant.coveredBy.map(\.rulePlace).filter { seen.insert($0).inserted }
        return Finding(
            rule: AccessRules.redundantRule, subject: .resource(redundant.place.object),
            message: "\"\(redundant.rule.description(longestList: RuleTexts.longestList))\" \(what); remove it",
            places: [authors.sourcePlace(redundant.place, "")]
                + covering.flatMap { authors.sourcePlaces(($0, "gives the same")) },
            fingerprintDetails: ["\(redundant.rule)"])
    }

    private func findings(_ outside: SubjectOutsideSet, _ authors: LineAuthors) -> [Finding] {
        let what = outside.reason == .namespaceNotInSet ? "nor is its namespace" : "but its namespace is"
        return outside.places.map { place in
            Finding(
                rule: AccessRules.outsideSet, subject: .resource(place.object),
                message: "\(outside.subject) is not in the set, \(what): whoever may create it gets the grant",
                places: [authors.sourcePlace(place, "")], fingerprintDetails: ["\(outside.subject)"])
        }
    }
}

/// What rules say, each put into words once: many subjects may have the same long one.
private struct RuleTexts {
    /// Nobody reads more names than this in a message; fingerprints are made of all.
    static let longestList = 20
    private var known: [UInt32: (whole: String, short: String)] = [:]

    mutating func text(of grant: Grant) -> (whole: String, short: String) {
        if let known = known[grant.ruleNumber] { return known }
        let rule = grant.rule
        let text = (whole: rule.description, short: rule.description(longestList: Self.longestList))
        known[grant.ruleNumber] = text
        return text
    }
}
