import GitOpsGate
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("The gate")
struct GateTests {
    @Test("a change that breaks a control is new, fails, and shows the line that does it")
    func newFinding() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let result = try await GateFixture.result(
            configuration, base: GateFixture.base,
            head: GateFixture.base.merging(["web.yaml": GateFixture.privileged]) { $1 })
        let finding = try #require(result.report.findings.first { $0.rule.id == "workload-privileged-container" })
        #expect(finding.status == .new && finding.verdict == .fail && !result.passes)
        #expect(finding.places[0].position?.line == 13)
        #expect(finding.places[0].line?.contains("privileged: true") == true)
    }

    @Test("what the base has as well is recorded and does not fail; what is gone is fixed")
    func existingAndFixed() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let broken = GateFixture.base.merging(["web.yaml": GateFixture.privileged]) { $1 }
        let same = try await GateFixture.result(configuration, base: broken, head: broken)
        #expect(same.passes && GateFixture.rules(same, .new).isEmpty)
        #expect(GateFixture.rules(same, .existing).contains("workload-privileged-container"))
        let mended = try await GateFixture.result(configuration, base: broken, head: GateFixture.base)
        #expect(mended.passes && GateFixture.rules(mended, .fixed).contains("workload-privileged-container"))
    }

    @Test("lines that move make nothing new")
    func movedLines() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let moved = "# a comment\n\n" + GateFixture.privileged
        let result = try await GateFixture.result(
            configuration, base: ["web.yaml": GateFixture.privileged], head: ["web.yaml": moved])
        #expect(GateFixture.rules(result, .new).isEmpty && result.passes)
    }

    @Test("the least severity that fails is an option, for new findings and for old ones")
    func thresholds() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let broken = GateFixture.base.merging(["web.yaml": GateFixture.privileged]) { $1 }
        configuration.failOn.new = nil
        #expect(try await GateFixture.result(configuration, base: GateFixture.base, head: broken).passes)
        configuration.failOn.existing = .critical
        #expect(try await GateFixture.result(configuration, base: broken, head: broken).passes)
        configuration.failOn.existing = .medium
        #expect(try await !GateFixture.result(configuration, base: broken, head: broken).passes)
    }

    @Test(
        "what cannot be read fails by default, whether or not it is new",
        arguments: GateConfiguration.Thresholds.Unknown.allCases, [true, false])
    func unreadable(unknown: GateConfiguration.Thresholds.Unknown, isNew: Bool) async throws {
        var configuration = GateFixture.quiet
        configuration.failOn.unknown = unknown
        configuration.validation.isEnabled = true
        let broken = ["web.yaml": "kind: [\n"]
        let result = try await GateFixture.result(configuration, base: isNew ? [:] : broken, head: broken)
        let passes = unknown == .none || unknown == .new && !isNew
        #expect(result.passes == passes && result.isIncomplete == !passes)
        #expect(result.ledger.head.unreadable == 1)
    }

    @Test("objects that stand twice are told, of one folder one by one, of two folders together, and old ones as such")
    func duplicates() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let again = GateFixture.base.merging(["again.yaml": GateFixture.web.replacing(":1.2.3", with: ":1.2.4")]) { $1 }
        for isAsked in [true, false] {
            configuration.policies.isEnabled = isAsked
            let result = try await GateFixture.result(configuration, base: GateFixture.base, head: again)
            let finding = try #require(result.report.findings.first { $0.rule.id == "duplicate-object" })
            #expect(finding.status == .new && finding.verdict == .warn && result.passes)
            #expect(finding.places.map(\.origin.path) == ["again.yaml", "web.yaml"])
            let same = try await GateFixture.result(configuration, base: again, head: again)
            #expect(GateFixture.rules(same, .existing) == ["duplicate-object"])
            let mended = try await GateFixture.result(configuration, base: again, head: GateFixture.base)
            #expect(GateFixture.rules(mended, .fixed) == ["duplicate-object"])
            let folders = [
                "a/ns.yaml": GateFixture.namespace, "b/ns.yaml": GateFixture.namespace,
                "a/web.yaml": GateFixture.web, "b/web.yaml": GateFixture.web,
            ]
            let apart = try await GateFixture.result(configuration, base: GateFixture.base, head: folders)
            let told = apart.report.findings.filter { $0.status == .new && $0.verdict == .warn }
            #expect(told.map(\.rule.id) == ["folders-overlap"] && told[0].message.hasPrefix("2 objects of a are"))
        }
    }

    @Test(
        "each check counts what it looked at in both states, whether they have it alike or not",
        arguments: [true, false])
    func ledger(isSame: Bool) async throws {
        var configuration = GateConfiguration()
        configuration.podSecurity.standard = .restricted
        let other = isSame ? GateFixture.web : GateFixture.privileged
        let head = GateFixture.base.merging(["web.yaml": other]) { $1 }
        let result = try await GateFixture.result(configuration, base: GateFixture.base, head: head)
        let alone = try await GateFixture.result(configuration, base: nil, head: head)
        let former = try await GateFixture.result(configuration, base: nil, head: GateFixture.base)
        func subjects(_ result: GateResult, _ name: String) -> Int? {
            result.ledger.checks.first { $0.name == name }?.subjects
        }
        for name in ["schema", "policies", "pod-security", "access", "escalation"] {
            let (after, before) = (try #require(subjects(alone, name)), try #require(subjects(former, name)))
            #expect(subjects(result, name) == after + before, "\(name)")
        }
        #expect(subjects(alone, "policies") == 2)
        #expect(result.ledger.policies == alone.ledger.policies && result.ledger.basePolicies == former.ledger.policies)
        #expect(former.ledger.basePolicies == nil && result.ledger.isExact)
        let root = try Document(json: GateRenderer(format: .json).render(result)).root
        #expect(root["ledger"]?["basePolicies"]?["documents"]?.int64 == 2)
        #expect(root["ledger"]?["baseMutatingPolicies"] != nil && root["ledger"]?["policies"] != nil)
    }

    @Test("a gate that looks at nothing is unknown")
    func nothing() async throws {
        let empty = try await GateFixture.result(base: [:], head: [:])
        #expect(empty.verdict == .unknown && GateFixture.rules(empty, .new) == ["gate-nothing-checked"])
        let off = try await GateFixture.result(GateFixture.quiet, base: GateFixture.base, head: GateFixture.base)
        #expect(off.verdict == .unknown && GateFixture.rules(off, .new) == ["gate-nothing-checked"])
        var configuration = GateFixture.quiet
        configuration.podSecurity.isEnabled = true
        let unasked = try await GateFixture.result(configuration, base: GateFixture.base, head: GateFixture.base)
        let cause = unasked.report.findings.first { $0.rule.id == "gate-nothing-checked" }?.message
        #expect(cause?.contains("no namespace has a label of Pod Security, and podSecurity.level is not given") == true)
        configuration.podSecurity.isEnabled = false
        configuration.policies.isEnabled = true
        configuration.policies.paths = ["policies"]
        let none = try await GateFixture.result(configuration, base: GateFixture.base, head: GateFixture.base)
        #expect(none.verdict == .unknown && GateFixture.rules(none, .new) == ["gate-no-policies"])
    }

    @Test(
        "what is known of the base does not depend on what the change leaves alone",
        arguments: 0..<10 as Range<UInt64>)
    func sharing(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let enforcing = GateFixture.namespace.replacing(
            "{name: shop}", with: "{name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}")
        // A namespace that begins to enforce makes a finding of Pod Security of what was one of a control.
        let isEnforcing = seed.isMultiple(of: 2)
        func choices() -> [Bool] { (0..<5).map { _ in Bool.random(using: &random) } }
        func state(_ choices: [Bool]) -> [String: String] {
            var files = [
                "ns.yaml": isEnforcing || choices[3] ? enforcing : GateFixture.namespace,
                "access.yaml": Self.access.replacing("*", with: choices[4] ? "*" : "configmaps"),
            ]
            for (name, isPrivileged) in zip(["a", "b", "c"], choices) {
                files["\(name).yaml"] = (isPrivileged ? GateFixture.privileged : GateFixture.web)
                    .replacing("name: web,", with: "name: \(name),")
                    .replacing("web:1.2.3", with: "web:1.2.\(Int.random(in: 0...1, using: &random))")
            }
            return files
        }
        // In some the change leaves alone what permissions and ways to more power come from.
        let first = choices()
        let (base, head) = (state(first), state(seed < 6 ? choices() : first))
        var configuration = GateConfiguration()
        configuration.changes.isEnabled = false
        configuration.podSecurity.isEnabled = isEnforcing
        let alone = try await GateFixture.result(configuration, base: nil, head: base)
        let both = try await GateFixture.result(configuration, base: base, head: head)
        func prints(_ findings: [Finding]) -> [String] { findings.map(\.fingerprint.text).sorted() }
        // What became worse was known as well.
        let known = both.report.findings.filter {
            $0.status == .existing || $0.status == .fixed || $0.properties["worsened"] != nil
        }
        #expect(prints(known) == prints(alone.report.findings), "seed \(seed)")
    }

    private static let access = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: shop}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: web, namespace: shop}
        rules: [{apiGroups: [""], resources: ["*"], verbs: [get, create]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
        subjects: [{kind: ServiceAccount, name: default, namespace: shop}]
        """

    @Test("the result is the same with one thread, with several, and again", arguments: [1, 2, 5])
    func threads(count: Int) async throws {
        let head = GateFixture.base.merging(["web.yaml": GateFixture.privileged, "bad.yaml": "a: [\n"]) { $1 }
        func text(_ threads: Int) async throws -> String {
            let result = try await GateFixture.result(base: GateFixture.base, head: head, threads: threads)
            return GateRenderer(format: .json, showsExisting: true).render(result)
        }
        #expect(try await text(count) == text(1))
    }
}
