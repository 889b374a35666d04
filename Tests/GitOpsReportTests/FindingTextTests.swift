import GitOpsReport
import Testing

@Suite("Findings for people")
struct FindingTextTests {
    @Test("text has a block for each finding that asks for something")
    func text() {
        #expect(
            FindingRenderer().render(ReportFixture.report) == """
                high  shop-host-path  Deployment.apps shop/web
                  the volume "data" is a folder of the node
                  at spec.volumes[name=data].hostPath
                  apps/web.yaml:12:5  the volume
                  apps/web.yaml:20:9  its mount
                  fix: remove the volume

                critical  shop-bind  Role.rbac.authorization.k8s.io shop/deployer
                  ServiceAccount shop/web reaches cluster-admin
                  rbac/deployer.yaml:9:3
                  steps:
                    1. shop/web holds Role deployer  rbac/binding.yaml:7:3
                      2. it may bind any role  rbac/deployer.yaml:9:3
                    3. cluster-admin
                  fix: name the roles that may be bound

                warn  shop-image  Deployment.apps shop/web (suppressed)
                  the image web has no tag
                  apps/web.yaml:9:7
                  suppressed: built in the cluster

                unreadable  apps/broken.yaml:3:1: not valid YAML; correct the text

                fail: 2 fail, 1 pass, 1 skip, 1 unreadable

                """)
    }

    @Test("passed findings are listed when asked for, and colours used when asked for")
    func options() {
        #expect(
            FindingRenderer(showsPassed: true).render(ReportFixture.report).contains("pass  shop-image  job/backup"))
        #expect(!FindingRenderer().render(ReportFixture.report).contains("\u{1B}"))
        #expect(FindingRenderer(isColored: true).render(ReportFixture.report).contains("\u{1B}[31mhigh\u{1B}[0m"))
    }

    @Test("no name reaches the terminal with a character that it acts on", arguments: ReportFixture.hostileNames)
    func hostile(name: String) {
        for format in FindingRenderer.Format.allCases where format != .csv {
            let text = FindingRenderer(format: format, showsPassed: true).render(ReportFixture.hostile(name))
            #expect(!holdsHiddenCharacter(text), "\(format)")
        }
        let csv = FindingRenderer(format: .csv).render(ReportFixture.hostile(name))
        #expect(!holdsHiddenCharacter(String(csv.unicodeScalars.filter { $0 != "\r" })))
    }

    @Test("the same report gives the same bytes", arguments: FindingRenderer.Format.allCases)
    func deterministic(format: FindingRenderer.Format) {
        var report = ReportFixture.report
        for index in report.findings.indices {
            for key in 0..<20 { report.findings[index].properties["key\(key)"] = "\(key)" }
        }
        var other = report
        for index in report.findings.indices {
            // Another order of insertion, and so another order of the dictionary.
            other.findings[index].properties = [:]
            for (key, value) in report.findings[index].properties.sorted(by: >) {
                other.findings[index].properties[key] = value
            }
        }
        #expect(FindingRenderer(format: format).render(report) == FindingRenderer(format: format).render(other))
    }

    @Test("an empty report says so", arguments: FindingRenderer.Format.allCases)
    func empty(format: FindingRenderer.Format) {
        let text = FindingRenderer(format: format).render(FindingReport(findings: []))
        #expect(text.utf8.last == UInt8(ascii: "\n"))
    }
}
