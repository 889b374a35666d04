import GitOpsManifest
import Testing

@testable import GitOpsPolicy

@Suite("Mutations that apply a configuration")
struct ApplyConfigurationTests {
    private struct Case: CustomTestStringConvertible {
        let expression: String
        let patch: String?
        var testDescription: String { expression }
    }

    private static let spec = "Object{spec: Object.spec{"
    private static let pod = "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{"

    private static let cases = [
        Case(
            expression: "Object{metadata: Object.metadata{labels: Object.metadata.labels{team: 'ops'}}}",
            patch: "[{\"op\":\"add\",\"path\":\"/metadata/labels/team\",\"value\":\"ops\"}]"),
        Case(
            expression:
                "Object{metadata: Object.metadata{annotations: {'a/b': 'c', 'd': string(object.spec.replicas)}}}",
            patch: "[{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"a/b\":\"c\",\"d\":\"1\"}}]"),
        Case(
            expression: spec + "replicas: 3}}", patch: "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]"),
        // A default that is changed is written, and nothing else that the server added.
        Case(
            expression: spec + "revisionHistoryLimit: 3}}",
            patch: "[{\"op\":\"add\",\"path\":\"/spec/revisionHistoryLimit\",\"value\":3}]"),
        // Keyed lists: the element of that name is changed, and a new one is put behind.
        Case(
            expression: pod + "containers: [Object.spec.template.spec.containers{name: 'web', image: 'web:2'}]}}}}",
            patch: "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\",\"value\":\"web:2\"}]"),
        Case(
            expression: pod + "containers: [Object.spec.template.spec.containers{name: 'side', image: 'side:1'}]}}}}",
            patch: "[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/1\","
                + "\"value\":{\"name\":\"side\",\"image\":\"side:1\"}}]"),
        // Sets.
        Case(
            expression: "Object{metadata: Object.metadata{finalizers: ['example.com/a']}}",
            patch: "[{\"op\":\"add\",\"path\":\"/metadata/finalizers\",\"value\":[\"example.com/a\"]}]"),
        // Nothing new.
        Case(expression: spec + "replicas: 1}}", patch: nil), Case(expression: "Object{}", patch: nil),
        // What the server adds by itself is no change.
        Case(expression: spec + "revisionHistoryLimit: 10}}", patch: nil),
        Case(
            expression: "object.spec.replicas > 5 ? Object{} : " + spec + "replicas: int(object.spec.replicas) + 1}}",
            patch: "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":2}]"),
        // A field that is left out by an optional.
        Case(expression: spec + "?paused: object.spec.?nothing}}", patch: nil),
    ]

    @Test("fields are merged by their types", arguments: cases)
    private func merged(_ item: Case) throws {
        let mutation = try MutationFixture.mutation(MutationFixture.apply(item.expression))
        #expect(try MutationFixture.patchText(mutation) == item.patch)
        #expect(MutationFixture.errors(mutation).isEmpty)
    }

    private static let refusals: [(expression: String, error: String)] = [
        // Atomic lists and objects.
        (
            pod + "containers: [Object.spec.template.spec.containers{name: 'web', args: ['three']}]}}}}",
            "invalid ApplyConfiguration: may not mutate atomic lists, maps or objects: "
                + "spec.template.spec.containers[0].args"
        ),
        (
            spec + "selector: Object.spec.selector{matchLabels: {'a': 'b'}}}}",
            "may not mutate atomic lists, maps or objects: spec.selector"
        ),
        (spec + "replica: 3}}", "spec.replica: field not declared in schema"),
        (spec + "replicas: 'three'}}", "spec.replicas: expected a number"),
        (
            pod + "containers: [Object.spec.template.spec.containers{name: 'a'}, "
                + "Object.spec.template.spec.containers{name: 'a'}]}}}}", "the list has this element twice"
        ),
        (
            "Object{spec: Object.status{}}",
            "type mismatch: unexpected type name \"Object.status\", expected \"Object.spec\""
        ),
        (
            pod + "containers: [Object.spec.containers{name: 'a'}]}}}}",
            "unexpected type name \"Object.spec.containers\", expected \"Object.spec.template.spec.containers\""
        ),
        (spec + "paused: null}}", "an Object may not have null"),
        (spec + "paused: duration('1s')}}", "an Object may not have a value of type duration"),
        (spec + "paused: object.spec.nothing}}", "resulted in error: no such key: nothing"),
        (spec + "replicas: 5000000000}}", "spec.replicas"),
    ]

    @Test("what the server refuses is an error of the policy, and nothing is changed", arguments: refusals)
    func refused(expression: String, error: String) throws {
        let mutation = try MutationFixture.mutation(MutationFixture.apply(expression))
        let errors = MutationFixture.errors(mutation)
        #expect(errors.count == 1 && errors[0].contains(error), "\(errors)")
        #expect(mutation.mutated == nil && mutation.patch == nil)
    }

    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets}
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
                      size: {type: integer, default: 7}
                      ports:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [port]
                        items: {type: object, required: [port], properties: {port: {type: integer}, name: {type: string}}}
                      tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                      steps: {type: array, items: {type: string}}
                      free: {type: object, x-kubernetes-preserve-unknown-fields: true}
        ---

        """
    private static let widget = """
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: w, namespace: shop}
        spec: {ports: [{port: 80, name: a}], tags: [x], steps: [one], free: {any: [1]}}
        """

    private static let customs: [(fields: String, patch: String?, error: String)] = [
        (
            "ports: [Object.spec.ports{port: 80, name: 'b'}, Object.spec.ports{port: 81}]",
            "[{\"op\":\"replace\",\"path\":\"/spec/ports/0/name\",\"value\":\"b\"},"
                + "{\"op\":\"add\",\"path\":\"/spec/ports/1\",\"value\":{\"port\":81}}]", ""
        ),
        ("tags: ['x', 'y']", "[{\"op\":\"add\",\"path\":\"/spec/tags/1\",\"value\":\"y\"}]", ""),
        (
            "ports: [Object.spec.ports{name: 'b'}]", nil,
            "spec.ports: an element of the list has nothing that tells it apart"
        ), ("steps: ['two']", nil, "may not mutate atomic lists, maps or objects: spec.steps"),
        // Below what no schema names the server does not look for atomic lists.
        ("free: {'any': [2]}", "[{\"op\":\"replace\",\"path\":\"/spec/free/any/0\",\"value\":2}]", ""),
        ("size: 8", "[{\"op\":\"add\",\"path\":\"/spec/size\",\"value\":8}]", ""), ("size: 7", nil, ""),
    ]

    @Test("custom resources are merged by their definitions", arguments: customs)
    func custom(fields: String, patch: String?, error: String) throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.apply("Object{spec: Object.spec{\(fields)}}", rules: MutationFixture.everything),
            Self.definition + Self.widget)
        #expect(try MutationFixture.patchText(mutation) == patch)
        let errors = MutationFixture.errors(mutation)
        #expect(error.isEmpty ? errors.isEmpty : errors.count == 1 && errors[0].contains(error), "\(errors)")
    }

    @Test("without a definition nobody knows how fields are merged, and JSON patches are applied all the same")
    func undefined() throws {
        let rules = MutationFixture.everything
        let merged = try MutationFixture.mutation(
            MutationFixture.apply("Object{spec: Object.spec{size: 8}}", rules: rules), Self.widget)
        guard case .matched(let bindings) = merged.entries[0].outcome, case .unknown(let reason) = bindings[0].outcome
        else {
            Issue.record("\(merged.entries)")
            return
        }
        #expect(reason.contains("add its CustomResourceDefinition"))
        let patched = try MutationFixture.mutation(
            MutationFixture.patch("[JSONPatch{op: 'add', path: '/spec/size', value: 8}]", rules: rules), Self.widget)
        #expect(try MutationFixture.patchText(patched) == "[{\"op\":\"add\",\"path\":\"/spec/size\",\"value\":8}]")
    }
}
