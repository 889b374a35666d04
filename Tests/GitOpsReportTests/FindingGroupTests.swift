import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("Findings of one cause")
struct FindingGroupTests {
    private static let requests = FindingRule(
        id: "shop-requests", summary: "Containers have requests.", help: "Add them.")

    /// A finding about a Deployment, at a line of a file.
    private static func finding(
        _ name: String, _ message: String, _ file: String, _ line: Int, cause: SourcePlace? = nil,
        verdict: Verdict = .fail
    ) -> Finding {
        Finding(
            rule: requests, verdict: verdict,
            subject: .resource(ResourceID(group: "apps", kind: "Deployment", namespace: "shop", name: name)),
            message: message, places: [ReportFixture.place(file, line, 3)] + (cause.map { [$0] } ?? []))
    }

    private static func groups(_ findings: [Finding]) -> [[String]] {
        FindingGroup.groups(of: findings).map { $0.findings.map { $0.places.first.map { "\($0)" } ?? "" } }
    }

    @Test("what differs only by the object and by what follows the colon is one cause, file by file")
    func messages() {
        let findings = [
            Self.finding("web", "containers without requests: web", "a.yaml", 1),
            Self.finding("api", "containers without requests: api, log", "b.yaml", 1),
            Self.finding("db", "containers without requests: db", "a.yaml", 9),
            Self.finding("web", "no binding refers to shop/web", "a.yaml", 2),
            Self.finding("webhook", "no binding refers to shop/webhook", "a.yaml", 4),
            Self.finding("db", "no binding refers to shop/web", "a.yaml", 6),
            Self.finding("web", "the rule \"get pods\" is redundant", "a.yaml", 7),
            Self.finding("web", "the rule \"get nodes\" is redundant", "a.yaml", 8),
        ]
        #expect(
            Self.groups(findings) == [
                ["a.yaml:1:3", "a.yaml:9:3"], ["b.yaml:1:3"], ["a.yaml:2:3", "a.yaml:4:3"], ["a.yaml:6:3"],
                ["a.yaml:7:3", "a.yaml:8:3"],
            ])
    }

    @Test("a cause in three files is told once, and so is a line that gives the same to many")
    func files() {
        let alike = ["a.yaml", "b.yaml", "c.yaml"].map { Self.finding("web", "has no requests", $0, 1) }
        #expect(Self.groups(alike) == [["a.yaml:1:3", "b.yaml:1:3", "c.yaml:1:3"]])
        let role = ReportFixture.place("role.yaml", 4, 3, role: "the rule")
        let given = [
            Self.finding("web", "web reaches secrets in 1 hop", "a.yaml", 1, cause: role),
            Self.finding("api", "api reaches secrets in 1 hop", "b.yaml", 1, cause: role),
            Self.finding("w", "account one: reads Secrets", "a.yaml", 2, cause: role),
            Self.finding("w", "account two: reads Secrets", "b.yaml", 2, cause: role),
            Self.finding("w", "w gains get pods", "a.yaml", 3, cause: role),
            Self.finding("w", "w gains get nodes", "b.yaml", 3, cause: role),
        ]
        #expect(
            Self.groups(given) == [
                ["a.yaml:1:3", "b.yaml:1:3"], ["a.yaml:2:3", "b.yaml:2:3"], ["a.yaml:3:3"], ["b.yaml:3:3"],
            ])
    }

    @Test("what weighs differently, has no place or could not be decided for another reason stands for itself")
    func apart() {
        var existing = Self.finding("web", "has no requests", "a.yaml", 2)
        existing.status = .existing
        var suppressed = Self.finding("web", "has no requests", "a.yaml", 3)
        suppressed.suppression = FindingSuppression(.external, justification: "old")
        var severe = Self.finding("web", "has no requests", "a.yaml", 4)
        severe.severity = .critical
        let nowhere = Finding(rule: Self.requests, subject: .other("commit 1"), message: "is not signed")
        let findings =
            [Self.finding("web", "has no requests", "a.yaml", 1), existing, suppressed, severe, nowhere, nowhere] + [
                Self.finding("web", "cannot be evaluated: no such key", "a.yaml", 5, verdict: .unknown),
                Self.finding("web", "cannot be evaluated: a list is expected", "a.yaml", 6, verdict: .unknown),
                Self.finding("web", "has no requests", "a.yaml", 7, verdict: .warn),
            ]
        #expect(FindingGroup.groups(of: findings).allSatisfy { $0.findings.count == 1 })
        #expect(FindingGroup.groups(of: findings).flatMap(\.findings) == findings)
    }

    @Test("text and Markdown tell the first of thirty in full and list some of the others; programs get all")
    func formats() {
        let findings = (0..<30).map {
            Self.finding("web\($0)", "containers without requests: c\($0)", "a.yaml", $0 + 1)
        }
        let report = FindingReport(findings: findings)
        #expect(
            FindingRenderer().render(report) == """
                medium  shop-requests  Deployment.apps shop/web0 and 29 more alike
                  containers without requests: c0
                  a.yaml:1:3
                  alike:
                    a.yaml:2:3  Deployment.apps shop/web1: c1
                    a.yaml:3:3  Deployment.apps shop/web2: c2
                    a.yaml:4:3  Deployment.apps shop/web3: c3
                    a.yaml:5:3  Deployment.apps shop/web4: c4
                    a.yaml:6:3  Deployment.apps shop/web5: c5
                    and 24 more; see --output json

                fail: 30 fail

                """)
        let markdown = FindingRenderer(format: .markdown).render(report)
        #expect(markdown.split(separator: "\n").count { $0.hasPrefix("| **") } == 1)
        #expect(markdown.ranges(of: "<details>").count == 1 && markdown.contains("\n- and 9 more\n"))
        #expect(markdown.contains("<code>Deployment.apps shop/web0</code> and 29 more alike |"))
        for format in [FindingRenderer.Format.json, .jsonlines, .csv, .junit, .sarif, .policyreport, .github] {
            let text = FindingRenderer(format: format).render(report)
            #expect((0..<30).allSatisfy { text.contains("without requests: c\($0)") }, "\(format)")
        }
    }

    @Test("a comment lists the worst causes and counts the others by their rules")
    func comment() {
        let findings = (0..<80).map { number in
            Finding(
                rule: number < 60 ? ReportFixture.bind : ReportFixture.image, subject: .other("subject \(number)"),
                message: "cause \(number)", places: [ReportFixture.place("\(number).yaml", 1, 1)])
        }
        let text = FindingRenderer(format: .markdown).render(FindingReport(findings: findings))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("| **") } == 50)
        #expect(
            text.contains(
                "30 more findings are not listed here: 10 of <code>shop-bind</code>, 20 of <code>shop-image</code>."))
    }

    @Test("the groups do not depend on anything but the findings and their order", arguments: 0..<20 as Range<UInt64>)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let findings = (0..<200).map { number in
            Self.finding(
                "web\(number % 7)", ["a", "b: \(number)", "web\(number % 7) c"].randomElement(using: &generator) ?? "",
                "\(Int.random(in: 0..<6, using: &generator)).yaml", number % 50 + 1)
        }
        let groups = FindingGroup.groups(of: findings)
        #expect(groups.map(\.findings) == FindingGroup.groups(of: findings).map(\.findings), "seed \(seed)")
        let places = { (findings: [Finding]) in findings.map { "\($0)" }.sorted() }
        #expect(places(groups.flatMap(\.findings)) == places(findings), "seed \(seed)")
        #expect(FindingGroup.groups(of: Array(findings.reversed())).count == groups.count, "seed \(seed)")
    }
}
