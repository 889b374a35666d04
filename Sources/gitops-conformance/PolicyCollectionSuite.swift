import Foundation
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// The Kubescape collection of ValidatingAdmissionPolicies with its cases: a template, changed fields, and what the API server
/// answers. A folder without controls is a collection whose policies have to load.
enum PolicyCollectionSuite: Suite {
    static let name = "vap-kubescape"

    static func run(path: String) throws -> [CaseResult] {
        let root = URL(fileURLWithPath: path)
        var results = try loading(root)
        let controls = root.appendingPathComponent("controls")
        guard FileManager.default.fileExists(atPath: controls.path) else { return results }
        for control in try FileManager.default.contentsOfDirectory(atPath: controls.path).sorted() {
            let folder = controls.appendingPathComponent(control)
            let tests = folder.appendingPathComponent("tests.json")
            guard FileManager.default.fileExists(atPath: tests.path) else { continue }
            let document = try Document(json: SourceText(contentsOf: tests.path))
            let policy = ManifestSet(try SourceText(contentsOf: folder.appendingPathComponent("policy.yaml").path))
            for (index, test) in document.root.elements.enumerated() {
                let name = "\(control) \(index + 1) \(test["name"]?.string ?? "")"
                results.append(try PolicyCase(test, policy, root).result(name))
            }
        }
        return results
    }

    /// Every file with a policy, by itself: the policy has to compile.
    private static func loading(_ root: URL) throws -> [CaseResult] {
        var results: [CaseResult] = []
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
        for file in (files ?? []).sorted(by: { $0.path < $1.path }) where ["yaml", "yml"].contains(file.pathExtension) {
            let policies = PolicySet(ManifestSet(try SourceText(contentsOf: file.path)))
            for (policy, obstacles) in zip(policies.policies, policies.obstacles) {
                results.append(
                    .check(
                        "loads \(file.path.dropFirst(root.path.count + 1)) \(policy.name)", expected: "",
                        found: obstacles.map(\.description).joined(separator: "; ")))
            }
        }
        return results
    }
}

/// One case of the collection.
private struct PolicyCase {
    private let expected: String
    private let policyName: String
    private let policies: PolicySet
    private let object: ManifestSet

    init(_ test: Node, _ policy: ManifestSet, _ root: URL) throws {
        guard let name = policy.manifests.first?.id.name, let template = test["template"]?.string else {
            throw SuiteError(description: "a case has no policy or template")
        }
        func file(_ folder: String, _ name: String, _ changes: [String]) throws -> ManifestSet {
            let path = root.appendingPathComponent(folder).appendingPathComponent(name).path
            var document = try Document(yaml: SourceText(contentsOf: path))
            for change in changes { document = try FieldChange(change).applied(to: document) }
            return ManifestSet(SourceText(JSONWriter().string(document.root), name: path))
        }
        let resources = "test-resources"
        expected = test["expected"]?.string ?? ""
        policyName = name
        object = try file(resources, template, test["field_change_list"]?.elements.compactMap(\.string) ?? [])
        let binding = try file(
            resources, test["binding_template"]?.string ?? "policy-binding.yaml",
            ["spec.policyName=\(name)", "metadata.name=\(name)-binding", "spec.paramRef.name=\(name)-params"])
        let params = try file(
            resources, test["param_template"]?.string ?? "default-control-configuration.yaml",
            ["metadata.name=\(name)-params"])
        let definition = try file("configuration", "policy-configuration-definition.yaml", [])
        policies = PolicySet(definition.appending(policy).appending(binding).appending(params))
    }

    /// What the API server does, and that findings and ledger say the same.
    func result(_ name: String) -> CaseResult {
        let simulation = AdmissionSimulation(head: object, options: AdmissionOptions(threads: 1))
        let reviewer = AdmissionReviewer(policies: policies)
        let response = simulation.steps.first.map { reviewer.response(to: simulation.request(for: $0)) }
        guard let response else { return .failed(name, expected: expected, found: "no object") }
        let check = policies.check(simulation)
        var found = response.isAllowed ? (response.warnings.isEmpty ? "pass" : "warn") : "fail"
        if found == "fail", response.status?.message.contains(policyName) != true { found = "refused by another" }
        let verdict = check.report.verdict
        let isSame =
            switch verdict {
            case .fail, .error: found == "fail"
            case .warn: found == "warn"
            case .pass, .skip, .audit: found == "pass"
            case .unknown: false
            }
        if !isSame || !check.sums.isExact { found += ", but findings say \(verdict) and the ledger \(check.sums)" }
        for finding in check.findings where finding.places.first?.position == nil {
            found += ", without a place: \(finding)"
        }
        let reason = response.status?.message ?? response.warnings.first ?? ""
        return found == expected ? .passed(name) : .failed(name, expected: expected, found: "\(found) \(reason)")
    }
}

/// `spec.containers.[0].image=nginx`: sets a field, making what is not there; values that are JSON are taken as JSON.
private struct FieldChange {
    private let steps: [Substring]
    private let value: Node

    init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "=") else { throw SuiteError(description: "no value in \(text)") }
        steps = text[..<equals].split(separator: ".")
        let spelling = String(text[text.index(after: equals)...])
        if let json = try? Document(json: spelling) {
            value = json.root
        } else {
            var builder = DocumentBuilder()
            builder.append(spelling)
            value = try builder.finish().root
        }
    }

    func applied(to document: Document) throws -> Document {
        var builder = DocumentBuilder()
        write(document.root, steps[...], &builder)
        return try builder.finish()
    }

    private func write(_ node: Node?, _ steps: ArraySlice<Substring>, _ builder: inout DocumentBuilder) {
        guard let step = steps.first else { return builder.append(value) }
        let rest = steps.dropFirst()
        if step.first == "[", let index = Int(step.dropFirst().dropLast()) {
            builder.beginArray()
            for position in 0..<max(node?.count ?? 0, index + 1) {
                let element = node?[position]
                if position == index {
                    write(element, rest, &builder)
                } else if let element {
                    builder.append(element)
                } else {
                    builder.appendNull()
                }
            }
            return builder.end()
        }
        builder.beginObject()
        if let node {
            for (key, member) in node.members where key != step {
                builder.key(key)
                builder.append(member)
            }
        }
        builder.key(String(step))
        write(node?[String(step)], rest, &builder)
        builder.end()
    }
}
