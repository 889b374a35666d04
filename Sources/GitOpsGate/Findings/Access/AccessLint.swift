import GitOpsManifest
package import GitOpsRBAC
package import GitOpsReport

/// What the library finds in a model, as findings.
package struct AccessLint {
    let problems: [AccessProblem]
    let risky: [RiskyGrant]
    let redundant: [RedundantRule]
    let undecided: [UndecidedRule]
    let unused: [UnusedRole]
    let dead: [DeadBinding]
    let outside: [SubjectOutsideSet]

    package init(_ model: AccessModel) {
        problems = model.problems
        risky = model.riskyGrants()
        let redundancy = model.ruleRedundancy
        redundant = redundancy.redundant
        undecided = redundancy.undecided
        unused = model.unusedRoles
        // Two of the reasons are problems of the model as well, and told as those.
        dead = model.deadBindings.filter { binding in
            switch binding.reason {
            case .danglingRole, .roleInClusterBinding: false
            case .noSubjects, .impossibleSubjects, .roleWithoutRules: true
            }
        }
        outside = model.subjectsOutsideSet.filter { $0.reason != .identityProvider }
    }

    /// The lines that are shown.
    package var places: [GrantPlace] {
        problems.map(\.place) + risky.flatMap(\.grant.places) + redundant.map(\.place)
            + undecided.map(\.place) + redundant.flatMap { $0.coveredBy.map(\.rulePlace) } + unused.map(\.place)
            + dead.map(\.place)
            + outside.flatMap(\.places)
    }

    package func findings(_ authors: LineAuthors) -> [Finding] {
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
        findings += undecided.map { rule in
            Finding(
                rule: AccessRules.undecidedRule, subject: .resource(rule.place.object),
                message: "whether \"\(rule.rule.description(longestList: RuleTexts.longestList))\" gives anybody more "
                    + "than other rules do is unknown: they overlap in too many ways; write fewer names in each",
                places: [authors.sourcePlace(rule.place, "")], fingerprintDetails: ["\(rule.rule)"])
        }
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
        _ risky: RiskyGrant, _ rule: RuleTexts.Text, _ authors: LineAuthors
    ) -> Finding {
        let grant = risky.grant
        let scope = grant.namespace.map { "in \($0)" } ?? "in the whole cluster"
        let included =
            risky.included.isEmpty ? "" : "; it \(risky.included.map(\.shortTitle).joined(separator: ", "))"
        return Finding(
            rule: risky.risk.rule, severity: risky.severity.forFindings, subject: .resource(grant.binding),
            message: "\(grant.subject) \(scope), by \"\(rule.short)\" of \(grant.role): \(risky.risk.title)\(included)",
            places: authors.sourcePlaces((grant.subjectPlace, "the subject"), (grant.rulePlace, "the rule")),
            fingerprintDetails: ["\(grant.subject)", rule.identity])
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
        let what = outside.reason == .namespaceNotInSet ? "nor is its namespace" : "but its namespace is there"
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
    struct Text {
        /// What fingerprints are made of: the whole rule, or a digest of a long one.
        let identity: String
        let short: String
    }

    /// Nobody reads more names than this in a message.
    static let longestList = 20
    /// Longer rules, in bytes, are not hashed again for each subject that has them.
    private static let longestIdentity = 1_024
    private var known: [UInt32: Text] = [:]

    mutating func text(of grant: Grant) -> Text {
        if let known = known[grant.ruleNumber] { return known }
        let rule = grant.rule
        let whole = rule.description
        let identity =
            whole.utf8.count > Self.longestIdentity
            ? Fingerprint(rule: "", subject: .other(""), details: [whole]).text : whole
        let text = Text(identity: identity, short: rule.description(longestList: Self.longestList))
        known[grant.ruleNumber] = text
        return text
    }
}

extension GrantRisk {
    /// The title without what explains it.
    fileprivate var shortTitle: Substring { title.prefix { $0 != ":" && $0 != "," } }
}
