import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Reports")
struct FindingReportTests {
    private func finding(_ verdict: Verdict, suppressed: Bool = false) -> Finding {
        Finding(
            rule: ReportFixture.image, verdict: verdict, subject: .other(verdict.rawValue), message: "",
            suppression: suppressed ? FindingSuppression(.inSource) : nil)
    }

    @Test(
        "the heaviest verdict of the list is the verdict",
        arguments: [
            ([], Verdict.pass), ([.skip], .pass), ([.pass, .skip], .pass), ([.pass, .audit], .audit),
            ([.audit, .warn, .pass], .warn), ([.warn, .unknown], .unknown), ([.unknown, .error], .error),
            ([.error, .fail, .pass], .fail),
        ] as [([Verdict], Verdict)])
    func verdict(of verdicts: [Verdict], expected: Verdict) {
        #expect(FindingReport(findings: verdicts.map { finding($0) }).verdict == expected)
        #expect(FindingReport(findings: verdicts.reversed().map { finding($0) }).verdict == expected)
    }

    @Test("a report without its failures passes: there is no other flag")
    func filtered() {
        let report = FindingReport(findings: [finding(.fail), finding(.pass)])
        #expect(report.filter { $0.verdict != .fail }.verdict == .pass)
    }

    @Test("suppressed findings are shown and do not count")
    func suppressed() {
        let report = FindingReport(findings: [finding(.fail, suppressed: true), finding(.warn)])
        #expect(report.verdict == .warn)
        #expect(report.count(.fail) == 0 && report.count(.skip) == 1)
    }

    @Test("what could not be read is unknown")
    func unreadable() {
        let problems = [ReportProblem(message: "no")]
        #expect(FindingReport(findings: [finding(.warn)], problems: problems).verdict == .unknown)
        #expect(FindingReport(findings: [finding(.fail)], problems: problems).verdict == .fail)
        #expect(FindingReport(findings: [], problems: problems).summary == "1 unreadable")
    }

    @Test("the summary counts what occurs, the heaviest first")
    func summary() {
        #expect(ReportFixture.report.summary == "2 fail, 1 pass, 1 skip, 1 unreadable")
        #expect(FindingReport(findings: []).summary == "no findings")
    }

    @Test("rules are listed once, evaluated ones first")
    func rules() {
        var report = ReportFixture.report
        report.evaluatedRules = [ReportFixture.image]
        #expect(report.rules.map(\.id) == ["shop-image", "shop-host-path", "shop-bind"])
    }

    @Test("sorting puts the worst first and keeps the order of equals")
    func sorted() {
        let report = FindingReport(findings: ReportFixture.findings.reversed()).sorted()
        #expect(report.findings.map(\.rule.id) == ["shop-bind", "shop-host-path", "shop-image", "shop-image"])
        let equal = ["b", "a"].map { name in
            var finding = self.finding(.fail)
            finding.message = name
            return finding
        }
        #expect(FindingReport(findings: equal).sorted().findings.map(\.message) == ["b", "a"])
    }

    @Test("rule ids that only Unicode takes for equal are two rules")
    func exactNames() {
        let findings = ["\u{E9}", "e\u{301}"].map {
            Finding(rule: FindingRule(id: $0, summary: ""), subject: .other("x"), message: "")
        }
        #expect(FindingReport(findings: findings).rules.count == 2)
    }

    @Test("the place of a value begins and ends where the value does")
    func placeOfNode() throws {
        let document = try Document(yaml: "a:\n  é: [x, ü]  # c\n")
        let node = try #require(document.root["a"]?["é"])
        let value = SourcePlace(node, origin: Origin(path: "f.yaml"))
        #expect(value.description == "f.yaml:2:6" && value.end?.column == 12)
        #expect(SourcePlace(node, origin: Origin(path: "f.yaml"), key: true).description == "f.yaml:2:3")
    }
}
