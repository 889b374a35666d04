import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Custom resources")
struct CustomResourceTests {
    static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: meals.shop.example}
        spec:
          group: shop.example
          names: {kind: Meal, plural: meals}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  metadata: {type: object}
                  spec:
                    type: object
                    properties:
                      courses:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [dishName]
                        items:
                          type: object
                          properties:
                            dishName: {type: string}
                            portions: {type: integer, default: 2}
                      tags: {type: object, additionalProperties: {type: string}}
                      anything: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      size: {x-kubernetes-int-or-string: true}
          - name: v1beta1
            served: false
            storage: false
        """

    @Test("a definition compiles to types with own names, list keys and defaults")
    func compiled() throws {
        let schema = Schema(definitionsIn: ManifestSet(SourceText(Self.definition, name: "crd.yaml")))
        #expect(schema.problems.isEmpty && schema.customResources.map(\.description) == ["shop.example/v1 Meal"])
        let type = try #require(schema.type(apiVersion: "shop.example/v1", kind: "Meal"))
        #expect(
            type.field(named: "metadata")?.type
                == Schema.kubernetes.type(apiVersion: "v1", kind: "Pod")?.field(named: "metadata")?.type)
        #expect(type.field(named: "spec")?.isRequired == true)
        let spec = try #require(type.field(named: "spec")?.type)
        let courses = try #require(spec.field(named: "courses")?.type)
        #expect(courses.listKind == .map && courses.mapKey(0).text == "dishName")
        #expect(spec.field(named: "size")?.type.scalar == .intOrString)
        #expect(spec.field(named: "tags")?.type.kind == .map)
        #expect(spec.field(named: "anything")?.type.preservesUnknownFields == true)
        let document = try Document(yaml: "dishName: soup\nportions: 2\nother: 1\n")
        let storage = document.root.storage
        let found = document.root.members.map {
            storage.symbol($0.key).flatMap { courses.element.field($0, in: storage) }?.name.text
        }
        #expect(found == ["dishName", "portions", nil])
        let index = try #require(courses.element.field(named: "portions")?.structuralDefault)
        #expect(
            schema.resource(GroupVersionKind(apiVersion: "shop.example/v1", kind: "Meal"))?.definition?.record(index)
                .low == 2)
    }

    @Test("a definition without names is a problem with its place, not an error")
    func incomplete() {
        let text =
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: {group: a}\n"
        let schema = Schema(definitionsIn: ManifestSet(SourceText(text, name: "crd.yaml")))
        #expect(schema.problems.map(\.reason) == [.incompleteDefinition] && schema.problems[0].position?.line == 1)
    }

    @Test("a patch of a definition is none", arguments: ["", "spec: {conversion: {strategy: Webhook}}\n"])
    func patch(spec: String) {
        let text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n" + spec
        #expect(Schema(definitionsIn: ManifestSet(SourceText(text, name: "patch.yaml"))).problems.isEmpty)
    }
}
