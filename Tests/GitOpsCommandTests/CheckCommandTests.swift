import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

/// `gitops check` over the shop of the examples, and over commits.
@Suite("The command gitops check")
struct CheckCommandTests {
    private static let shop = BuiltCommand.examples + "/shop"

    private static let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"

    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop}
        spec:
          containers:
            - name: web
              image: registry.example.com/shop/web:1.2.3
              securityContext: {privileged: true}

        """

    private func check(_ arguments: String..., in folder: String = shop) throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["check"] + arguments, in: folder)
    }

    @Test("the shipped example shows a privileged container, a wildcard role, a way to more power and harmless changes")
    func example() throws {
        let outcome = try check("base", "head")
        #expect(outcome.status == 1 && outcome.errors.isEmpty, "\(outcome.errors)")
        for text in [
            "pod-security-privileged", "rbac-path-node-root", "rbac-wildcard-resources", "| ",
            "~ ConfigMap shop/settings", "+ NetworkPolicy.networking.k8s.io shop/web",
            "fix: Remove securityContext.privileged", "looked at: ",
            "fail: ",
        ] { #expect(outcome.output.contains(text), "\(text)") }
        #expect(try check("base", "base").status == 0)
        #expect(try check("base", "head").output == outcome.output)
    }

    @Test("the README shows what the example prints")
    func readme() throws {
        let readme = try String(contentsOfFile: BuiltCommand.examples + "/../../README.md", encoding: .utf8)
        let marker = "$ gitops check base head\n"
        let start = try #require(readme.range(of: marker)).upperBound
        let end = try #require(readme.range(of: "```", range: start..<readme.endIndex)).lowerBound
        var output = Substring(try check("base", "head").output)
        // Lines that are left out are told by a line of their own.
        for part in readme[start..<end].split(separator: "…\n") {
            let place = try #require(output.range(of: part), "\(part)")
            output = output[place.upperBound...]
        }
        #expect(output.isEmpty)
    }

    @Test("each format that programs read is valid, and says the same")
    func formats() throws {
        for format in ["json", "sarif", "junit", "markdown", "github"] {
            let outcome = try check("base", "head", "--output", format, "--only-new")
            #expect(outcome.status == 1 && outcome.output.contains("pod-security-privileged"), "\(format)")
            if format == "sarif" { #expect(SARIFRules(outcome.output).violations == []) }
            if format == "junit" { #expect(JUnitRules(outcome.output).violations == []) }
        }
    }

    @Test("a range of commits is judged by the configuration of its base, of A...B by that of A")
    func ranges() throws {
        let fixture = try GitFixture()
        let configuration = try BuiltCommand.run(["check", "--init"]).output
        try fixture.commit("begin", ["ns.yaml": Self.namespace])
        try fixture.git("checkout", "-q", "-b", "change")
        try fixture.commit(
            "loosen",
            [
                "pod.yaml": Self.pod, ".gitops.yaml": configuration.replacing("new: medium", with: "new: none"),
            ])
        #expect(try fixture.gitops("check", "main..change").status == 1)
        #expect(try fixture.gitops("check", "main...change").output.contains("gate-rules-changed"))
        try fixture.git("checkout", "-q", "main")
        try fixture.commit("configure", [".gitops.yaml": configuration.replacing("new: medium", with: "new: none")])
        #expect(try fixture.gitops("check", "main...change").status == 0)
        #expect(try fixture.gitops("check", "main~1...change").status == 1)
        #expect(try fixture.gitops("check", "main~1...change", "--config", ".gitops.yaml").status == 0)
    }

    @Test("what cannot be read ends with 2, wrong usage with 64, and nothing to look at does not pass")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        #expect(try check("none", in: folder.path).status == 2)
        #expect(try check(".", in: folder.path).status == 1)
        try folder.write("bad.yaml", "kind: [\n")
        #expect(try check(".", in: folder.path).status == 2)
        try folder.write("bad.yaml", Self.gate)
        #expect(try check(".", in: folder.path).output.contains("from .gitops.yaml in the root alone"))
        try folder.write("bad.yaml", Self.namespace)
        #expect(try check(".", in: folder.path).status == 0)
        try folder.write(".gitops.yaml", "failOn: {}\n")
        let outcome = try check(".", in: folder.path)
        #expect(outcome.status == 2 && outcome.errors.contains(".gitops.yaml:1:1: "))
        for arguments in [[], ["a", "b", "c"], ["--init", "a"], ["--threads", "-1", "a"], ["--path", "x", "a"]] {
            #expect(try BuiltCommand.run(["check"] + arguments, in: folder.path).status == 64, "\(arguments)")
        }
        let elsewhere = try check("--repo", "/nope", ".", ".", in: folder.path)
        #expect(elsewhere.status == 64 && elsewhere.errors.contains("--repo goes with a range of revisions"))
        for path in ["../missing", "a/../missing", "./../missing", "missing/.."] {
            let missing = try check(path, in: folder.path)
            #expect(
                missing.status == 2 && missing.errors.contains("\(path): there is no such folder or file"), "\(missing)"
            )
        }
    }

    @Test("two files are two states, and a file beside a folder is told")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", Self.namespace)
        try folder.write("b.yaml", Self.namespace + "---\n" + Self.pod)
        let worse = try check("a.yaml", "b.yaml", in: folder.path)
        #expect(worse.status == 1 && worse.output.contains("workload-privileged-container"), "\(worse)")
        #expect(try check("b.yaml", "a.yaml", in: folder.path).status == 0)
        #expect(try check("b.yaml", in: folder.path).status == 1)
        let mixed = try check("a.yaml", ".", in: folder.path)
        #expect(mixed.status == 2 && mixed.errors.contains("give two folders, or two files"))
    }

    @Test("a definition that stands twice beside the manifests is told once, and a file named twice is no second one")
    func duplicateDefinitions() throws {
        let folder = try TemporaryFolder()
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: shops.example.com}
            spec:
              group: example.com
              scope: Cluster
              names: {kind: Shop, plural: shops, singular: shop, listKind: ShopList}
              versions:
                - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}

            """
        try folder.write("ns.yaml", Self.namespace)
        try folder.write("crds/a.yaml", definition)
        let rules = "manifests: {exclude: [crds]}\nvalidation: {definitions: [crds, crds/a.yaml]}\n"
        try folder.write(".gitops.yaml", Self.gate + rules)
        #expect(try !check(".", in: folder.path).output.contains("duplicate-object"))
        try folder.write("crds/b.yaml", definition)
        #expect(try check(".", in: folder.path).output.ranges(of: "duplicate-object").count == 1)
    }

    private static let gate = "apiVersion: gate.swift-gitops.dev/v1alpha1\nkind: GateConfiguration\n"

    @Test("what a dot hides is told alike of folders and of revisions, and what a change adds of it is a finding")
    func hiddenFiles() throws {
        let fixture = try GitFixture()
        try fixture.commit(
            "begin",
            [
                "ns.yaml": Self.namespace, ".hidden/role.yaml": Self.pod, ".hidden/deep/.more.yaml": Self.pod,
                "apps/.pod.yaml": Self.pod, "apps/.notes": "", ".github/workflows/ci.yaml": "on: push\n",
                ".gitignore": "", ".policies/none.yaml": Self.namespace,
                ".gitops.yaml": Self.gate
                    + "manifests: {exclude: [.github/]}\nvalidation: {definitions: [.policies]}\n",
            ])
        try fixture.git("checkout", "-q", "-b", "change")
        try fixture.commit("hide", [".new/role.yaml": Self.pod])
        func hidden(_ arguments: String...) throws -> [String] {
            let outcome = try BuiltCommand.run(["check"] + arguments + ["--output", "json"], in: fixture.path)
            return try Document(json: outcome.output).root["ledger"]?["head"]?["hidden"]?.elements.compactMap(\.string)
                ?? []
        }
        #expect(try hidden(".") == [".hidden", ".new", "apps/.pod.yaml"])
        #expect(try hidden("main..change") == [".hidden", ".new", "apps/.pod.yaml"])
        #expect(try hidden("main..change", "--path", "apps") == ["apps/.pod.yaml"])
        for format in ["text", "markdown", "github"] {
            let outcome = try fixture.gitops("check", "main..change", "--output", format)
            #expect(outcome.status == 0 && outcome.output.contains("not read, because the name begins with a dot"))
            #expect(outcome.output.contains("gate-hidden-files"))
        }
        // Who names a folder wants it read.
        #expect(try fixture.gitops("check", "main..change", "--path", ".new").status == 1)
        #expect(try fixture.gitops("check", ".new").status == 1)
        try fixture.commit("read", [".gitops.yaml": Self.gate + "manifests: {hidden: true, exclude: [.github/]}\n"])
        #expect(try fixture.gitops("check", ".").status == 1)
        #expect(try hidden(".").isEmpty)
        let access = try fixture.gitops("rbac", "lint", ".")
        #expect(access.errors.contains("not read, because the name begins with a dot: .github"))
    }

    @Test("a change of what hides files is told as a change of the rules, of folders and of revisions")
    func ignoreFiles() throws {
        let fixture = try GitFixture()
        try fixture.commit("begin", ["ns.yaml": Self.namespace, "a/.gitopsignore": "x.yaml\n"])
        try fixture.git("checkout", "-q", "-b", "change")
        try fixture.commit("hide", ["pod.yaml": Self.pod, ".gitopsignore": "pod.yaml\n"])
        let outcome = try fixture.gitops("check", "main..change")
        #expect(outcome.status == 1 && outcome.output.contains("the change alters .gitopsignore; what it hides"))
        #expect(outcome.output.contains("high  gate-files-ignored  pod.yaml (new)"))
        #expect(outcome.output.ranges(of: "gate-rules-changed").count == 1)
        let base = try TemporaryFolder()
        try base.write("ns.yaml", Self.namespace)
        #expect(try check(base.path, fixture.path).output.contains("the change alters a/.gitopsignore; what it hides"))
    }

    @Test("a configuration that leads nowhere, is a pipe or a folder is not taken for none")
    func specialConfigurations() throws {
        let folder = try TemporaryFolder()
        try folder.write("ns.yaml", Self.namespace)
        let file = folder.path + "/.gitops.yaml"
        for make in [
            { try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "nowhere") },
            { try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: ".gitops.yaml") },
            { try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false) },
            { #expect(mkfifo(file, 0o600) == 0) },
        ] {
            try make()
            let outcome = try check(".", in: folder.path)
            #expect(outcome.status == 2 && outcome.errors.contains(".gitops.yaml"))
            #expect(try check(Self.shop + "/base", ".", in: folder.path).status <= 2)
            try FileManager.default.removeItem(atPath: file)
        }
        try folder.write(
            ".gitops.yaml", Self.gate + (0..<1_000).map { "unknown\($0): 1\n" }.joined())
        let outcome = try check(".", in: folder.path)
        #expect(outcome.status == 2 && outcome.errors.hasSuffix("gitops: and 950 more\n"))
    }

    @Test("a change that breaks the configuration fails, and one that mends it is judged by the defaults and told")
    func brokenConfiguration() throws {
        let fixture = try GitFixture()
        try fixture.commit("begin", ["ns.yaml": Self.namespace, ".gitops.yaml": Self.gate + "failOn: {new: none}\n"])
        try fixture.commit("break", [".gitops.yaml": Self.gate + "failOnn: [\n"])
        let broken = try fixture.gitops("check", "HEAD~1..HEAD")
        #expect(broken.status == 1 && broken.output.contains("error  gate-rules-broken  .gitops.yaml (new)"))
        #expect(broken.output.contains("\n  4:1  error"), "\(broken.output)")
        let none = Self.gate + "failOn: {existing: critical}\n"
        let looser = Self.gate + "failOn: {new: none, unknown: none}\n"
        try fixture.commit("other", ["ns.yaml": Self.namespace + "\n"])
        #expect(try fixture.gitops("check", "HEAD~1..HEAD").status == 2)
        try fixture.git("checkout", "-q", "-b", "mend")
        try fixture.commit("mend", [".gitops.yaml": none])
        let mended = try fixture.gitops("check", "main..mend")
        #expect(mended.status == 0 && mended.output.contains("warn  gate-rules-mended  .gitops.yaml (new)"))
        // The configuration that mends it does not count yet, and must not loosen the defaults.
        try fixture.commit("loosen", [".gitops.yaml": looser])
        #expect(try fixture.gitops("check", "main..mend").output.contains("high  gate-rules-loosened"))
        try fixture.commit("more", ["pod.yaml": Self.pod])
        #expect(try fixture.gitops("check", "main..mend").status == 1)
        #expect(try fixture.gitops("check", "mend~1..mend").status == 0)
        try fixture.git("checkout", "-q", "-b", "remove", "main")
        try fixture.commit("remove", [".gitops.yaml": nil])
        #expect(try fixture.gitops("check", "main..remove").status == 0)
    }

    @Test("a change that breaks a file the configuration names fails, and one that mends it may pass")
    func brokenRules() throws {
        let head = "apiVersion: policy.swift-gitops.dev/v1alpha1\nkind: PolicyException\nmetadata: {name: web}\nspec:\n"
        let rest = "  reason: known\n  policies: [{name: workload-host-pid}]\n  resources: [{kinds: [Pod]}]\n"
        let configuration =
            Self.gate + "policies: {paths: [rules/policy.yaml], exceptions: [rules/exceptions]}\n"
            + "access: {assertions: [rules/access.yaml]}\n"
        let good: [String: String] = [
            "rules/policy.yaml": Self.policy("size(object.spec.containers) < 9"),
            "rules/exceptions/web.yaml": head + "  owner: ada\n  expires: 2099-01-01\n" + rest,
            "rules/access.yaml":
                "assertions:\n  - {name: a, subject: User ann, mayNot: {verbs: [get], resources: [secrets]}}\n",
        ]
        let bad: [String: String] = [
            "rules/policy.yaml": Self.policy("object.spec +"),
            "rules/exceptions/web.yaml": head + "  expires: 2099-01-01\n" + rest,
            "rules/access.yaml": "assertionns: []\n",
        ]
        for (path, text) in bad.sorted(by: { $0.key < $1.key }) {
            let fixture = try GitFixture()
            try fixture.commit("none", ["ns.yaml": Self.namespace])
            try fixture.commit("begin", good.merging([".gitops.yaml": configuration]) { $1 })
            // The first exception is one more, which somebody has to accept.
            let begun = try fixture.gitops("check", "HEAD~1..HEAD")
            #expect(begun.status == 1 && begun.output.contains("gate-rules-loosened"), "\(begun.output)")
            try fixture.folder.write("gate", Self.gate + "changes: {rulesLoosened: low}\n")
            #expect(try fixture.gitops("check", "HEAD~1..HEAD", "--config", "gate").status == 0)
            try fixture.commit("break", [path: text])
            let broken = try fixture.gitops("check", "HEAD~1..HEAD")
            #expect(broken.status == 1 && broken.output.contains("error  gate-rules-broken"), "\(path) \(broken)")
            try fixture.commit("mend", [path: good[path]])
            let mended = try fixture.gitops("check", "HEAD~1..HEAD")
            #expect(mended.status == 0 && mended.output.contains("warn  gate-rules-mended"), "\(path) \(mended)")
            let named = try fixture.gitops("check", "HEAD~3..HEAD~1")
            #expect(named.status == 1 && named.output.contains("error  gate-rules-broken"), "\(path) \(named)")
        }
    }

    @Test("what a kustomization does to its files is told once, at its first changed field, as severe as asked for")
    func unrendered() throws {
        let fixture = try GitFixture()
        let kind = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        try fixture.commit("begin", ["ns.yaml": Self.namespace, "kustomization.yaml": kind + "resources: [ns.yaml]\n"])
        try fixture.commit("add", ["kustomization.yaml": kind + "resources: [ns.yaml, ../base]\n"])
        #expect(try !fixture.gitops("check", "HEAD~1..HEAD").output.contains("gate-unrendered"))
        let patched = kind + "resources: [ns.yaml]\npatches: [{path: p.txt}]\nimages: []\n"
        try fixture.commit("patch", ["kustomization.yaml": patched])
        let outcome = try fixture.gitops("check", "HEAD~1..HEAD")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("  4:1  warn  gate-unrendered  kustomization.yaml (new)"))
        #expect(outcome.output.contains("what this change does: patches, images"))
        try fixture.commit("remote", ["kustomization.yaml": kind + "resources: [ns.yaml, 'https://example.com/x']\n"])
        #expect(try fixture.gitops("check", "HEAD~1..HEAD").output.contains("does: resources, patches (removed)"))
        for (severity, status) in [("medium", Int32(1)), ("none", 0)] {
            try fixture.folder.write("gate", Self.gate + "validation: {unrendered: \(severity)}\n")
            let other = try fixture.gitops("check", "HEAD~2..HEAD~1", "--config", "gate")
            #expect(other.status == status && other.output.contains("gate-unrendered") == (status == 1))
        }
        try fixture.commit(
            "chart", ["c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/values.yaml": "image: a\n"])
        #expect(try fixture.gitops("check", "HEAD~1..HEAD").output.ranges(of: "gate-unrendered").count == 2)
        // kustomize takes this name as well.
        try fixture.commit("capital", ["d/Kustomization": "images: [{name: a, newName: b}]\n"])
        #expect(try fixture.gitops("check", "HEAD~1..HEAD").output.contains("gate-unrendered  d/Kustomization (new)"))
    }

    @Test("many findings of one cause in a file are one block of the text, and a commit is named once")
    func manyFindings() throws {
        let fixture = try GitFixture()
        try fixture.commit("begin", ["ns.yaml": Self.namespace])
        let pods = (0..<50).map { Self.pod.replacing("name: web,", with: "name: web\($0),") }
            .joined(separator: "---\n")
        try fixture.commit("add", ["pods.yaml": pods])
        let outcome = try fixture.gitops("check", "HEAD~1..HEAD")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count { $0.contains("workload-privileged-container") } == 1)
        #expect(outcome.output.contains("workload-privileged-container  Pod shop/web0 (new) and 49 more alike"))
        #expect(outcome.output.contains("\n        and 44 more; see --output json\n"))
        #expect(outcome.output.ranges(of: "of Ada: add").count == 1)
        let json = try fixture.gitops("check", "HEAD~1..HEAD", "--output", "jsonlines").output
        #expect(json.split(separator: "\n").count { $0.contains("\"workload-privileged-container\",") } == 50)
        let threads = try fixture.gitops("check", "HEAD~1..HEAD", "--threads", "-1")
        #expect(threads.status == 64 && threads.errors.contains("--threads must be at least 0"))
    }

    private static func policy(_ expression: String) -> String {
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: p}
        spec:
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          validations: [{expression: "\(expression)"}]

        """
    }

    @Test("the template is a configuration, and the schema is JSON")
    func configuration() throws {
        let folder = try TemporaryFolder()
        try folder.write("ns.yaml", Self.namespace)
        try folder.write(".gitops.yaml", try BuiltCommand.run(["check", "--init"]).output)
        #expect(try check(".", in: folder.path).status == 0)
        let schema = try BuiltCommand.run(["check", "--print-schema"])
        #expect(try schema.status == 0 && Document(json: schema.output).root["properties"] != nil)
    }
}
