import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("Findings as JUnit")
struct JUnitTests {
    @Test("a suite for each rule, a case for each subject")
    func suites() {
        #expect(
            FindingRenderer(format: .junit).render(ReportFixture.report) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="gitops" tests="5" failures="2" errors="1" skipped="1">
                  <testsuite name="shop-host-path" tests="1" failures="1" errors="0" skipped="0">
                    <testcase classname="shop-host-path" name="Deployment.apps shop/web spec.volumes[name=data].hostPath" file="apps/web.yaml" line="12">
                      <failure message="the volume &quot;data&quot; is a folder of the node" type="high">apps/web.yaml:12:5: the volume
                apps/web.yaml:20:9: its mount
                fix: remove the volume</failure>
                    </testcase>
                  </testsuite>
                  <testsuite name="shop-bind" tests="1" failures="1" errors="0" skipped="0">
                    <testcase classname="shop-bind" name="Role.rbac.authorization.k8s.io shop/deployer" file="rbac/deployer.yaml" line="9">
                      <failure message="ServiceAccount shop/web reaches cluster-admin" type="critical">rbac/deployer.yaml:9:3
                1. rbac/binding.yaml:7:3: shop/web holds Role deployer
                2. rbac/deployer.yaml:9:3: it may bind any role
                3. cluster-admin
                fix: name the roles that may be bound</failure>
                    </testcase>
                  </testsuite>
                  <testsuite name="shop-image" tests="2" failures="0" errors="0" skipped="1">
                    <testcase classname="shop-image" name="Deployment.apps shop/web" file="apps/web.yaml" line="9">
                      <skipped message="suppressed: built in the cluster"/>
                    </testcase>
                    <testcase classname="shop-image" name="job/backup"/>
                  </testsuite>
                  <testsuite name="unreadable" tests="1" failures="0" errors="1" skipped="0">
                    <testcase classname="unreadable" name="apps/broken.yaml:3:1">
                      <error message="not valid YAML; correct the text" type="unknown"/>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test("verdicts become outcomes", arguments: Verdict.allCases)
    func outcomes(verdict: Verdict) {
        let finding = Finding(rule: ReportFixture.image, verdict: verdict, subject: .other("x"), message: "m")
        let text = FindingRenderer(format: .junit).render(FindingReport(findings: [finding]))
        let element =
            switch verdict {
            case .pass: "name=\"x\"/>"
            case .skip: "<skipped"
            case .audit, .warn: "<system-out>"
            case .unknown, .error: "<error"
            case .fail: "<failure"
            }
        #expect(text.contains(element))
    }

    @Test("no name adds an element or an attribute", arguments: ReportFixture.hostileNames)
    func hostile(name: String) {
        for verdict in Verdict.allCases {
            let text = FindingRenderer(format: .junit).render(ReportFixture.hostile(name, verdict: verdict))
            var open: [String] = []
            // What stands between `<` and `>`, with the attributes that are well formed taken out, is a name.
            for part in text.unicodeScalars.split(separator: "<").dropFirst() {
                let tag = String(String.UnicodeScalarView(part.prefix { $0 != ">" }))
                let words = tag.split(separator: "\"", omittingEmptySubsequences: false)
                #expect(words.count % 2 == 1, "\(tag)")
                let element = String(words[0].prefix { $0 != " " && $0 != "/" })
                if tag.hasPrefix("/") {
                    #expect(open.popLast() == String(tag.dropFirst()))
                } else if !tag.hasSuffix("/") {
                    open.append(element)
                }
            }
            #expect(open.isEmpty)
            #expect(!text.unicodeScalars.contains("\u{FFFE}") && !text.unicodeScalars.contains("\u{FFFF}"))
        }
    }

    @Test("every report has the elements, attributes and counts of the schema", arguments: Verdict.allCases)
    func rules(verdict: Verdict) {
        let reports = ReportFixture.hostileNames.map { ReportFixture.hostile($0, verdict: verdict) }
        for report in reports + [ReportFixture.report, FindingReport(findings: [])] {
            let text = FindingRenderer(format: .junit).render(report)
            #expect(JUnitRules(text).violations == [])
        }
    }

    @Test("what breaks the schema is seen")
    func brokenRules() {
        let text = FindingRenderer(format: .junit).render(ReportFixture.report)
        for (part, replacement) in [
            ("tests=\"5\"", "tests=\"6\""), ("<skipped", "<ignored"), ("classname", "class"), ("</testsuites>", ""),
        ] {
            #expect(!JUnitRules(text.replacing(part, with: replacement)).violations.isEmpty, "\(part)")
        }
    }
}
