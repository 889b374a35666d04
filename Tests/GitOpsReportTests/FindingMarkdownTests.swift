import GitOpsReport
import Testing

@Suite("Findings as Markdown")
struct FindingMarkdownTests {
    private let revision = ReportRevision(
        repositoryURI: "https://example.com/shop", commit: "4f1c2aa", linkBase: "https://example.com/shop/blob/4f1c2aa/"
    )

    @Test("a comment has the verdict, a row for each finding, and details with links")
    func comment() {
        var report = ReportFixture.report
        report.findings = [report.findings[1]]
        let place = { (path: String, line: String, shown: String) in
            "<a href=\"https://example.com/shop/blob/4f1c2aa/\(path)#L\(line)\"><code>\(shown)</code></a>"
        }
        let deployer = place("rbac/deployer.yaml", "9", "rbac/deployer.yaml&#58;9&#58;3")
        let binding = place("rbac/binding.yaml", "7", "rbac/binding.yaml&#58;7&#58;3")
        let subject = "Role.rbac.authorization.k8s.io shop/deployer"
        #expect(
            FindingRenderer(format: .markdown, revision: revision).render(report) == """
                ### fail: 1 fail, 1 unreadable

                **Not readable**

                - <code>apps/broken.yaml&#58;3&#58;1&#58; not valid YAML; correct the text</code>

                | | rule | subject | what | place |
                |---|---|---|---|---|
                | **critical** | <code>shop-bind</code> | <code>\(subject)</code> | ServiceAccount shop/web reaches cluster-admin | \(deployer) |

                <details><summary><code>shop-bind&#58; \(subject)</code></summary>

                ServiceAccount shop/web reaches cluster-admin

                - \(deployer)

                1. shop/web holds Role deployer (\(binding))
                2. it may bind any role (\(deployer))
                3. cluster-admin

                **Fix:** name the roles that may be bound

                </details>

                """)
    }

    @Test("no name becomes HTML, a link, a table cell or a mention", arguments: ReportFixture.hostileNames)
    func hostile(name: String) {
        let text = FindingRenderer(format: .markdown, showsPassed: true, revision: revision)
            .render(ReportFixture.hostile(name))
        var tags: Set<String> = []
        for part in text.split(separator: "<").dropFirst() {
            tags.insert(String(part.prefix { $0 != " " && $0 != ">" }))
        }
        #expect(tags.isSubset(of: ["a", "/a", "code", "/code", "details", "/details", "summary", "/summary"]))
        #expect(
            !text.contains("](") && !text.contains("`") && !text.contains("@") && !text.contains(">www.")
                && !text.contains(" www."))
        for row in text.split(separator: "\n") where row.hasPrefix("| **") {
            #expect(row.unicodeScalars.count { $0 == "|" } == 6)
        }
    }

    @Test("a comment stays within its limit and counts what it leaves out")
    func limit() {
        let findings = (0..<2_000).map { number in
            Finding(
                rule: ReportFixture.bind, subject: .other("subject \(number)"), message: "message \(number)",
                places: [ReportFixture.place("a.yaml", number + 1, 1)])
        }
        let text = FindingRenderer(format: .markdown, markdownLimit: 10_000).render(FindingReport(findings: findings))
        #expect(text.utf8.count <= 10_000)
        #expect(text.contains("more findings are not listed here") && text.contains("2000 fail"))
    }
}
