import Foundation
import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

/// Two folders, and what the gate says of the way from one to the other by the configuration of the first.
private struct Folders {
    private static let head = "apiVersion: gate.swift-gitops.dev/v1alpha1\nkind: GateConfiguration\n"

    /// Rules that ask more than the defaults do.
    static let strict = """
        manifests: {hidden: true, exclude: [charts]}
        podSecurity: {level: baseline}
        controls: {minimumSeverity: low, allowedRegistries: [registry.example.com]}
        access: {assertions: [rules/access.yaml]}
        policies: {paths: [rules/policies], exceptions: [rules/exceptions]}
        commits: {policy: rules/commits.yaml}
        failOn: {new: medium, existing: critical, unknown: all}

        """

    static func exception(
        _ name: String = "agent", expires: String = "2026-12-31", policy: String = "workload-host-pid",
        names: String = "[agent]"
    ) -> String {
        """
        apiVersion: policy.swift-gitops.dev/v1alpha1
        kind: PolicyException
        metadata: {name: \(name)}
        spec:
          owner: ada
          reason: known
          expires: "\(expires)"
          policies: [{name: \(policy)}]
          resources: [{kinds: [Pod], names: \(names)}]

        """
    }

    static let assertion =
        "assertions:\n  - {name: a, subject: User ann, mayNot: {verbs: [get], resources: [secrets]}}\n"

    static let policy = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: p}
        spec:
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          validations: [{expression: "size(object.spec.containers) < 9"}]

        """

    static let files = [
        "ns.yaml": GateFixture.namespace, "rules/access.yaml": assertion, "rules/policies/p.yaml": policy,
        "rules/exceptions/agent.yaml": exception(), "rules/commits.yaml": "keys:\n  ssh:\n    - file: allowed\n",
    ]

    private static func write(_ files: [String: String], _ folder: URL) throws {
        for (name, text) in files {
            let url = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
    }

    /// What the gate says.
    static func result(
        _ base: String? = strict, _ head: String? = strict, altering files: [String: String?] = [:],
        from baseFiles: [String: String?] = [:], _ configure: (inout GateConfiguration) -> Void = { _ in }
    ) async throws -> GateResult {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let states = [("base", base, baseFiles), ("head", head, files)]
        for (name, configuration, altered) in states {
            var all = Folders.files
            if let configuration { all[".gitops.yaml"] = Self.head + configuration }
            for (path, text) in altered { all[path] = text }
            try write(all, root.appendingPathComponent(name))
        }
        let before = GateState.folder(root.appendingPathComponent("base").path)
        var configuration = try GateConfiguration(of: before)
        configure(&configuration)
        return try await Gate(configuration).evaluate(
            base: before, head: .folder(root.appendingPathComponent("head").path), now: GateFixture.now)
    }

    static func loosened(_ result: GateResult) -> [Finding] {
        result.report.findings.filter { $0.rule.id == "gate-rules-loosened" }
    }
}

@Suite("Changes that loosen the rules of the gate")
struct LoosenedRuleTests {
    @Test(
        "each key by which less fails is a finding that fails, at its line",
        arguments: [
            ("hidden: true", "hidden: false", "manifests.hidden was true and is false"),
            ("exclude: [charts]", "exclude: [charts, apps]", "manifests.exclude has apps"),
            ("exclude: [charts]", "exclude: [charts], include: ['*.yaml']", "manifests.include was empty"),
            ("level: baseline", "level: privileged", "podSecurity.level was baseline and is privileged"),
            ("{level: baseline}", "{enabled: false}", "podSecurity.enabled was true and is false"),
            ("minimumSeverity: low", "minimumSeverity: high", "controls.minimumSeverity was low and is high"),
            ("minimumSeverity: low", "disabled: [workload-host-pid]", "controls.disabled has workload-host-pid"),
            ("{minimumSeverity: low", "{enabled: false, minimumSeverity: low", "controls.enabled was true"),
            ("[registry.example.com]", "[registry.example.com, quay.io]", "controls.allowedRegistries has quay.io"),
            ("[registry.example.com]", "[]", "is empty: every registry is allowed"),
            ("access: {", "access: {paths: false, ", "access.paths was true"),
            ("access: {", "access: {gained: info, ", "access.gained was low"),
            ("assertions: [rules/access.yaml]", "assertions: []", "access.assertions had rules/access.yaml"),
            ("paths: [rules/policies]", "paths: []", "policies.paths had rules/policies"),
            ("paths: [rules/policies]", "paths: [rules/policies], ofManifests: false", "policies.ofManifests was true"),
            ("policy: rules/commits.yaml", "attribution: true", "commits.policy was rules/commits.yaml and is none"),
            ("new: medium", "new: high", "failOn.new was medium and is high"),
            ("new: medium", "new: none", "failOn.new was medium and is none"),
            ("existing: critical", "existing: none", "failOn.existing was critical and is none"),
            ("unknown: all", "unknown: new", "failOn.unknown was all and is new"),
            ("failOn:", "validation: {unknownKinds: ignore}\nfailOn:", "unknownKinds was unknown and is ignore"),
            ("failOn:", "changes: {dataLoss: low}\nfailOn:", "changes.dataLoss was high and is low"),
            ("failOn:", "changes: {rulesLoosened: none}\nfailOn:", "changes.rulesLoosened was high and is none"),
        ])
    func loosened(before: String, after: String, text: String) async throws {
        let head = Folders.strict.replacing(before, with: after)
        let result = try await Folders.result(Folders.strict, head)
        let findings = Folders.loosened(result)
        #expect(findings.count == 1, "\(findings.map(\.message))")
        let finding = try #require(findings.first)
        #expect(finding.message.contains(text) && finding.verdict == .fail && finding.severity == .high)
        #expect(finding.status == .new && !result.passes)
        let place = try #require(finding.places.first)
        #expect(place.origin.path == ".gitops.yaml" && place.position != nil && place.line != nil)
        #expect(try await Folders.loosened(Folders.result(head, Folders.strict)).isEmpty, "taken back")
    }

    @Test("the line is that of the head, and of the base where the key is gone")
    func places() async throws {
        let head = Folders.strict.replacing("new: medium", with: "new: high")
        let changed = try #require(try await Folders.loosened(Folders.result(Folders.strict, head)).first)
        #expect(changed.places.first?.position?.line == 9)
        #expect(changed.places.first?.line == "failOn: {new: high, existing: critical, unknown: all}")
        let removed = try #require(
            try await Folders.loosened(Folders.result("failOn: {existing: high}\n", nil)).first)
        #expect(removed.places.first?.role == "before the change")
        #expect(removed.places.first?.line == "failOn: {existing: high}")
    }

    @Test("an exception that is added, prolonged or widened fails, and one that is shortened or renamed does not")
    func exceptions() async throws {
        for (text, message) in [
            (Folders.exception() + "---\n" + Folders.exception("more", policy: "host"), "more of ada is added"),
            (Folders.exception(expires: "2027-01-31"), "was to end on 2026-12-31 and ends on 2027-01-31"),
            (Folders.exception(names: "['*']"), "covers more policies, rules or objects"),
            (Folders.exception(policy: "workload-*"), "covers more policies, rules or objects"),
        ] {
            let result = try await Folders.result(altering: ["rules/exceptions/agent.yaml": text])
            let finding = try #require(Folders.loosened(result).first, "\(message)")
            #expect(finding.message.contains(message) && finding.verdict == .fail && !result.passes)
            #expect(finding.places.first?.position != nil)
        }
        for text in [Folders.exception(expires: "2026-11-30"), Folders.exception("other")] {
            let result = try await Folders.result(altering: ["rules/exceptions/agent.yaml": text])
            #expect(Folders.loosened(result).isEmpty)
            #expect(result.report.findings.contains { $0.rule.id == "gate-rules-changed" && $0.verdict == .warn })
        }
    }

    @Test("rules of changes and access that an exception covers as well make it wider")
    func exceptionsFromRules() async throws {
        let more = Folders.exception().replacing("  resources:", with: "  rules: [change-privilege]\n  resources:")
        let result = try await Folders.result(altering: ["rules/exceptions/agent.yaml": more])
        #expect(Folders.loosened(result).first?.message.contains("covers more policies, rules or objects") == true)
    }

    @Test("a broken exception is mended by what it says; what excepts more, or longer, fails")
    func mendedExceptions() async throws {
        let path = "rules/exceptions/agent.yaml"
        let ownerless = Folders.exception().replacing("  owner: ada\n", with: "")
        let endless = Folders.exception().replacing("  expires: \"2026-12-31\"\n", with: "")
        let misspelt = ownerless.replacing("resources: [{", with: "resources: [{namspaces: [shop], ")
        for (broken, mended, isMore) in [
            (ownerless, Folders.exception(), false),
            (ownerless, Folders.exception(expires: "2026-11-30", names: "[agent]"), false),
            (ownerless, Folders.exception().replacing("[agent]", with: "[agent], namespaces: [shop]"), false),
            (ownerless, Folders.exception(expires: "2099-12-31"), true),
            (ownerless, Folders.exception(names: "['*']"), true), (ownerless, Folders.exception(policy: "'*'"), true),
            (endless, Folders.exception(), true), (misspelt, Folders.exception(), true),
        ] {
            let result = try await Folders.result(altering: [path: mended], from: [path: broken])
            #expect(result.report.findings.contains { $0.rule.id == "gate-rules-mended" && $0.verdict == .warn })
            let findings = Folders.loosened(result)
            #expect(findings.count == (isMore ? 1 : 0), "\(broken) \(mended) \(findings)")
            for finding in findings {
                #expect(finding.verdict == .fail && finding.message.contains("as it is mended it excepts more"))
                #expect(finding.places.first?.position != nil)
            }
        }
    }

    @Test("a statement or policy that is removed or says something else fails")
    func files() async throws {
        let other = Folders.assertion.replacing("secrets", with: "pods")
        for (text, message) in [("assertions: []\n", "is removed"), (other, "says something else")] {
            let result = try await Folders.result(altering: ["rules/access.yaml": text])
            let finding = try #require(Folders.loosened(result).first)
            #expect(finding.message.contains(message) && !result.passes)
        }
        let added = Folders.assertion + "  - {name: b, subject: User ann, mayNot: {verbs: [get], resources: [pods]}}\n"
        #expect(try await Folders.loosened(Folders.result(altering: ["rules/access.yaml": added])).isEmpty)
    }

    @Test("who runs the gate accepts it by a configuration that says as much, or that weighs it less")
    func accepted() async throws {
        let head = Folders.strict.replacing("new: medium", with: "new: high")
        #expect(try await Folders.loosened(Folders.result(Folders.strict, head) { $0.failOn.new = .high }).isEmpty)
        let weighed = try await Folders.result(Folders.strict, head) { $0.changes.severities[.rulesLoosened] = .low }
        #expect(Folders.loosened(weighed).map(\.verdict) == [.warn])
    }

    @Test("a file that was read and is moved where it is not read fails, and a new one there is a warning")
    func movedOutOfSight() async throws {
        let kind = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        let read: [String: String?] = [
            "app.yaml": GateFixture.web, "kustomization.yaml": kind + "resources: [app.yaml]\n",
        ]
        func kustomization(_ file: String) -> String { kind + "resources: [\(file)]\n" }
        for (path, listed) in [
            (".app.yaml", "app.yaml"), (".apps/app.yaml", ".apps"), ("app.yaml.txt", "app.yaml.txt"),
        ] {
            let moved: [String: String?] = [path: GateFixture.web, "kustomization.yaml": kustomization(listed)]
            for text in [GateFixture.web, GateFixture.privileged] {
                let result = try await Folders.result(
                    nil, nil, altering: moved.merging([path: text]) { $1 }, from: read)
                let findings = result.report.findings.filter { $0.rule.id == "gate-files-ignored" }
                #expect(findings.map(\.subject) == [.other(path)], "\(path) \(result.report.findings.map(\.message))")
                #expect(findings.first?.verdict == .fail && !result.passes)
            }
            let same = try await Folders.result(nil, nil, altering: moved, from: moved)
            #expect(!same.report.findings.contains { $0.rule.id == "gate-files-ignored" })
        }
        let added = try await Folders.result(
            nil, nil, altering: read.merging([".new.yaml": GateFixture.web]) { $1 }, from: read)
        #expect(!added.report.findings.contains { $0.rule.id == "gate-files-ignored" })
        #expect(added.report.findings.contains { $0.rule.id == "gate-hidden-files" && $0.verdict == .warn })
        let removed = try await Folders.result(nil, nil, altering: ["app.txt": GateFixture.web], from: read)
        #expect(!removed.report.findings.contains { $0.rule.id == "gate-files-ignored" })
    }

    @Test("what an altered ignore file hides fails, be it old or new, and what it hid before does not")
    func ignored() async throws {
        let hidden = try await Folders.result(
            nil, nil, altering: [".gitopsignore": "ns.yaml\nnew.yaml\n", "new.yaml": GateFixture.privileged])
        let findings = hidden.report.findings.filter { $0.rule.id == "gate-files-ignored" }
        #expect(findings.map(\.subject) == [.other("new.yaml"), .other("ns.yaml")])
        #expect(findings.allSatisfy { $0.verdict == .fail && $0.severity == .high } && !hidden.passes)
        let none = try await Folders.result(nil, nil, altering: [".gitopsignore": "nothing.yaml\n"])
        #expect(!none.report.findings.contains { $0.rule.id == "gate-files-ignored" })
    }
}
