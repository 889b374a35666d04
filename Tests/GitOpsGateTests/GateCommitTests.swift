import Foundation
import GitOpsGate
import GitOpsManifest
import GitOpsReport
import GitOpsRepository
import GitOpsTestSupport
import Testing

/// A repository with two commits.
private final class Commits {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path

    /// How many commits lead from the base to the head.
    private let count: Int

    /// - Parameter between: states on the way from the base to the head.
    init(base: [String: String], between: [[String: String]] = [], head: [String: String]) throws {
        count = between.count + 1
        try git("init", "-q", "-b", "main", path)
        try commit(base)
        for state in between { try commit(state) }
        try commit(head)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    private func git(_ arguments: String...) throws -> String {
        let names = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        return try GitProgram.run(names + arguments, in: FileManager.default.temporaryDirectory.path)
    }

    private func commit(_ files: [String: String]) throws {
        for entry in try FileManager.default.contentsOfDirectory(atPath: path) where entry != ".git" {
            try FileManager.default.removeItem(atPath: "\(path)/\(entry)")
        }
        for (name, text) in files {
            let url = URL(fileURLWithPath: path).appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try git("-C", path, "add", "-A")
        try git("-C", path, "commit", "-q", "--allow-empty", "-m", "change the shop")
    }

    func id(_ revision: String) throws -> String {
        try git("-C", path, "rev-parse", revision).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What the gate says with the configuration of the base.
    func result() async throws -> GateResult {
        let repository = try Repository(opening: path)
        let range = try repository.resolveRange("HEAD~\(count)..HEAD")
        let base = GateState.commit(range.base, repository)
        return try await Gate(GateConfiguration(of: base)).evaluate(
            base: base, head: .commit(range.head, repository), now: GateFixture.now)
    }
}

@Suite("The gate over commits")
struct GateCommitTests {
    private static let configuration = """
        apiVersion: gate.swift-gitops.dev/v1alpha1
        kind: GateConfiguration
        manifests: {hidden: true}
        access: {enabled: false}
        """

    private static let commitPolicy = """
        keys:
          ssh:
            - file: keys/allowed
        """

    private static let key =
        "ada@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"

    private static func files(_ others: [String: String], configuration: String = "") -> [String: String] {
        [
            "ns.yaml": GateFixture.namespace, "web.yaml": GateFixture.web,
            ".gitops.yaml": Self.configuration + configuration,
        ]
        .merging(others) { $1 }
    }

    private static func rules(_ result: GateResult) -> Set<String> {
        Set(result.report.findings.filter { $0.verdict == .fail && $0.status == .new }.map(\.rule.id))
    }

    @Test("a change cannot loosen the configuration, the commit policy and the keys that it is judged by")
    func rulesOfTheBase() async throws {
        let policy = "\ncommits: {policy: security/commits.yaml}\n"
        let base = Self.files(
            ["security/commits.yaml": Self.commitPolicy, "security/keys/allowed": Self.key], configuration: policy)
        for head in [
            base.merging(["web.yaml": GateFixture.privileged]) { $1 },
            Self.files(["web.yaml": GateFixture.privileged]),
            base.merging(["web.yaml": GateFixture.privileged, "security/keys/allowed": ""]) { $1 },
            base.merging([
                "web.yaml": GateFixture.privileged, ".gitops.yaml": Self.configuration + "\nfailOn: {new: none}\n",
            ]) { $1 },
        ] {
            let result = try await Commits(base: base, head: head).result()
            #expect(Self.rules(result).isSuperset(of: ["commit-unsigned", "workload-privileged-container"]))
            #expect(result.report.problems.isEmpty)
            let isChanged =
                head.filter { !$0.key.hasSuffix("web.yaml") } != base.filter { !$0.key.hasSuffix("web.yaml") }
            #expect(result.report.findings.contains { $0.rule.id == "gate-rules-changed" } == isChanged)
        }
    }

    @Test("what a change adds cannot except it, and a rule that is missing is told")
    func addedRules() async throws {
        let base = Self.files([:], configuration: "\npolicies: {exceptions: [exceptions.yaml]}\n")
        let exception = """
            apiVersion: policy.swift-gitops.dev/v1alpha1
            kind: PolicyException
            metadata: {name: web}
            spec:
              owner: ada
              reason: none
              expires: "2026-12-31"
              policies: [{name: workload-privileged-container}]
              resources: [{kinds: [Deployment.apps], namespaces: [shop], names: [web]}]
            """
        let head = base.merging(["web.yaml": GateFixture.privileged, "exceptions.yaml": exception]) { $1 }
        let result = try await Commits(base: base, head: head).result()
        #expect(Self.rules(result).contains("workload-privileged-container"))
        // The change that brings it mends the base.
        #expect(result.report.findings.contains { $0.rule.id == "gate-rules-mended" })
        let without = try await Commits(base: base, head: base.merging(["ns.yaml": ""]) { $1 }).result()
        #expect(without.isIncomplete && !without.report.problems.isEmpty)
        let next = head.merging(["ns.yaml": GateFixture.namespace + "  \n"]) { $1 }
        let after = try await Commits(base: head, head: next).result()
        #expect(after.passes && after.report.problems.isEmpty)
        let excepted = after.report.findings.first { $0.rule.id == "workload-privileged-container" }
        #expect(excepted?.suppression != nil)
        #expect(
            after.ledger.head.resources == 2 && after.ledger.head.others == 2, "the gate's own files are no resources")
    }

    @Test("a change that breaks the commit policy fails, and one that mends it is judged without it")
    func commitPolicies() async throws {
        let configuration = "\ncommits: {policy: security/commits.yaml}\n"
        func files(_ policy: String) -> [String: String] {
            Self.files(
                ["security/commits.yaml": policy, "security/keys/allowed": Self.key], configuration: configuration)
        }
        let (good, bad) = (files(Self.commitPolicy), files("keyss: []\n"))
        let broken = try await Commits(base: good, head: bad).result()
        let errors = broken.report.findings.filter { $0.rule.id == "gate-rules-broken" }
        #expect(errors.first?.places.first?.origin.path == "security/commits.yaml" && !broken.passes)
        let mended = try await Commits(base: bad, head: good).result()
        #expect(mended.report.findings.contains { $0.rule.id == "gate-rules-mended" && $0.verdict == .warn })
        #expect(mended.report.problems.isEmpty && !Self.rules(mended).contains("commit-unsigned"))
        // A key that is gone breaks the policy that names it.
        let keyless = good.filter { $0.key != "security/keys/allowed" }
        let without = try await Commits(base: good, head: keyless).result()
        #expect(without.report.findings.contains { $0.rule.id == "gate-rules-broken" })
        #expect(try await Commits(base: keyless, head: good).result().report.problems.isEmpty)
    }

    @Test("a finding has the commit that brought it")
    func attribution() async throws {
        let base = Self.files([:])
        let result = try await Commits(base: base, head: base.merging(["web.yaml": GateFixture.privileged]) { $1 })
            .result()
        let finding = result.report.findings.first { $0.rule.id == "workload-privileged-container" }
        #expect(finding?.attribution?.author == "Ada" && finding?.attribution?.subject == "change the shop")
    }

    @Test("a finding whose line is older than the change has the commit that made it one")
    func attributionOfRemovals() async throws {
        let kept = GateFixture.web + "\n          securityContext: {allowPrivilegeEscalation: false}\n"
        let base = Self.files(["web.yaml": kept])
        let removed = base.merging(["web.yaml": GateFixture.web]) { $1 }
        let commits = try Commits(
            base: base, between: [removed], head: removed.merging(["ns.yaml": GateFixture.namespace + "  \n"]) { $1 })
        let result = try await commits.result()
        let finding = result.report.findings.first { $0.rule.id == "workload-privilege-escalation" }
        let removal = try commits.id("HEAD~1")
        #expect(finding?.status == .new && finding?.attribution?.commit == removal)
    }

    private static let administrators = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: ci}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects:
          - {kind: ServiceAccount, name: ci, namespace: shop}
        """

    @Test(
        "what somebody gains in a range of several commits has the one that granted it, be it a new binding or a new line"
    )
    func attributionOfAccess() async throws {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ci, namespace: shop}\n"
        let base = Self.files([
            "account.yaml": account,
            ".gitops.yaml": Self.configuration.replacing("enabled: false", with: "enabled: true"),
        ])
        let granted = base.merging(["admin.yaml": Self.administrators]) { $1 }
        let more = Self.administrators + "\n  - {kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}\n"
        let later = ["ns.yaml": GateFixture.namespace + "  \n"]
        for (before, after, subject) in [
            (base, granted, "ServiceAccount shop/ci"),
            (granted, granted.merging(["admin.yaml": more]) { $1 }, "User ann"),
        ] {
            let commits = try Commits(base: before, between: [after], head: after.merging(later) { $1 })
            let result = try await commits.result()
            let grant = try commits.id("HEAD~1")
            let found = result.report.findings.filter {
                $0.status == .new && ($0.rule.id == "rbac-gained" || $0.rule.id.hasPrefix("rbac-path-"))
            }
            #expect(found.contains { $0.rule.id == "rbac-gained" && $0.subject == .other(subject) })
            #expect(found.contains { $0.rule.id.hasPrefix("rbac-path-") })
            for finding in found {
                #expect(finding.attribution?.commit == grant, "\(finding)")
                #expect(finding.places.first?.origin.path == "admin.yaml")
            }
        }
    }
}
