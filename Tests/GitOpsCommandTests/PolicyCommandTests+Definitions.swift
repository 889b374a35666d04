import Foundation
import Testing

extension PolicyCommandTests {
    /// A definition with a rule in `crds`, and an object of it in `deploy`.
    private func folder(rule: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(
            "crds/saw.yaml",
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
                        x-kubernetes-validations: [{rule: \(rule)}]
                        properties: {teeth: {type: integer}}

            """)
        try folder.write(
            "deploy/saw.yaml",
            "apiVersion: example.org/v1\nkind: Saw\nmetadata: {name: hand, namespace: shop}\nspec: {teeth: 99}\n")
        return folder
    }

    @Test("rules of definitions beside the manifests are asked, and told where they cannot be used")
    func definitions() throws {
        let arguments = ["policy", "check", "--definitions", "crds", "deploy"]
        let unclear = try folder(rule: "self.tooth < 50")
        let unknown = try BuiltCommand.run(arguments, in: unclear.path)
        #expect(unknown.status == 1, "\(unknown.output)\(unknown.errors)")
        #expect(unknown.output.contains("crds/saw.yaml:18:") && unknown.output.contains("deploy/saw.yaml:4:"))
        #expect(unknown.output.contains("undefined field 'tooth'"))
        let refusing = try folder(rule: "self.teeth < 50")
        #expect(try BuiltCommand.run(arguments, in: refusing.path).status == 1)
        let passing = try folder(rule: "self.teeth < 100")
        let passed = try BuiltCommand.run(arguments, in: passing.path)
        #expect(passed.status == 0, "\(passed.output)\(passed.errors)")
        let validated = try BuiltCommand.run(["validate", "deploy", "--definitions", "crds"], in: unclear.path)
        #expect(validated.status == 1)
        #expect(validated.output.contains("crds/saw.yaml:18:"), "\(validated.output)")
    }

    @Test("an object that is there twice is a warning with both places")
    func duplicates() throws {
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n"
        let result = try check("--policies", "policies", "-", input: "\(object)---\n\(object)")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("<stdin>:5:1, which counts when both are applied"), "\(result.output)")
    }
}
