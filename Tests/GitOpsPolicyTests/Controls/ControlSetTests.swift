import Foundation
import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Sets of controls")
struct ControlSetTests {
    @Test("controls are chosen by severity, category and id")
    func choice() {
        #expect(ControlSet().controls == Control.all)
        let high = ControlSet(minimumSeverity: .high)
        #expect(!high.controls.isEmpty && high.controls.allSatisfy { $0.severity >= .high })
        let rbac = ControlSet(categories: [.rbac], disabled: ["rbac-everything"])
        #expect(rbac.controls.allSatisfy { $0.category == .rbac && $0.id != "rbac-everything" })
        #expect(rbac.controls.count == Control.all.filter { $0.category == .rbac }.count - 1)
    }

    @Test("ids that no control has are told")
    func unknownIDs() {
        let set = ControlSet(disabled: ["workload-host-pid", "workload-host-pids", "image-registry"])
        #expect(set.unknownIDs == ["workload-host-pids"])
    }

    @Test(
        "images come from allowed registries, by whole parts of their names",
        arguments: [
            ("registry.example/shop/web:1", true), ("registry.example/shop-2/web:1", false), ("nginx:1", true),
            ("docker.io/library/nginx", true), ("someone/nginx:1", false), ("registry.example:5000/shop/web", false),
            ("localhost/library/nginx", false), ("registry.example.evil.example/shop/web", false),
            ("it's.example/a", true),
        ])
    func registries(image: String, isAllowed: Bool) {
        let set = ControlSet(allowedRegistries: ["registry.example/shop/", "docker.io/library", "it's.example"])
        let pod = ControlFixture.pod().replacing("registry.example/shop/web:1.4", with: "\"\(image)\"")
        let check = PolicySet(set.manifests).check(AdmissionSimulation(head: PolicyFixture.set(pod)))
        let found = check.findings.filter { $0.rule.id == "image-registry" }
        #expect(found.isEmpty == isAllowed)
        #expect(found.allSatisfy { $0.verdict == .fail && $0.message.contains(image) })
    }

    @Test("what is told to a control stays a text", arguments: ["'] == [] || ['", "\\", "\\'", "a\nb", "'''", "é"])
    func quoting(text: String) throws {
        let policies = PolicySet(ControlSet(allowedRegistries: [text]).manifests)
        #expect(policies.issues.isEmpty)
        let check = policies.check(
            AdmissionSimulation(head: PolicyFixture.set(ControlFixture.keptPod)))
        #expect(check.findings.contains { $0.rule.id == "image-registry" && $0.verdict == .fail })
    }

    @Test("the list in the documentation is that of the controls")
    func documentation() throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let file = folder.appending(path: "Sources/GitOpsPolicy/GitOpsPolicy.docc/BuiltInControls.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        for control in ControlSet(allowedRegistries: ["a"]).controls {
            let tags = control.references.map(\.tag).joined(separator: ", ")
            let row = "| `\(control.id)` | \(control.severity.rawValue) | \(control.summary) | \(tags) |"
            #expect(text.contains("\n\(row)\n"), "add the line: \(row)")
        }
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.split(separator: "|").count == 4 }
        #expect(rows.count == Control.all.count + 1)
    }
}
