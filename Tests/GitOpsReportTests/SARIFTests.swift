import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("Findings as SARIF")
struct SARIFTests {
    private func run(_ report: FindingReport, showsPassed: Bool = false) throws -> Node {
        let revision = ReportRevision(repositoryURI: "https://example.com/shop", commit: "4f1c2aa", branch: "main")
        let text = FindingRenderer(format: .sarif, showsPassed: showsPassed, revision: revision).render(report)
        let root = try Document(json: text).root
        #expect(root["version"]?.string == "2.1.0")
        return try #require(root["runs"]?.elements.first { _ in true })
    }

    private func json(_ node: Node?) -> String { node.map { JSONWriter().string($0) } ?? "" }

    private func elements(_ node: Node?) -> [Node] { node?.elements.map { $0 } ?? [] }

    @Test("the driver lists the rules, and results refer to them by number")
    func rules() throws {
        let run = try run(ReportFixture.report, showsPassed: true)
        let driver = try #require(run["tool"]?["driver"])
        let rules = elements(driver["rules"])
        #expect(driver["name"]?.string == "gitops" && driver["version"]?.string == "1.2.3")
        for result in elements(run["results"]) {
            let index = try #require(result["ruleIndex"]?.int64)
            #expect(result["ruleId"]?.string == rules[Int(index)]["id"]?.string)
        }
        #expect(
            json(rules[0])
                == [
                    #"{"id":"shop-host-path","name":"HostPath","shortDescription":{"text":"A pod mounts a folder of its node."},"#,
                    #""fullDescription":{"text":"Whoever changes the folder changes the node."},"#,
                    #""help":{"text":"Use a volume claim."},"helpUri":"https://example.com/rules/host-path","#,
                    #""defaultConfiguration":{"level":"error"},"properties":{"tags":["security","CIS-5.2.11"],"#,
                    #""severity":"high","security-severity":"8.0"}}"#,
                ].joined())
        #expect(rules[1]["properties"]?["security-severity"] == nil)
    }

    @Test("a result has its place, related places, fingerprint and fix")
    func result() throws {
        let result = elements(try run(ReportFixture.report)["results"])[0]
        let artifact = #""artifactLocation":{"uri":"apps/web.yaml","uriBaseId":"%SRCROOT%"}"#
        #expect(
            json(result["locations"])
                == [
                    #"[{"physicalLocation":{\#(artifact),"#,
                    #""region":{"startLine":12,"startColumn":5,"endLine":12,"endColumn":9}},"#,
                    #""logicalLocations":[{"name":"web","fullyQualifiedName":"Deployment.apps shop/web","kind":"resource"}],"#,
                    #""message":{"text":"the volume"}}]"#,
                ].joined())
        #expect(
            json(result["relatedLocations"])
                == [
                    #"[{"id":1,"physicalLocation":{\#(artifact),"#,
                    #""region":{"startLine":20,"startColumn":9,"endLine":20,"endColumn":13}},"message":{"text":"its mount"}}]"#,
                ].joined()
        )
        #expect(
            json(result["partialFingerprints"])
                == #"{"gitopsFinding/v1":"\#(ReportFixture.findings[0].fingerprint.text)"}"#)
        #expect(
            json(result["fixes"])
                == [
                    #"[{"description":{"text":"remove the volume"},"artifactChanges":[{\#(artifact),"#,
                    #""replacements":[{"deletedRegion":{"startLine":12,"startColumn":5,"endLine":13,"endColumn":1},"#,
                    #""insertedContent":{"text":""}}]}]}]"#,
                ].joined())
        #expect(
            json(result["properties"])
                == [
                    #"{"path":"spec.volumes[name=data].hostPath","severity":"high","subject":"Deployment.apps shop/web","#,
                    #""verdict":"fail","volume":"data"}"#,
                ].joined())
    }

    @Test("the steps of a flow are locations of one thread, in order")
    func flow() throws {
        let result = elements(try run(ReportFixture.report)["results"])[1]
        #expect(
            json(result["codeFlows"])
                == [
                    #"[{"threadFlows":[{"locations":["#,
                    #"{"location":{"physicalLocation":{"artifactLocation":{"uri":"rbac/binding.yaml","uriBaseId":"%SRCROOT%"},"#,
                    #""region":{"startLine":7,"startColumn":3,"endLine":7,"endColumn":7}},"#,
                    #""message":{"text":"shop/web holds Role deployer"}},"nestingLevel":0,"executionOrder":1},"#,
                    #"{"location":{"physicalLocation":{"artifactLocation":{"uri":"rbac/deployer.yaml","uriBaseId":"%SRCROOT%"},"#,
                    #""region":{"startLine":9,"startColumn":3,"endLine":9,"endColumn":7}},"#,
                    #""message":{"text":"it may bind any role"}},"nestingLevel":1,"executionOrder":2},"#,
                    #"{"location":{"message":{"text":"cluster-admin"}},"nestingLevel":0,"executionOrder":3}]}]}]"#,
                ].joined())
    }

    @Test("what could not be read is a notification of a run that was not successful")
    func invocation() throws {
        let run = try run(ReportFixture.report)
        #expect(run["columnKind"]?.string == "unicodeCodePoints")
        #expect(
            json(run["invocations"])
                == [
                    #"[{"executionSuccessful":false,"toolExecutionNotifications":[{"level":"error","#,
                    #""message":{"text":"not valid YAML; correct the text"},"locations":[{"physicalLocation":{"#,
                    #""artifactLocation":{"uri":"apps/broken.yaml","uriBaseId":"%SRCROOT%"},"#,
                    #""region":{"startLine":3,"startColumn":1,"endLine":3,"endColumn":5}}}]}]}]"#,
                ].joined())
        #expect(
            json(run["versionControlProvenance"])
                == [
                    #"[{"repositoryUri":"https://example.com/shop","revisionId":"4f1c2aa","branch":"main","#,
                    #""mappedTo":{"uriBaseId":"%SRCROOT%"}}]"#,
                ].joined())
        #expect(json(try self.run(FindingReport(findings: []))["invocations"]) == #"[{"executionSuccessful":true}]"#)
    }

    @Test("either all results of a run say whether they are suppressed, or none")
    func suppressions() throws {
        let all = elements(try run(ReportFixture.report)["results"]).map { json($0["suppressions"]) }
        #expect(all == ["[]", "[]", #"[{"kind":"external","justification":"built in the cluster"}]"#])
        var report = ReportFixture.report
        report.findings.remove(at: 2)
        #expect(elements(try run(report)["results"]).allSatisfy { $0["suppressions"] == nil })
    }

    @Test("verdicts become kinds, and what needs attention has a level that shows", arguments: Verdict.allCases)
    func kinds(verdict: Verdict) throws {
        for severity in Severity.allCases {
            let finding = Finding(
                rule: ReportFixture.image, verdict: verdict, severity: severity, subject: .other("x"), message: "m")
            let run = try run(FindingReport(findings: [finding]), showsPassed: true)
            let result = try #require(elements(run["results"]).first)
            let kind = try #require(result["kind"]?.string)
            let level = try #require(result["level"]?.string)
            #expect((kind == "fail") == verdict.needsAttention)
            #expect((level == "none") == (kind != "fail"))
            #expect(result["properties"]?["verdict"]?.string == verdict.rawValue)
            if verdict == .error { #expect(level == "error") }
            if verdict == .unknown { #expect(level == "warning") }
            if verdict == .warn { #expect(level != "error") }
            if verdict == .audit { #expect(level == "note") }
        }
    }

    @Test(
        "file names are URI references",
        arguments: [
            ("a b/ü.yaml", "a%20b/%C3%BC.yaml", true), ("c:d.yaml", "c%3Ad.yaml", true), ("./a.yaml", "a.yaml", true),
            ("<stdin>", "%3Cstdin%3E", true), ("a%2Fb#c?d", "a%252Fb%23c%3Fd", true),
            ("/tmp/a.yaml", "file:///tmp/a.yaml", false),
        ])
    func references(path: String, uri: String, isRelative: Bool) throws {
        let finding = Finding(
            rule: ReportFixture.image, subject: .other("x"), message: "",
            places: [SourcePlace(origin: Origin(path: path))])
        let result = try #require(elements(try run(FindingReport(findings: [finding]))["results"]).first)
        let location = try #require(elements(result["locations"]).first?["physicalLocation"]?["artifactLocation"])
        #expect(location["uri"]?.string == uri && (location["uriBaseId"] != nil) == isRelative)
    }

    @Test("braces are no placeholders, and no name is a link")
    func messages() throws {
        let finding = Finding(
            rule: ReportFixture.image, subject: .other("x"), message: "{0} [a](http://evil.example) c[name=d]")
        let result = try #require(elements(try run(FindingReport(findings: [finding]))["results"]).first)
        #expect(result["message"]?["text"]?.string == "{{0}} [a]\\(http://evil.example) c[name=d]")
    }

    @Test("hostile names leave it valid JSON with the same shape", arguments: ReportFixture.hostileNames)
    func hostile(name: String) throws {
        let run = try run(ReportFixture.hostile(name))
        #expect(elements(run["results"]).count == 2 && elements(run["tool"]?["driver"]?["rules"]).count == 1)
    }

    @Test("every report keeps the rules of the standard", arguments: Verdict.allCases)
    func rules(verdict: Verdict) {
        for report in [ReportFixture.report]
            + ReportFixture.hostileNames.map({ ReportFixture.hostile($0, verdict: verdict) })
        {
            for showsPassed in [false, true] {
                let text = FindingRenderer(format: .sarif, showsPassed: showsPassed).render(report)
                #expect(SARIFRules(text).violations == [], "\(report.findings.first?.message ?? "")")
            }
        }
    }

    @Test("what breaks a rule of the standard is seen")
    func brokenRules() {
        let text = FindingRenderer(format: .sarif, showsPassed: true).render(ReportFixture.report)
        for (part, replacement) in [
            ("\"ruleIndex\": 1", "\"ruleIndex\": 9"), ("\"level\": \"error\"", "\"level\": \"none\""),
            ("\"startLine\": 12", "\"startLine\": 0"), ("apps/web.yaml", "apps/web .yaml"), ("\"message\"", "\"text\""),
        ] {
            let broken = text.replacing(part, with: replacement)
            #expect(broken != text && !SARIFRules(broken).violations.isEmpty, "\(part)")
        }
    }
}
