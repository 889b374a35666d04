import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Findings as policy reports")
struct PolicyReportTests {
    private static func document(_ report: FindingReport) throws -> Node {
        try Document(json: SourceText(FindingRenderer(format: .policyreport).render(report), name: "report")).root
    }

    @Test("an object a namespace, one for what has none, and what could not be read in it")
    func objects() throws {
        let items = try #require(try Self.document(ReportFixture.report)["items"])
        #expect(items.elements.map { $0["kind"]?.string } == ["ClusterPolicyReport", "PolicyReport"])
        #expect(items[1]?["metadata"]?["namespace"]?.string == "shop")
        #expect(items[0]?["summary"]?["error"]?.int64 == 1)
        #expect(items[1]?["summary"]?["fail"]?.int64 == 2)
        #expect(items[1]?["summary"]?["skip"]?.int64 == 1)
        let result = try #require(items[1]?["results"]?[0])
        #expect(result["resources"]?[0]?["name"]?.string == "web")
        #expect(result["properties"]?["place"]?.string == "apps/web.yaml:12:5")
    }

    @Test("the summary counts the results", arguments: Verdict.allCases)
    func counts(verdict: Verdict) throws {
        let finding = Finding(rule: ReportFixture.image, verdict: verdict, subject: .other("x"), message: "m")
        let item = try #require(try Self.document(FindingReport(findings: [finding, finding]))["items"]?[0])
        let word = try #require(item["results"]?[0]?["result"]?.string)
        #expect(item["summary"]?[word]?.int64 == 2)
        #expect(item["summary"]?.members.reduce(0) { $0 + ($1.value.int64 ?? 0) } == 2)
    }

    @Test("severities are those that every definition of the kind takes", arguments: Severity.allCases)
    func severities(severity: Severity) throws {
        let finding = Finding(rule: ReportFixture.image, severity: severity, subject: .other("x"), message: "m")
        let result = try Self.document(FindingReport(findings: [finding]))["items"]?[0]?["results"]?[0]
        #expect(["low", "medium", "high"].contains(result?["severity"]?.string))
        #expect(result?["properties"]?["severity"]?.string == severity.rawValue)
    }

    @Test("a report has the fields of the kind and no others", arguments: Verdict.allCases)
    func fields(verdict: Verdict) throws {
        for name in ReportFixture.hostileNames {
            let items = try #require(try Self.document(ReportFixture.hostile(name, verdict: verdict))["items"])
            for item in items.elements {
                #expect(item.members.map(\.key) == ["apiVersion", "kind", "metadata", "summary", "results"])
                #expect((item["kind"]?.string == "PolicyReport") == (item["metadata"]?["namespace"] != nil))
                for result in item["results"]?.elements.map({ $0 }) ?? [] {
                    let known: Set = ["source", "policy", "result", "severity", "message", "resources", "properties"]
                    #expect(known.isSuperset(of: result.members.map(\.key)))
                    #expect(result["policy"]?.string != nil)
                    #expect(["pass", "fail", "warn", "error", "skip"].contains(result["result"]?.string))
                    #expect(result["properties"]?.members.allSatisfy { $0.value.string != nil } == true)
                }
            }
        }
    }

    @Test("a report without findings is a list without objects")
    func empty() throws {
        #expect(try Self.document(FindingReport(findings: []))["items"]?.count == 0)
    }

    @Test("names mean nothing but themselves", arguments: ReportFixture.hostileNames)
    func hostile(name: String) throws {
        let finding = Finding(rule: ReportFixture.image, subject: .other(name), message: name)
        let item = try #require(try Self.document(FindingReport(findings: [finding]))["items"]?[0])
        #expect(item["results"]?[0]?["message"]?.string == name)
    }
}
