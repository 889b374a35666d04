import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Drift of custom resources")
struct CustomResourceDriftTests {
    /// A definition whose list keys have defaults, and names of fields that no built-in kind has.
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gates.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Gate, plural: gates}
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
                    properties:
                      hinges:
                        type: array
                        default: [{side: left}]
                        items:
                          type: object
                          properties: {side: {type: string}, count: {type: integer, default: 2}}
                      portals:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [portalNumber, portalProtocol]
                        items:
                          type: object
                          required: [portalNumber]
                          properties:
                            portalNumber: {type: integer}
                            portalProtocol: {type: string, default: TCP}
                            portalTitle: {type: string}
                            portalSettings:
                              type: object
                              default: {}
                              properties: {settingLevel: {type: integer, default: 3}}

        """

    private func compare(
        _ desired: String, _ live: String, mode: ThreeWayDiff.Mode = .twoWay
    ) throws -> ComparisonResult {
        func gate(_ portals: String) throws -> Node {
            try Document(
                yaml: "{apiVersion: example.com/v1, kind: Gate, metadata: {name: g}, spec: {portals: \(portals)}}"
            ).root
        }
        let schema = Schema(definitionsIn: ManifestSet(SourceText(Self.definition, name: "crd.yaml")))
        return try ThreeWayDiff(schema: schema, mode: mode, explainsLiveOnly: true)
            .compare(desired: gate(desired), live: gate(live))
    }

    @Test("an absent key of a list's element stands for its default")
    func keyDefault() throws {
        let stored = "{portalNumber: 1, portalProtocol: TCP, portalSettings: {settingLevel: 3}}"
        let result = try compare("[{portalNumber: 1}]", "[\(stored)]")
        #expect(result.changes.map(\.path.description) == [])
        #expect(Set(result.liveOnly.map(\.explanation)) == [.defaulted])
        #expect(
            result.liveOnly.map(\.path.description).sorted() == [
                "spec.portals[portalNumber=1,portalProtocol=TCP].portalProtocol",
                "spec.portals[portalNumber=1,portalProtocol=TCP].portalSettings",
            ])
    }

    @Test("elements of a default have defaults of their own", arguments: [2, 3])
    func defaultOfDefault(count: Int) throws {
        let result = try compare("[]", "[], hinges: [{side: left, count: \(count)}]")
        let unexplained = result.liveOnly.filter { $0.explanation == .unexplained }.map(\.path.description)
        #expect(result.isInSync)
        #expect(unexplained.isEmpty == (count == 2))
    }

    @Test("an element with another key than the default is another element")
    func otherKey() throws {
        let result = try compare(
            "[{portalNumber: 1, portalTitle: front}]",
            "[{portalNumber: 1, portalProtocol: UDP, portalTitle: back}]")
        #expect(result.changes.map(\.operation) == [.add])
        let both = try compare(
            "[{portalNumber: 1, portalTitle: front}]",
            "[{portalNumber: 1, portalProtocol: UDP}, {portalNumber: 1, portalProtocol: TCP, portalTitle: back}]")
        #expect(
            both.changes.map(\.path.description) == ["spec.portals[portalNumber=1,portalProtocol=TCP].portalTitle"])
    }
}
