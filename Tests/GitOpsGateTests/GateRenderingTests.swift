import GitOpsGate
import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("The gate: what is printed")
struct GateRenderingTests {
    @Test("the text gives the advice of a rule once")
    func adviceOnce() async throws {
        let other = GateFixture.privileged.replacing("name: web", with: "name: api")
        let head = GateFixture.base.merging(["api.yaml": other, "web.yaml": GateFixture.privileged]) { $1 }
        let result = try await GateFixture.result(base: GateFixture.base, head: head)
        let text = GateRenderer(format: .text).render(result)
        #expect(text.ranges(of: "workload-privileged-container").count == 2)
        #expect(text.ranges(of: "Remove securityContext.privileged").count == 1)
    }

    /// What Markdown, HTML, terminals and the runners of GitHub Actions would take for more than a name.
    private static let hostileName =
        "</code><img src=x> | `x` [a](http://e) @user %0A::error::a\\n::error::b\\r##[error]c\\u2028\\x1b[31m"

    @Test("names are no commands of a runner, no Markdown and no control characters, in any format")
    func hostileNames() async throws {
        let name = Self.hostileName
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: "\(name)", namespace: "::error::n", "\(name)": 1}
            spec: {containers: [{name: "\(name)", image: "\(name)", securityContext: {privileged: true}}]}
            """
        let files = ["::error file=x::y.yaml": pod, "b\n::error::c.yaml": "kind: [", "  ::debug::d": "a: ["]
        let result = try await GateFixture.result(base: GateFixture.base, head: GateFixture.base.merging(files) { $1 })
        for format in FindingRenderer.Format.allCases {
            let text = GateRenderer(format: format).render(result)
            #expect(!text.unicodeScalars.contains { "\u{1B}\u{2028}\u{7F}".unicodeScalars.contains($0) }, "\(format)")
            let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
            switch format {
            case .text, .markdown: #expect(lines.allSatisfy { !$0.hasPrefix("::") && !$0.contains("##[") })
            case .github:
                let kinds = ["::error ", "::warning ", "::notice "]
                #expect(lines.dropLast().allSatisfy { line in kinds.contains { line.hasPrefix($0) } })
            case .json, .jsonlines, .csv, .junit, .sarif, .policyreport: break
            }
            if format == .markdown {
                #expect(["<img", "`", "](", "@user", "http:"].allSatisfy { !text.contains($0) })
            }
        }
        #expect(SARIFRules(GateRenderer(format: .sarif).render(result)).violations == [])
        #expect(JUnitRules(GateRenderer(format: .junit).render(result)).violations == [])
    }

    @Test("what is printed for programs has the form that they expect")
    func formats() async throws {
        let head = GateFixture.base.merging(["web.yaml": GateFixture.privileged, "bad.yaml": "a: [\n"]) { $1 }
        let result = try await GateFixture.result(base: GateFixture.base, head: head)
        func text(_ format: FindingRenderer.Format) -> String {
            GateRenderer(format: format).render(result)
        }
        #expect(SARIFRules(text(.sarif)).violations == [])
        #expect(JUnitRules(text(.junit)).violations == [])
        let root = try Document(json: text(.json)).root
        #expect(root["ledger"]?["head"]?["unreadable"]?.int64 == 1)
        #expect(root["changes"]?.elements.isEmpty == false)
        #expect(text(.github).contains("::error file=web.yaml,line=13"))
        #expect(text(.text).contains("| ") && text(.markdown).contains("| change |"))
    }
}
