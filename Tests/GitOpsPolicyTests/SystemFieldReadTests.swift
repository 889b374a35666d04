import GitOpsCEL
import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import GitOpsTestSupport
import Testing

@testable import GitOpsPolicy

@Suite("Which expressions read fields that the server sets")
struct SystemFieldReadTests {
    private static let policyRules =
        "[{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}]"

    /// A policy of one validation; `isForced` adds a variable that nobody reads and that may read everything, so that
    /// the fields are there in any case.
    private static func policy(_ expression: String, variables: [(String, String)], isForced: Bool) -> String {
        let whole = isForced ? [("whole", "[object] == [oldObject]")] : []
        let list = (variables + whole).map { "{name: \($0.0), expression: \"\($0.1)\"}" }.joined(separator: ", ")
        return PolicyFixture.policy(
            "p", "validations: [{expression: \"\(expression)\"}]\nvariables: [\(list)]", rules: policyRules)
            + PolicyFixture.binding()
    }

    private static func needsFields(_ expression: String, variables: [(String, String)] = []) -> Bool? {
        let text = policy(expression, variables: variables, isForced: false)
        let set = PolicySet(PolicyFixture.set(text, name: "policies.yaml"))
        return set.compiled.first??.expressions.inputs.readsSystemFields
    }

    @Test(
        "what only hands objects on is looked through",
        arguments: [
            "object.spec.replicas > 1", "dyn(object).?spec.?paused.orValue(1) == 1", "object != null",
            "[object].exists(o, o.?spec.?containers.hasValue())", "[object.metadata].all(o, has(o.name))",
            "(object == null ? oldObject : object).spec.replicas > 1", "dyn(object)[?'spec'].hasValue()",
            "dyn(object).?spec.optMap(s, s.?replicas.orValue(1) == 1).hasValue()",
            "'replicas' in object.spec", "object.kind in ['Pod', 'Job']", "object.metadata.labels.all(k, k != 'uid')",
            "[[1]].exists(object, object.size() == 1)", "variables.part.?securityContext.hasValue()",
        ])
    func notRead(expression: String) {
        let part = ("part", "object.kind == 'Pod' ? dyn(object).?spec.orValue({}) : dyn({})")
        #expect(Self.needsFields(expression, variables: [part]) == false)
    }

    @Test(
        "what may come to them is told, and so is what nobody follows",
        arguments: [
            "has(object.metadata.uid)", "dyn(object).?metadata.?uid.hasValue()", "object.spec['clusterIP'] == ''",
            "[object].exists(o, has(o.spec.priority))", "(true ? object : oldObject).metadata.generation > 1",
            "object == oldObject", "[object] == [oldObject]", "size(object.metadata) > 3",
            "object.metadata.all(k, k != '')", "dyn(object.spec)[object.kind] == 1",
            "{'a': object}.a.metadata.uid == ''",
            "[[object]][0][0].metadata.uid == ''", "[object].map(o, o)[0].metadata.uid == ''",
            "dyn(object).?metadata.optMap(m, m.uid == '').hasValue()", "optional.of(object).metadata.uid.hasValue()",
            "'uid' in object.metadata", "variables.part.?priority.hasValue()", "size(variables.part) > 1",
            "optional.of(variables.part).optMap(p, p.priority).hasValue()",
        ])
    func read(expression: String) {
        let part = ("part", "object.kind == 'Pod' ? dyn(object).?spec.orValue({}) : dyn({})")
        #expect(Self.needsFields(expression, variables: [part]) == true)
    }

    @Test("fields of the spec are made for the kinds that have them")
    func specFields() throws {
        let text = Self.policy("object.?spec.?serviceAccountName.hasValue()", variables: [], isForced: false)
        let set = PolicySet(PolicyFixture.set(text, name: "policies.yaml"))
        let inputs = try #require(set.compiled.first??.expressions.inputs)
        let kinds = [
            ("v1", "Pod", true), ("v1", "Service", true), ("apps/v1", "Deployment", false), ("a/v1", "Pod", false),
        ]
        for (apiVersion, kind, isRead) in kinds {
            #expect(inputs.of(GroupVersionKind(apiVersion: apiVersion, kind: kind)).readsSystemFields == isRead)
        }
    }

    @Test("a deep expression may read everything")
    func depth() {
        let deep = String(repeating: "!(", count: 150) + "object.spec.a" + String(repeating: ")", count: 150)
        #expect(Self.needsFields(deep) != false)
    }

    // MARK: Laws

    private static let documents = [
        "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}, spec: {containers: [{name: a, image: b}]}}",
        """
        {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, uid: x, creationTimestamp: null}, \
        spec: {serviceAccountName: '', priority: 5, hostPID: true, containers: []}}
        """,
        "{apiVersion: v1, kind: Service, metadata: {name: a, labels: {uid: a}}, spec: {clusterIP: ''}}",
        "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: ExternalName, externalName: a.b}}",
        """
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: a, generation: 3}, \
        spec: {replicas: 2, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a}]}}}}
        """,
        "{apiVersion: example.com/v1, kind: Widget, metadata: {name: a, namespace: shop}, spec: {priority: 1}}",
    ]
    private static let sources = [
        "object", "oldObject", "dyn(object)", "(true ? object : oldObject)", "[object, object][0]", "variables.a",
        "optional.of(object).orValue(oldObject)", "dyn(variables.b)", "optional.of(dyn(object)).value()",
        "(object.kind == 'Pod' ? dyn(object) : dyn(object).?spec.?template.orValue({}))",
    ]
    private static let steps = [
        ".metadata", ".spec", ".?spec.orValue({})", "['metadata']", ".?metadata.?labels.orValue({})", ".kind",
        ".?spec.?priority.orValue(0)", ".spec.?clusterIP.orValue('')", ".metadata.?uid.orValue('')", ".spec.template",
        "[?'spec'].orValue(null)",
    ]
    private static let conditions = [
        "X != null", "X == null", "size(dyn(X)) > 2", "[dyn(X)].all(o, has(o.uid))", "'uid' in dyn(X)",
        "[dyn(X)].exists(o, o.?spec.hasValue())", "'spec' in dyn(X)", "dyn(X) == dyn(object)",
        "dyn(X).all(k, k != 'uid')", "[X].map(o, o).size() == 1", "[dyn(X)].filter(o, o != null)[0].?uid.hasValue()",
        "[dyn(X)].exists_one(b, has(b.metadata))", "dyn(X).?uid.orValue('') == ''",
        "dyn({'k': X}).k.?priority.hasValue()",
        "[dyn(X)].exists(o, [o.?spec.orValue({})].all(s, s.?serviceAccountName.orValue('') == ''))",
        "optional.of(dyn(X)).optMap(o, o.?name.orValue('') == 'a').orValue(true)", "dyn(X).?replicas.orValue(0) < 3",
    ]

    private static func expression(_ random: inout SeededGenerator) -> String {
        var value = random.pick(sources)
        for _ in 0..<Int.random(in: 0...2, using: &random) { value += random.pick(steps) }
        let condition = random.pick(conditions).replacing("X", with: value)
        return Int.random(in: 0..<4, using: &random) == 0 ? "\(condition) || \(expression(&random))" : condition
    }

    private static func texts(_ check: PolicyCheck) -> [String] {
        check.findings.map { "\($0.verdict) \($0.subject) \($0.message) \($0.places) \($0.fingerprint)" }
    }

    @Test("answers are the same whether the fields are made or left out", arguments: UInt64(0)..<60)
    func law(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let head = documents(&random)
        let base = Bool.random(using: &random) ? documents(&random) : nil
        for _ in 0..<10 {
            let expression = Self.expression(&random)
            let variables = [
                ("a", random.pick(Self.sources.filter { !$0.contains("variables") })),
                ("b", random.pick(["variables.a", "[variables.a][0]", "dyn(object).?spec.orValue({})"])),
            ]
            let checks = [false, true].map { isForced in
                PolicyCheckTests.check(
                    Self.policy(expression, variables: variables, isForced: isForced), head, base: base)
            }
            #expect(
                Self.texts(checks[0]) == Self.texts(checks[1]), "seed \(seed): \(expression) with \(variables)")
        }
    }

    private func documents(_ random: inout SeededGenerator) -> String {
        (0..<3).map { _ in random.pick(Self.documents) }.joined(separator: "\n---\n")
    }

    @Test("built-in controls say the same whether the fields are made or left out", arguments: [false, true])
    func controls(isUpdate: Bool) throws {
        let controls = ControlSet(minimumSeverity: .info).manifests
        let forced = ManifestSet(
            controls.manifests.flatMap { manifest -> [Manifest] in
                guard ValidatingAdmissionPolicy.isPolicy(manifest.id), let root = manifest.root.withWholeObject else {
                    return [manifest]
                }
                return Manifest.all(in: root.document, path: "").compactMap { try? $0.get() }
            })
        let sets = [controls, forced].map { PolicySet($0) }
        let needing = sets.map { set in set.compiled.count { $0?.expressions.inputs.contains(.systemFields) == true } }
        #expect(sets.allSatisfy { $0.issues.allSatisfy { $0.kind != .error } })
        #expect(needing[0] < needing[1] / 4 && needing[1] == sets[1].policies.count, "\(needing)")
        for fixture in ControlFixture.all {
            for document in fixture.failing + fixture.passing + Self.documents {
                let head = PolicyFixture.set(document, name: "web.yaml")
                let simulation = AdmissionSimulation(head: head, base: isUpdate ? head : nil)
                let checks = sets.map { $0.check(simulation) }
                #expect(checks[0].findings == checks[1].findings, "\(fixture.id): \(document)")
            }
        }
    }
}

extension Node {
    /// A policy with one more variable, which may read everything of its objects.
    fileprivate var withWholeObject: Node? {
        rewritingMember("spec") { spec, builder in
            builder.beginObject()
            for (key, value) in spec.members where key != "variables" {
                builder.key(key)
                builder.append(value)
            }
            builder.key("variables")
            builder.beginArray()
            if let variables = spec["variables"] {
                for variable in variables.elements { builder.append(variable) }
            }
            builder.beginObject()
            builder.member("name", "whole")
            builder.member("expression", "[object] == [oldObject]")
            builder.end()
            builder.end()
            builder.end()
        }
    }
}
