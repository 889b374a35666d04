import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Validation against the schema")
struct ValidationTests {
    private func problems(_ text: String, schema: Schema = .kubernetes) throws -> [String] {
        let root = try Document(yaml: text).root
        return try #require(SchemaValidator(schema: schema).validate(root)).map { "\($0.position?.line ?? 0) \($0)" }
    }

    @Test("an unknown field is named with its line and the nearest name")
    func unknown() throws {
        let found = try problems("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  container:\n  - name: a\n")
        #expect(found == ["5 spec.container: there is no such field; did you mean 'containers'?"])
    }

    @Test(
        "types and formats",
        arguments: [
            ("spec: {replicas: two}", "an integer is expected, this is a string"),
            ("spec: {replicas: 1.5}", "an integer is expected, this is a number with a fraction"),
            ("spec: {replicas: 3000000000}", "an integer from -2147483648 to 2147483647 is expected"),
            ("spec: {paused: 'true'}", "a boolean is expected, this is a string"),
            ("spec: {selector: [a]}", "an object is expected, this is an array"),
            ("spec: {strategy: {rollingUpdate: {maxSurge: 1.5}}}", "an integer or a string is expected"),
            ("spec: {template: {spec: {containers: {}}}}", "an array is expected, this is an object"),
            (
                "spec: {template: {spec: {containers: [{name: a, resources: {limits: {cpu: lots}}}]}}}",
                "this is no quantity"
            ),
            ("metadata: {creationTimestamp: today}", "this is no time"),
        ])
    func types(member: String, problem: String) throws {
        let found = try problems("apiVersion: apps/v1\nkind: Deployment\n\(member)\n")
        #expect(found.count == 1 && found[0].contains(problem), "\(found)")
    }

    @Test("null is the same as nothing, and a kind that nobody knows cannot be judged")
    func edges() throws {
        #expect(try problems("apiVersion: v1\nkind: Pod\nmetadata: null\nspec: {containers: null}\n").isEmpty)
        let custom = try Document(yaml: "apiVersion: shop.example/v1\nkind: Meal\n").root
        #expect(SchemaValidator().validate(custom) == nil)
        #expect(SchemaValidator().validate(try Document(json: "1").root) == nil)
    }

    @Test("a repeated field is reported at its second place")
    func repeated() throws {
        #expect(
            try problems("apiVersion: v1\nkind: ConfigMap\ndata: {a: '1'}\ndata: {b: '1'}\n").map { $0.prefix(6) } == [
                "4 data"
            ])
    }

    static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: meals.shop.example}
        spec:
          group: shop.example
          names: {kind: Meal, plural: meals}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [course, size]
                    maxProperties: 9
                    properties:
                      course: {type: string, enum: [soup, main], default: soup}
                      size: {type: integer, minimum: 1, maximum: 3, exclusiveMaximum: true}
                      name: {type: string, minLength: 2, maxLength: 4, pattern: "^[a-z]+$"}
                      address: {type: string, format: ipv4}
                      keep: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      guests:
                        type: array
                        minItems: 1
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [id]
                        items: {type: object, properties: {id: {type: integer}}}
                      note: {type: string}
                      price: {type: number, multipleOf: 0.1}
                      recipe: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
                      extras: {type: object, additionalProperties: {type: integer}}
                      pay: {type: object, properties: {cash: {type: string}, card: {type: string}}, oneOf: [{required: [cash]}, {required: [card]}]}
        """

    @Test(
        "keywords of a structural schema",
        arguments: [
            ("{size: 1}", []), ("{size: 1, course: null}", []), ("{size: 1, keep: {any: [1]}}", []),
            ("{course: soup}", ["spec.size: the field is required; add it"]),
            ("{size: 1, course: dessert}", [#"spec.course: one of "soup", "main" is expected"#]),
            ("{size: 0}", ["spec.size: at least 1 is expected (minimum)"]),
            ("{size: 3}", ["spec.size: less than 3 is expected (maximum)"]),
            (
                "{size: 1, name: a}",
                [
                    "spec.name: at least 2 characters are expected (minLength)",
                    "spec.name: pattern could not be checked: no regular expressions were given",
                ]
            ),
            ("{size: 1, address: 1.2.3}", ["spec.address: this is no ipv4: the text does not have this format"]),
            ("{size: 1, guests: []}", ["spec.guests: at least 1 items are expected (minItems)"]),
            (
                "{size: 1, guests: [{id: 1}, {id: 1}]}",
                ["spec.guests[1]: another item of the list is the same; remove one"]
            ),
            ("{size: 1, pay: {}}", ["spec.pay: exactly one of the alternatives must hold (oneOf)"]),
            ("{size: 1, pay: {cash: a, card: b}}", ["spec.pay: exactly one of the alternatives must hold (oneOf)"]),
            ("{size: 1, note: null, extras: {salt: null}}", []),
            ("{size: null}", ["spec.size: the field is required; add it"]),
            ("{size: 1, pay: {cash: a, card: null}}", []),
            (
                "{size: 1, guests: [null]}", ["spec.guests[0]: an object is expected, this is null"]
            ),
            ("{size: 1, price: 0.3}", []), ("{size: 1, price: 7.1}", []),
            ("{size: 1, price: 0.25}", ["spec.price: a multiple of 0.1 is expected (multipleOf)"]),
            ("{size: 1, recipe: {apiVersion: v1, kind: Pod, spec: {any: 1}}}", []),
            ("{size: 1, recipe: {apiVersion: v1, kind: Pod, metadata: {name: a, creationTimestamp: null}}}", []),
            (
                "{size: 1, recipe: {kind: 5}}",
                [
                    "spec.recipe.apiVersion: the field is required; add it",
                    "spec.recipe.kind: a string is expected, this is an integer",
                ]
            ),
            (
                "{size: 1, recipe: {apiVersion: v1, kind: Pod, metadata: {name: 5, label: {}}}}",
                [
                    "spec.recipe.metadata.name: a string is expected, this is an integer",
                    "spec.recipe.metadata.label: there is no such field; did you mean 'labels'?",
                ]
            ),
            ("{size: one}", ["spec.size: an integer is expected, this is a string"]),
            ("{size: 1, cuorse: soup}", ["spec.cuorse: there is no such field; did you mean 'course'?"]),
        ] as [(String, [String])])
    func structural(spec: String, expected: [String]) throws {
        let schema = Schema(definitionsIn: ManifestSet(SourceText(Self.definition, name: "crd.yaml")))
        let root = try Document(
            yaml: "apiVersion: shop.example/v1\nkind: Meal\nmetadata: {name: a}\nspec: \(spec)\n"
        ).root
        #expect(SchemaValidator(schema: schema).validate(root)?.map(\.description) == expected)
    }
}
