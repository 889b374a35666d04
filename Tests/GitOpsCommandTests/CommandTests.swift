import Foundation
import Testing

/// Runs the built command as a user does.
@Suite("The gitops command")
struct CommandTests {
    private let shop = BuiltCommand.examples + "/shop"

    private func gitops(_ arguments: String..., input: String = "") throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(arguments, input: input)
    }

    @Test("diff of the shipped example shows each change with its place, and exits with 1")
    func diff() throws {
        let result = try gitops("diff", shop + "/base", shop + "/head")
        #expect(result.status == 1)
        #expect(result.output.contains("+ NetworkPolicy.networking.k8s.io shop/web  web/policy.yaml:1:1"))
        #expect(result.output.contains("~ spec.replicas: 2 -> 3  web/web.yaml:10:3"))
        #expect(
            result.output.contains(
                "> HorizontalPodAutoscaler.autoscaling shop/web  web/autoscaling.yaml:1:1 -> scaling/web.yaml:1:1"))
        #expect(!result.output.contains("horse") && !result.output.contains("staple"))
        #expect(!result.output.contains("\u{1B}"))
        #expect(result.errors.isEmpty)
    }

    @Test(
        "diff of a thing with itself exits with 0",
        arguments: ["text", "unified", "json", "jsonpatch", "mergepatch", "markdown"])
    func same(format: String) throws {
        let result = try gitops("diff", shop + "/base", shop + "/base", "--output", format)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(
        "two runs and any number of threads print the same bytes", arguments: ["text", "json", "unified", "markdown"])
    func deterministic(format: String) throws {
        let one = try gitops("diff", shop + "/base", shop + "/head", "--output", format, "--threads", "1")
        let many = try gitops("diff", shop + "/base", shop + "/head", "--output", format, "--threads", "7")
        #expect(one.output == many.output && !one.output.isEmpty)
    }

    @Test("every line of JSON output is a JSON object")
    func jsonLines() throws {
        let result = try gitops("diff", shop + "/base", shop + "/head", "--output", "json")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count > 5)
        for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any]) }
    }

    @Test("standard input can be one side")
    func standardInput() throws {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
        let result = try gitops("diff", shop + "/base/namespace.yaml", "-", input: text)
        #expect(result.status == 1)
        #expect(result.output.contains("1 added, 1 removed"))
    }

    @Test("two single files are compared whatever their names, also through a pipe")
    func singleFiles() throws {
        let text = try String(contentsOfFile: shop + "/base/namespace.yaml", encoding: .utf8)
        #expect(try gitops("diff", shop + "/base/namespace.yaml", "-", input: text).status == 0)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pipe = folder + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        Thread.detachNewThread { try? text.write(toFile: pipe, atomically: false, encoding: .utf8) }
        #expect(try gitops("diff", shop + "/base/namespace.yaml", pipe).status == 0)
    }

    @Test("what is no resource and changes is told, and is a change")
    func otherDocuments() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for side in ["base", "head"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(side)", withIntermediateDirectories: true)
            try "replicas: \(side.count)\nside: \(side)\n"
                .write(toFile: "\(folder)/\(side)/values.yaml", atomically: true, encoding: .utf8)
        }
        try "hidden/\n".write(toFile: "\(folder)/head/.gitopsignore", atomically: true, encoding: .utf8)
        for format in ["text", "unified", "json", "markdown"] {
            let result = try gitops("diff", folder + "/base", folder + "/head", "--output", format)
            #expect(result.status == 1, "\(format)")
            #expect(result.output.contains("values.yaml") && result.output.contains(".gitopsignore"), "\(format)")
        }
        #expect(try gitops("diff", folder + "/head", folder + "/head").status == 0)
    }

    @Test(
        "output that cannot be written is an error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDevice() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "\"$0\" inspect \"$1\" > /dev/full 2> /dev/null", BuiltCommand.url.path, shop + "/base",
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
    }

    @Test("drift is shown as kubectl shows it, judged, and ignored by rules of several formats")
    func drift() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ name: String, _ text: String) throws -> String {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            return "\(folder)/\(name)"
        }
        let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n"
        let spec =
            "  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: []}}\n"
        let desired = try write("desired.yaml", head + "  replicas: 2\n" + spec)
        let live = try write("live.yaml", head + "  replicas: 5\n" + spec)
        let plain = try gitops("drift", "--desired", desired, "--live", live)
        #expect(plain.status == 1 && plain.output.contains("spec.replicas: is 5, wants 2"))
        #expect(plain.output.contains("[capacity: "))
        let unified = try gitops("drift", "--desired", desired, "--live", live, "--output", "unified")
        #expect(unified.status == 1)
        #expect(unified.output.contains("\n-  replicas: 5\n") && unified.output.contains("\n+  replicas: 2\n"))
        #expect(unified.output.hasPrefix("diff -u -N LIVE/apps.v1.Deployment.shop.web MERGED/"))
        let own = try write(
            "rules.yaml",
            "version: 1\nignore:\n- {name: autoscaled, fields: {paths: [spec.replicas]}}\n"
                + "- {name: typo, fields: {paths: [spec.replica]}}\n")
        let argo = try write(
            "app.yaml",
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {ignoreDifferences: "
                + "[{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]}\n")
        for file in [own, argo] {
            let result = try gitops("drift", "--desired", desired, "--live", live, "--ignore", file, "--show-ignored")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("spec.replicas: ignored by"))
            #expect(result.output.contains("1 differences ignored"))
            #expect(result.output.contains("typo") == (file == own))
        }
        let wrong = try write("wrong.yaml", "version: 1\nignore: [{fields: {pathes: [a]}}]\n")
        let refused = try gitops("drift", "--desired", desired, "--live", live, "--ignore", wrong)
        #expect(refused.status == 2 && refused.errors.contains("did you mean \"paths\"?"))
    }

    @Test("validate asks the rules of custom resources, and tells which do not compile")
    func rulesOfCustomResources() throws {
        func input(_ rule: String) -> String {
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: saws.example.org}
            spec:
              group: example.org
              names: {kind: Saw, plural: saws, singular: saw, listKind: SawList}
              scope: Namespaced
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        x-kubernetes-validations: [{rule: \(rule), message: too many teeth, fieldPath: .teeth}]
                        properties: {teeth: {type: integer}}
            ---
            apiVersion: example.org/v1
            kind: Saw
            metadata: {name: hand, namespace: shop}
            spec:
              teeth: 99
            """
        }
        let broken = try gitops("validate", "-", input: input("self.teeth < 50"))
        #expect(broken.status == 1)
        #expect(broken.output.contains(":25:10: Saw.example.org shop/hand: spec.teeth: too many teeth"))
        let unclear = try gitops("validate", "-", input: input("self.tooth < 50"))
        #expect(unclear.status == 1)
        #expect(unclear.output.contains(":18:51: CustomResourceDefinition"), "\(unclear.output)")
        #expect(unclear.output.contains("undefined field 'tooth'"))
        #expect(try gitops("validate", "-", input: input("self.teeth < 100")).status == 0)
    }

    @Test("validate knows which version of Kubernetes serves a kind, and warns of what an apply takes otherwise")
    func validate() throws {
        let cronJob = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n"
        let gone = try gitops("validate", "-", input: cronJob)
        #expect(
            gone.status == 1 && gone.output.contains("no longer served since Kubernetes 1.25; use batch/v1 CronJob"))
        let served = try gitops("validate", "-", "--kubernetes-version", "v1.24.3", input: cronJob)
        #expect(served.output.contains("warning: apiVersion: ") && served.output.contains("1 of unknown kinds"))
        let claim =
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n"
            + "spec: {resources: {requests: {storage: 100m}}}\n"
        let odd = try gitops("validate", "-", input: claim)
        #expect(odd.status == 0 && odd.output.contains("warning: spec.resources.requests.storage: "))
        #expect(try gitops("validate", "-", "--kubernetes-version", "2.0", input: claim).status == 64)
    }

    @Test("merge writes what both sides changed, and exits with 1 on a conflict")
    func merge() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ name: String, _ x: Int, _ y: Int) throws -> String {
            let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a} # kept\ndata:\n  x: v\(x)\n  y: v\(y)\n"
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            return "\(folder)/\(name)"
        }
        let (base, ours) = (try write("base.yaml", 1, 1), try write("ours.yaml", 2, 1))
        let merged = try gitops("merge", base, ours, try write("theirs.yaml", 1, 3))
        #expect(merged.status == 0 && merged.output.contains("# kept\ndata:\n  x: v2\n  y: v3\n"))
        let conflict = try gitops(
            "merge", base, ours, try write("theirs.yaml", 3, 3), "--in-place", "--favor", "theirs")
        #expect(conflict.status == 1 && conflict.errors.contains("data.x: changed differently by both sides"))
        #expect(try String(contentsOfFile: ours, encoding: .utf8).contains("  x: v3\n  y: v3\n"))
        #expect(try gitops("merge", base, ours, folder + "/nowhere").status == 2)
    }

    @Test("what cannot be read is named with its place, and exits with 2")
    func unreadable() throws {
        let result = try gitops(
            "inspect", "-", input: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\na: [\n")
        #expect(result.status == 2)
        #expect(result.output.contains("1 resources"))
        #expect(result.output.contains("<stdin>:"))
        let missing = try gitops("inspect", shop + "/nowhere")
        #expect(missing.status == 2)
        #expect(missing.output.contains("nowhere"))
    }

    @Test("inspect lists resources with file and line")
    func inspect() throws {
        let result = try gitops("inspect", shop + "/base")
        #expect(result.status == 0)
        #expect(result.output.contains("base/web/web.yaml:2: Deployment.apps shop/web"))
        let json = try gitops("inspect", shop + "/base", "--output", "json")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect((object?["resources"] as? [Any])?.count == 12)
    }

    @Test(
        "wrong usage exits with 64 and says what was expected",
        arguments: [
            ["diff"], ["diff", "a"], ["diff", "-", "-"], ["diff", "a", "b", "--path", "x"], ["inspect"], ["nothing"],
            ["diff", "a", "b", "--output", "nope"], ["inspect", ".", "--include", "["],
            ["inspect", ".", "--threads", "-1"],
        ])
    func usage(arguments: [String]) throws {
        let result =
            switch arguments.count {
            case 1: try gitops(arguments[0])
            case 2: try gitops(arguments[0], arguments[1])
            case 3: try gitops(arguments[0], arguments[1], arguments[2])
            case 4: try gitops(arguments[0], arguments[1], arguments[2], arguments[3])
            default: try gitops(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
            }
        #expect(result.status == 64)
        #expect(result.errors.contains("Error: "))
    }

    @Test("revisions are compared without a checkout, and a wrong one is named")
    func revisions() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: shop + "/base", toPath: folder)
        let git = GitCommand(folder)
        try git("init", "-q", "-b", "main")
        try git("add", "-A")
        try git("commit", "-q", "-m", "base")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name != ".git" {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: shop + "/head") {
            try FileManager.default.copyItem(atPath: shop + "/head/" + name, toPath: folder + "/" + name)
        }
        try git("add", "-A")
        try git("commit", "-q", "-m", "head")

        let directories = try gitops("diff", shop + "/base", shop + "/head")
        let revisions = try gitops("diff", "--repo", folder, "HEAD~1..HEAD")
        #expect(revisions.status == 1)
        #expect(revisions.output == directories.output)
        let below = try gitops("diff", "--repo", folder, "HEAD~1..HEAD", "--path", "access")
        #expect(below.output.contains("Role.rbac.authorization.k8s.io") && !below.output.contains("Deployment"))
        let unknown = try gitops("diff", "--repo", folder, "nothing..HEAD")
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("'nothing' names no revision"))
        let nowhere = try gitops("diff", "--repo", NSTemporaryDirectory(), "a..b")
        #expect(nowhere.status == 2)
        #expect(nowhere.errors.contains("not a Git repository"))
    }
}
