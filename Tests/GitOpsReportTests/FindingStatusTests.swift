import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("Findings compared with an older state")
struct FindingStatusTests {
    private static let attribution = FindingAttribution(
        commit: "4f1c2aa09d3e5b6c7d8e9f0a1b2c3d4e5f6a7b8c", author: "Ann", email: "ann@example.com",
        time: 1_700_000_000,
        subject: "Open the port")

    private static func report(_ status: FindingStatus) -> FindingReport {
        var finding = ReportFixture.findings[0]
        finding.status = status
        finding.attribution = attribution
        finding.places[0].line = "    hostPath: {path: /data}"
        return FindingReport(findings: [finding])
    }

    private func render(_ format: FindingRenderer.Format, _ status: FindingStatus) -> String {
        FindingRenderer(format: format).render(Self.report(status))
    }

    @Test("text shows the status, the line of the file and the commit")
    func text() {
        let text = render(.text, .new)
        #expect(text.contains("Deployment.apps shop/web (new)"))
        #expect(text.contains("apps/web.yaml:12:5  the volume\n          hostPath: {path: /data}\n"))
        #expect(text.contains("by 4f1c2aa09d3e of Ann: Open the port"))
    }

    @Test("JSON has them as members")
    func json() throws {
        let finding = try #require(try Document(json: render(.json, .existing)).root["findings"]?[0])
        #expect(finding["status"]?.string == "existing")
        #expect(finding["attribution"]?["commit"]?.string == Self.attribution.commit)
        #expect(finding["attribution"]?["time"]?.int64 == 1_700_000_000)
        #expect(finding["places"]?[0]?["text"]?.string == "    hostPath: {path: /data}")
    }

    @Test("SARIF calls it the baseline state", arguments: zip(FindingStatus.allCases, ["new", "unchanged", "absent"]))
    func sarif(status: FindingStatus, state: String) throws {
        let result = try Document(json: render(.sarif, status)).root["runs"]?[0]?["results"]?[0]
        #expect(result?["baselineState"]?.string == state)
        #expect(result?["properties"]?["author"]?.string == "Ann <ann@example.com>")
    }

    @Test("CSV ends with status, commit and author")
    func csv() {
        let lines = render(.csv, .new).split(separator: "\r\n")
        #expect(lines.last?.hasSuffix(",new,\(Self.attribution.commit),Ann") == true)
    }

    @Test("what is fixed is no annotation of GitHub; what is new is one")
    func annotations() {
        let finding = Self.report(.new).findings[0]
        let line = render(.github, .new).split(separator: "\n")[0]
        #expect(
            line
                == "::error file=apps/web.yaml,line=12,col=5,title=shop-host-path%3A \(finding.subject)::"
                + "the volume \"data\" is a folder of the node%0Afix: remove the volume")
        #expect(!render(.github, .fixed).contains("::error"))
    }

    @Test(
        "an annotation is an error when the finding fails, whatever its severity",
        arguments: [
            (.fail, "::error "), (.error, "::error "), (.unknown, "::error "), (.warn, "::warning "),
            (.audit, "::notice "),
        ] as [(Verdict, String)])
    func levels(verdict: Verdict, command: String) {
        var report = Self.report(.new)
        report.findings[0].verdict = verdict
        report.findings[0].severity = .low
        #expect(FindingRenderer(format: .github).render(report).hasPrefix(command))
    }

    @Test(
        "no name begins a workflow command or ends a property",
        arguments: ReportFixture.hostileNames + ["a\n::error::b", "%0A"])
    func hostile(name: String) {
        let report = ReportFixture.hostile(name)
        let lines = FindingRenderer(format: .github, showsPassed: true).render(report).split(separator: "\n")
        #expect(lines.count <= report.findings.count + report.problems.count + 1)
        for line in lines.dropLast() {
            #expect(line.hasPrefix("::error ") || line.hasPrefix("::warning ") || line.hasPrefix("::notice "))
            let properties = line.dropFirst(2).split(separator: "::", maxSplits: 1)[0]
            #expect(properties.split(separator: ",").count <= 4)
        }
    }
}
