import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Strategic merge patches")
struct StrategicMergePatchTests {
    private static func pod(_ spec: String, _ metadata: String = "{name: p}") throws -> Node {
        try Document(yaml: "apiVersion: v1\nkind: Pod\nmetadata: \(metadata)\nspec: \(spec)\n").root
    }

    private static func problem(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "two-way patches of a pod's spec",
        arguments: [
            ("{hostNetwork: true, nodeName: a}", "{nodeName: b}", "{hostNetwork: null, nodeName: b}"),
            (
                "{containers: [{name: a, image: x}, {name: b}]}", "{containers: [{name: b}, {name: a, image: y}]}",
                "{$setElementOrder/containers: [{name: b}, {name: a}], containers: [{name: a, image: y}]}"
            ),
            (
                "{containers: [{name: a}, {name: b}]}", "{containers: [{name: a}]}",
                "{$setElementOrder/containers: [{name: a}], containers: [{name: b, $patch: delete}]}"
            ),
            (
                "{containers: [{name: a, args: [x, y]}]}", "{containers: [{name: a, args: [x]}]}",
                "{$setElementOrder/containers: [{name: a}], containers: [{name: a, args: [x]}]}"
            ),
            (
                "{volumes: [{name: v, emptyDir: {}}]}", "{volumes: [{name: v, hostPath: {path: /x}}]}",
                """
                {$setElementOrder/volumes: [{name: v}], volumes: [{name: v, hostPath: {path: /x}, emptyDir: null, \
                $retainKeys: [hostPath, name]}]}
                """
            ),
            ("{containers: []}", "{containers: [{name: a}]}", "{containers: [{name: a}]}"),
            ("{nodeName: a}", "{nodeName: null}", "{nodeName: null}"),
            ("{nodeName: null}", "{nodeName: null}", nil),
            ("{unknown: {a: 1}}", "{unknown: 1}", "{unknown: 1}"),
        ] as [(String, String, String?)])
    func twoWay(original: String, modified: String, expected: String?) throws {
        let patch = try StrategicMergePatch(from: Self.pod(original), to: Self.pod(modified)).document.root
        #expect(try patch["spec"] == expected.map { try Document(yaml: $0).root })
    }

    @Test("finalizers are a set: what is gone is named, and their order")
    func sets() throws {
        let patch = try StrategicMergePatch(
            from: Self.pod("{}", "{finalizers: [a, b, c]}"), to: Self.pod("{}", "{finalizers: [d, a]}"))
        let expected = """
            {$setElementOrder/finalizers: [d, a], $deleteFromPrimitiveList/finalizers: [b, c], finalizers: [d]}
            """
        #expect(try patch.document.root["metadata"] == Document(yaml: expected).root)
    }

    @Test("the order of an unsorted set is named even when nothing changed, as Kubernetes does")
    func unsortedSet() throws {
        let unsorted = try Self.pod("{}", "{finalizers: [b, a]}")
        #expect(try !StrategicMergePatch(from: unsorted, to: unsorted).isEmpty)
        let sorted = try Self.pod("{}", "{finalizers: [a, b]}")
        #expect(try StrategicMergePatch(from: sorted, to: sorted).isEmpty)
        #expect(try StrategicMergePatch(from: unsorted, to: sorted).isEmpty)
    }

    @Test("a three-way patch removes what was applied and leaves what others added")
    func threeWay() throws {
        let patch = try StrategicMergePatch(
            original: Self.pod("{containers: [{name: a}, {name: old}]}", "{labels: {gone: x, kept: x}}"),
            modified: Self.pod("{containers: [{name: a}]}", "{labels: {kept: x}}"),
            current: Self.pod(
                "{containers: [{name: injected}, {name: a}, {name: old}]}", "{labels: {gone: x, kept: x, other: x}}"))
        let result = try patch.apply(
            to: Self.pod(
                "{containers: [{name: injected}, {name: a}, {name: old}]}", "{labels: {gone: x, kept: x, other: x}}"))
        #expect(
            try result.root
                == Self.pod("{containers: [{name: injected}, {name: a}]}", "{labels: {kept: x, other: x}}"))
    }

    @Test("the same field changed to two values is a conflict, unless it is overwritten")
    func conflict() throws {
        func patch(_ current: String, overwrite: Bool) throws -> StrategicMergePatch {
            try StrategicMergePatch(
                original: Self.pod("{containers: [{name: a, image: x:1}]}"),
                modified: Self.pod("{containers: [{name: a, image: x:2}]}"),
                current: Self.pod("{containers: [{name: a, image: \"\(current)\"}]}"), overwrite: overwrite)
        }
        let found = Self.problem { _ = try patch("x:3", overwrite: false) }
        #expect(found.hasPrefix("spec.containers[name=a].image: changed in the wanted and in the current state"))
        #expect(try !patch("x:3", overwrite: true).isEmpty)
        #expect(try patch("x:2", overwrite: false).isEmpty)
    }

    @Test(
        "patches written by hand",
        arguments: [
            ("{$patch: replace, nodeName: b}", "{nodeName: b}"),
            ("{$patch: delete}", "{}"),
            ("{nodeName: null, missing: null}", "{containers: [{name: a, image: x}, {name: b}]}"),
            (
                "{containers: [{name: c}, {name: a, $patch: delete}]}",
                "{nodeName: a, containers: [{name: c}, {name: b}]}"
            ),
            ("{containers: [{$patch: replace}, {name: z}]}", "{nodeName: a, containers: [{name: z}]}"),
            ("{$retainKeys: [containers]}", "{containers: [{name: a, image: x}, {name: b}]}"),
            (
                "{$setElementOrder/containers: [{name: b}, {name: a}]}",
                "{nodeName: a, containers: [{name: b}, {name: a, image: x}]}"
            ),
            (
                "{containers: [{name: a, image: null, env: [{name: E, value: null}]}]}",
                "{nodeName: a, containers: [{name: a, env: [{name: E}]}, {name: b}]}"
            ),
            (
                "{affinity: {$patch: replace, podAffinity: {}}}",
                "{nodeName: a, containers: [{name: a, image: x}, {name: b}]}"
            ),
        ])
    func directives(patch: String, expected: String) throws {
        let base = try Self.pod("{nodeName: a, containers: [{name: a, image: x}, {name: b}]}")
        let patch = StrategicMergePatch(try Document(yaml: "spec: \(patch)"))
        #expect(try patch.apply(to: base).root == Self.pod(expected))
    }

    @Test("deleting from a set takes every such element")
    func deleteFromSet() throws {
        let base = try Self.pod("{}", "{finalizers: [a, b, a, c]}")
        let patch = StrategicMergePatch(try Document(yaml: "metadata: {$deleteFromPrimitiveList/finalizers: [a, x]}"))
        #expect(try patch.apply(to: base).root == Self.pod("{}", "{finalizers: [b, c]}"))
    }

    @Test(
        "what cannot be merged is told with its path and a next step",
        arguments: [
            ("{containers: [{image: x}]}", "spec.containers[0]: every element of this list needs a scalar \"name\""),
            ("{containers: [{name: a}, null]}", "spec.containers[1]: null cannot be an element"),
            ("{containers: [{name: a}, x]}", "spec.containers[1]: the elements of a list must all be of one type"),
            ("{containers: [[x]]}", "spec.containers[0]: a merged list cannot have lists"),
            ("{containers: [{name: {a: 1}}]}", "spec.containers[0]: every element of this list needs a scalar"),
            ("{containers: [{name: a}], contaners: {a: 2}}", "spec.contaners: the schema has no such field"),
        ])
    func unusable(modified: String, expected: String) throws {
        let original = try Self.pod("{containers: [{name: b}], contaners: {a: 1}}")
        let found = Self.problem { _ = try StrategicMergePatch(from: original, to: Self.pod(modified)) }
        #expect(found.hasPrefix(expected), "\(found)")
    }

    @Test(
        "malformed directives are refused",
        arguments: [
            "{$patch: other}", "{$patch: 1}", "{$retainKeys: x}", "{$retainKeys: [x], nodeName: b}",
            "{$setElementOrder: [{name: a}]}", "{$setElementOrder/containers: x}", "{$deleteFromPrimitiveList: [x]}",
            "{$setElementOrder/containers: [{name: b}, {name: a}], containers: [{name: a}, {name: b}]}",
            "{containers: [{name: a, $patch: merge}]}", "{containers: [{$patch: delete}]}",
        ])
    func malformed(patch: String) throws {
        let base = try Self.pod("{nodeName: a, containers: [{name: a}, {name: b}]}")
        let patch = StrategicMergePatch(try Document(yaml: "spec: \(patch)"))
        #expect(throws: StrategicMergePatchError.self) { try patch.apply(to: base) }
    }

    @Test("kinds without merge rules are refused, and the merge patch is named")
    func unknownKind() throws {
        let meal = try Document(yaml: "apiVersion: shop.example/v1\nkind: Meal\nspec: {a: 1}\n").root
        let found = Self.problem { _ = try StrategicMergePatch(from: meal, to: meal) }
        #expect(
            found
                == "the schema has no kind Meal in shop.example/v1; use a merge patch, as kubectl does for custom resources"
        )
        #expect(throws: StrategicMergePatchError.notAnObject) {
            try StrategicMergePatch(from: Document(json: "[]").root, to: Document(json: "[]").root)
        }
    }

    @Test("elements with the same key stand as Go's sort leaves them", arguments: [3, 12, 13, 60, 200])
    func repeatedKeys(count: Int) {
        let sorted = GoSort.sorted(Array(0..<count)) { $0 % 3 <= $1 % 3 }
        #expect(sorted.map { $0 % 3 } == (0..<count).map { $0 % 3 }.sorted())
        #expect(Set(sorted).count == count)
        if count <= 12 { #expect(sorted.filter { $0 % 3 == 0 } == (0..<count).filter { $0 % 3 == 0 }.reversed()) }
    }

    @Test("null in the wanted state removes a member, and is left out in lists, of a three-way merge patch")
    func mergePatchNulls() throws {
        func document(_ yaml: String) throws -> Node { try Document(yaml: yaml).root }
        let patch = try MergePatch(
            original: document("{a: 1, b: 1}"),
            modified: document("{a: 1, c: null, d: {e: null}, f: [{g: null}], h: {}}"),
            current: document("{a: 2, b: 1, c: 1}"))
        #expect(try patch.document.root == document("{a: 1, b: null, c: null, d: {e: null}, f: [{}], h: {}}"))
        #expect(throws: MergePatchError.notAnObject) {
            try MergePatch(original: document("[]"), modified: document("{}"), current: document("{}"))
        }
    }
}
