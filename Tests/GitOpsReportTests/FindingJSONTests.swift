import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Findings as JSON")
struct FindingJSONTests {
    @Test("an object with tool, verdict, counts, rules, findings and problems")
    func document() throws {
        let root = try Document(json: FindingRenderer(format: .json).render(ReportFixture.report)).root
        #expect(
            root.members.map(\.key) == ["version", "tool", "verdict", "counts", "rules", "findings", "problems"])
        #expect(root["version"]?.int64 == 1 && root["verdict"]?.string == "fail")
        #expect(root["counts"]?["fail"]?.int64 == 2 && root["counts"]?["problems"]?.int64 == 1)
        #expect(root["findings"]?.elements.count == 4 && root["rules"]?.elements.count == 3)
    }

    @Test("a finding in one line has all of its members")
    func line() throws {
        let lines = FindingRenderer(format: .jsonlines).render(ReportFixture.report).split(separator: "\n")
        #expect(lines.count == 6)
        let fingerprint = ReportFixture.findings[0].fingerprint.text
        #expect(
            lines[0]
                == [
                    #"{"type":"finding","rule":"shop-host-path","verdict":"fail","severity":"high","resource":{"group":"apps","#,
                    #""kind":"Deployment","namespace":"shop","name":"web"},"path":"spec.volumes[name=data].hostPath","#,
                    #""message":"the volume \"data\" is a folder of the node","fingerprint":"\#(fingerprint)","#,
                    #""places":[{"file":"apps/web.yaml","line":12,"column":5,"endLine":12,"endColumn":9,"role":"the volume"},"#,
                    #"{"file":"apps/web.yaml","line":20,"column":9,"endLine":20,"endColumn":13,"role":"its mount"}],"#,
                    #""fixes":[{"text":"remove the volume","edits":[{"file":"apps/web.yaml","line":12,"column":5,"endLine":13,"#,
                    #""endColumn":1,"replacement":""}]}],"properties":{"volume":"data"}}"#,
                ].joined())
        #expect(
            lines[4]
                == [
                    #"{"type":"problem","file":"apps/broken.yaml","line":3,"column":1,"endLine":3,"endColumn":5,"#,
                    #""message":"not valid YAML; correct the text"}"#,
                ].joined())
        #expect(
            lines[5]
                == [
                    #"{"type":"summary","verdict":"fail","counts":{"pass":1,"skip":1,"audit":0,"warn":0,"unknown":0,"#,
                    #""error":0,"fail":2,"problems":1}}"#,
                ].joined())
    }

    @Test("every name comes back as it was", arguments: ReportFixture.hostileNames)
    func hostile(name: String) throws {
        let root = try Document(json: FindingRenderer(format: .json).render(ReportFixture.hostile(name))).root
        let finding = try #require(root["findings"]?.elements.first { _ in true })
        for member in ["message", "rule"] {
            #expect(finding[member]?.string.map { Array($0.utf8) } == Array(name.utf8))
        }
        #expect(finding["resource"]?["namespace"]?.string.map { Array($0.utf8) } == Array(name.utf8))
    }
}
