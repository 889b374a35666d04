import GitOpsManifest
package import GitOpsRBAC
package import GitOpsReport

extension ReportProblem {
    package init(_ problem: AssertionProblem) {
        let text = "\(problem)"
        self.init(
            place: SourcePlace(origin: Origin(path: problem.source), position: problem.position),
            message: text.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? text)
    }
}

extension Grant {
    /// Where the rule is written and where the subject is bound.
    package var places: [GrantPlace] { [rulePlace, subjectPlace] }
}

extension AssertionResult {
    /// The lines that show it broken.
    package var shownPlaces: [GrantPlace] {
        guard case .broken(let witnesses) = verdict else { return [] }
        return witnesses.flatMap { witness in
            switch witness {
            case .granted(_, _, let grant): grant.places
            case .reached(let path): path.places
            case .superuser, .denied, .notReached: [GrantPlace]()
            }
        }
    }
}

/// The findings of one statement.
package struct AssertionFindings {
    private let result: AssertionResult
    private let authors: LineAuthors

    package init(_ result: AssertionResult, authors: LineAuthors) {
        self.result = result
        self.authors = authors
    }

    package var all: [Finding] { [finding] + result.doubts.map(doubtful) }

    private func doubtful(_ doubt: AssertionDoubt) -> Finding {
        Finding(
            rule: doubt.rule, verdict: .warn, subject: .other(result.assertion.name), message: "\(doubt)",
            places: [place], fingerprintDetails: ["\(doubt)"])
    }

    private var place: SourcePlace {
        SourcePlace(
            origin: Origin(path: result.assertion.source), position: result.assertion.position, role: "the statement")
    }

    private var finding: Finding {
        switch result.verdict {
        case .holds: make(.pass, "holds", [], [])
        case .unknown(let reason): make(.unknown, reason, [], [])
        case .broken(let witnesses):
            make(
                .fail, witnesses.map(text).joined(separator: "; "), witnesses.flatMap(places),
                witnesses.compactMap(flow), evidence(witnesses))
        }
    }

    private func make(
        _ verdict: Verdict, _ message: String, _ places: [SourcePlace], _ flows: [FindingFlow],
        _ evidence: FindingEvidence = FindingEvidence()
    ) -> Finding {
        var finding = Finding(
            rule: AccessRules.assertion, verdict: verdict, subject: .other(result.assertion.name), message: message,
            places: places + [place], flows: flows)
        finding.evidence = evidence
        return finding
    }

    /// Who breaks the statement by what: one more makes it worse, the same by another rule does not.
    private func evidence(_ witnesses: [AssertionWitness]) -> FindingEvidence {
        var evidence = FindingEvidence()
        for witness in witnesses {
            switch witness {
            case .granted(let subject, let permission, _): evidence.insert(["granted", "\(subject)", "\(permission)"])
            case .superuser(let subject): evidence.insert(["superuser", "\(subject)"])
            case .denied: evidence.insert(["denied", "\(witness)"])
            case .reached(let path): evidence.insert(["reached", "\(path.source)", "\(path.sink)"])
            case .notReached(let subject): evidence.insert(["not reached", "\(subject)"])
            }
        }
        return evidence
    }

    /// A path is told by its steps; what it leads from is enough here.
    private func text(_ witness: AssertionWitness) -> String {
        guard case .reached(let path) = witness else { return "\(witness)" }
        return PathFinding(path: path, authors: authors).title
    }

    private func places(_ witness: AssertionWitness) -> [SourcePlace] {
        switch witness {
        case .granted(_, _, let grant):
            authors.sourcePlaces((grant.rulePlace, "the rule"), (grant.subjectPlace, "the subject"))
        case .reached(let path):
            path.places.filter { $0.position != nil }.prefix(1).map { authors.sourcePlace($0, "the first step") }
        case .superuser, .denied, .notReached: []
        }
    }

    private func flow(_ witness: AssertionWitness) -> FindingFlow? {
        guard case .reached(let path) = witness else { return nil }
        return PathFinding(path: path, authors: authors).flow
    }
}
