import GitOpsGate
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("Configurations of the gate")
struct GateConfigurationTests {
    private static let head = "apiVersion: gate.swift-gitops.dev/v1alpha1\nkind: GateConfiguration\n"

    private func read(_ text: String) throws(GateConfigurationError) -> GateConfiguration {
        try GateConfiguration(SourceText(Self.head + text, name: ".gitops.yaml"))
    }

    @Test("what a file says counts, and what it does not say is as in the defaults")
    func values() throws {
        let configuration = try read(
            """
            kubernetesVersion: "1.31"
            manifests: {exclude: [charts/]}
            policies: {paths: [policies], expiringWithinDays: 7}
            podSecurity: {level: baseline, version: v1.30}
            controls: {minimumSeverity: high, disabled: [network-node-port]}
            changes: {dataLoss: critical, exposure: none}
            failOn: {new: high, existing: critical, unknown: new}
            """)
        #expect(configuration.kubernetesVersion.minor == 31)
        #expect(configuration.manifests.exclude.map(\.text) == ["charts/"])
        #expect(configuration.policies.paths == ["policies"] && configuration.policies.expiringWithinDays == 7)
        #expect(configuration.policies.usesManifests && configuration.validation.isEnabled)
        #expect(configuration.podSecurity.standard?.level == .baseline)
        #expect(configuration.controls.minimumSeverity == .high && configuration.controls.disabled.count == 1)
        #expect(configuration.changes.severities[.dataLoss] == .critical)
        #expect(configuration.changes.severities[.exposure] == nil)
        #expect(configuration.failOn.new == .high && configuration.failOn.existing == .critical)
        #expect(configuration.failOn.unknown == .new)
    }

    @Test(
        "what does not fit is told with its place and the nearest name",
        arguments: [
            ("failON: {}\n", "3:1", "did you mean 'failOn'?"),
            (
                "failOn: {new: hihg}\n", "3:15",
                #"one of "info", "low", "medium", "high", "critical", "none" is expected"#
            ),
            ("policies: {path: [a]}\n", "3:12", "did you mean 'paths'?"),
            ("policies: {paths: a}\n", "3:19", "is expected"),
            ("kubernetesVersion: newest\n", "3:20", "is no version of Kubernetes"),
            ("podSecurity: {version: v1.30}\n", "3:15", "a version needs a level"),
            ("podSecurity: {level: baseline, version: 1.3o}\n", "3:41", "is no version of a standard"),
            ("manifests: {exclude: ['[']}\n", "3:23", "not well formed"),
            ("controls: {disabled: [network-nodeport]}\n", "3:23", "did you mean 'network-node-port'?"),
            ("failOn: {new: none}\nfailOn: {new: low}\n", "4:1", "the field comes twice"),
            ("---\nfailOn: {new: none}\n", "4:1", "only one document is expected"),
        ])
    func mistakes(text: String, place: String, message: String) throws {
        let error = #expect(throws: GateConfigurationError.self) { try read(text) }
        #expect(error?.description.contains(".gitops.yaml:\(place): ") == true, "\(error?.description ?? "")")
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(
        "a file of another kind, or one that cannot be read, is no configuration", arguments: ["a: b\n", "a: [\n", ""])
    func others(text: String) {
        #expect(throws: GateConfigurationError.self) { try GateConfiguration(SourceText(text, name: "x.yaml")) }
    }

    @Test("the template says what the defaults say")
    func template() throws {
        let read = try GateConfiguration(SourceText(GateConfiguration.template, name: "template"))
        #expect("\(read)" == "\(GateConfiguration())")
    }

    @Test("the JSON Schema is JSON, refuses unknown members everywhere and describes each")
    func jsonSchema() throws {
        let root = try Document(json: GateConfiguration.jsonSchema).root
        #expect(root["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        var waiting = [root]
        while let node = waiting.popLast() {
            guard let properties = node["properties"] else { continue }
            #expect(node["additionalProperties"]?.bool == false)
            for (name, member) in properties.members {
                #expect(member["description"]?.string?.isEmpty == false, "\(name)")
                waiting.append(member)
            }
        }
    }
}
