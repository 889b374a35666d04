import GitOpsManifest
import Testing

@testable import GitOpsPolicy

@Suite("Mutations that are JSON patches")
struct JSONPatchMutationTests {
    private static let args = "/spec/template/spec/containers/0/args"

    private static let cases: [(operations: String, patch: String?)] = [
        (
            "JSONPatch{op: 'add', path: '/metadata/labels/team', value: 'ops'}",
            "[{\"op\":\"add\",\"path\":\"/metadata/labels/team\",\"value\":\"ops\"}]"
        ),
        (
            "JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('example.com/a~b'), value: 'c'}",
            "[{\"op\":\"add\",\"path\":\"/metadata/labels/example.com~1a~0b\",\"value\":\"c\"}]"
        ),
        (
            "JSONPatch{op: 'replace', path: '/spec/replicas', value: 3}",
            "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]"
        ),
        (
            "JSONPatch{op: 'replace', path: '/spec/replicas', value: 3.0}",
            "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]"
        ),
        ("JSONPatch{op: 'remove', path: '\(args)/0'}", "[{\"op\":\"remove\",\"path\":\"\(args)/0\"}]"),
        ("JSONPatch{op: 'remove', path: '\(args)/-2'}", "[{\"op\":\"remove\",\"path\":\"\(args)/0\"}]"),
        (
            "JSONPatch{op: 'add', path: '\(args)/-', value: 'three'}",
            "[{\"op\":\"add\",\"path\":\"\(args)/2\",\"value\":\"three\"}]"
        ),
        (
            "JSONPatch{op: 'add', path: '\(args)/-1', value: 'three'}",
            "[{\"op\":\"add\",\"path\":\"\(args)/2\",\"value\":\"three\"}]"
        ),
        (
            "JSONPatch{op: 'copy', from: '/metadata/name', path: '/metadata/labels/copy'}",
            "[{\"op\":\"add\",\"path\":\"/metadata/labels/copy\",\"value\":\"web\"}]"
        ),
        (
            "JSONPatch{op: 'move', from: '/metadata/labels/app', path: '/metadata/labels/name'}",
            "[{\"op\":\"remove\",\"path\":\"/metadata/labels/app\"},"
                + "{\"op\":\"add\",\"path\":\"/metadata/labels/name\",\"value\":\"web\"}]"
        ),
        (
            "JSONPatch{op: 'test', path: '/spec/replicas', value: 1}, "
                + "JSONPatch{op: 'replace', path: '/spec/replicas', value: 2}",
            "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":2}]"
        ),
        // A test without a value holds where there is nothing.
        (
            "JSONPatch{op: 'test', path: '/metadata/labels/team'}, "
                + "JSONPatch{op: 'add', path: '/metadata/labels/team', value: 'ops'}",
            "[{\"op\":\"add\",\"path\":\"/metadata/labels/team\",\"value\":\"ops\"}]"
        ),
        // What is not there is added.
        (
            "JSONPatch{op: 'replace', path: '/metadata/annotations', value: {'a': 'b'}}",
            "[{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"a\":\"b\"}}]"
        ),
        ("JSONPatch{op: 'remove', path: '\(args)/01'}", "[{\"op\":\"remove\",\"path\":\"\(args)/1\"}]"),
        (
            "JSONPatch{op: 'test', path: '/spec', value: object.spec}, "
                + "JSONPatch{op: 'replace', path: '/spec/replicas', value: 2}",
            "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":2}]"
        ),
        // A default comes back.
        ("JSONPatch{op: 'remove', path: '/spec/revisionHistoryLimit'}", nil),
        // A patch that changes what it found and changes it back.
        (
            "JSONPatch{op: 'replace', path: '/spec/replicas', value: 2}, "
                + "JSONPatch{op: 'replace', path: '/spec/replicas', value: 1}", nil
        ),
        (
            "JSONPatch{op: 'add', path: '/spec/template/spec/containers/-', "
                + "value: Object.spec.template.spec.containers{name: 'side', image: 'side:1'}}",
            "[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/1\","
                + "\"value\":{\"name\":\"side\",\"image\":\"side:1\"}}]"
        ),
    ]

    @Test("operations are applied in order", arguments: cases)
    func applied(operations: String, patch: String?) throws {
        let mutation = try MutationFixture.mutation(MutationFixture.patch("[\(operations)]"))
        #expect(MutationFixture.errors(mutation).isEmpty)
        #expect(try MutationFixture.patchText(mutation) == patch)
    }

    @Test(
        "a test that does not hold leaves the object as it is, and is no error",
        arguments: [
            ("JSONPatch{op: 'test', path: '/spec/replicas', value: 7}", 1),
            ("JSONPatch{op: 'test', path: '/spec/nothing', value: 7}", 1),
            // The server takes null for an empty object, and not for nothing.
            ("JSONPatch{op: 'test', path: '/spec/nothing', value: null}", 1),
            ("JSONPatch{op: 'test', path: '/spec/replicas'}", 1),
            (
                "JSONPatch{op: 'remove', path: '\(args)/-1'}, JSONPatch{op: 'test', path: '/spec/replicas', value: 7}",
                2
            ),
        ])
    func tested(operations: String, failing: Int) throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch(
                "[JSONPatch{op: 'replace', path: '/spec/paused', value: true}].filter(x, false) + "
                    + "[JSONPatch{op: 'add', path: '/spec/paused', value: true}, \(operations)]"))
        #expect(mutation.patch == nil)
        let applied = MutationFixture.evaluations(mutation).flatMap(\.mutations)
        guard case .testFailed(let operation)? = applied.first?.result else {
            Issue.record("\(applied) \(MutationFixture.errors(mutation))")
            return
        }
        #expect(operation == failing)
    }

    private static let refusals: [(operations: String, error: String, isInternal: Bool)] = [
        ("JSONPatch{op: 'remove', path: '/spec/nothing'}", "nothing stands at \"/spec/nothing\"", false),
        ("JSONPatch{op: 'replace', path: '/spec/nothing', value: 1}", "spec.nothing", true),
        ("JSONPatch{op: 'replace', path: '/spec/nothing/more', value: 1}", "nothing stands at", false),
        ("JSONPatch{op: 'add', path: '/spec/nothing/more', value: 1}", "nothing stands at", false),
        ("JSONPatch{op: 'test', path: '/spec/nothing/more', value: 1}", "nothing stands at", false),
        ("JSONPatch{op: 'add', path: '\(args)/7', value: 'x'}", "the index", false),
        ("JSONPatch{op: 'add', path: '\(args)/-7', value: 'x'}", "the index", false),
        ("JSONPatch{op: 'set', path: '/spec/replicas', value: 1}", "op \"set\" is none", false),
        ("JSONPatch{op: 'add', path: 'spec', value: 1}", "path \"spec\"", false),
        ("JSONPatch{op: 'replace', path: '', value: 1}", "nothing stands", false),
        ("JSONPatch{op: 'replace', path: '', value: {'kind': 'Pod'}}", "changes apiVersion or kind", true),
        ("JSONPatch{op: 'add', path: '', value: object.spec}", "nothing stands", false),
        ("JSONPatch{op: 'copy', path: '/metadata/labels/x'}", "nothing stands", false),
        ("JSONPatch{op: 'add', path: '/spec/replicas', value: timestamp(0)}", "could not marshal to JSON", false),
        // The server cannot read the result back.
        ("JSONPatch{op: 'add', path: '/spec/replica', value: 1}", "spec.replica", true),
        ("JSONPatch{op: 'add', path: '/spec/replicas', value: 'one'}", "spec.replicas", true),
        ("JSONPatch{op: 'replace', path: '/kind', value: 'Secret'}", "changes apiVersion or kind", true),
    ]

    @Test("what cannot be applied is an error; what cannot be read back is one of the server", arguments: refusals)
    func refused(operations: String, error: String, isInternal: Bool) throws {
        let policies = MutationFixture.patch("[\(operations)]", "m", "failurePolicy: Ignore")
        let mutation = try MutationFixture.mutation(policies)
        let decisions = MutationFixture.evaluations(mutation).flatMap(\.decisions)
        #expect(decisions.count == 1 && decisions[0].message.contains(error), "\(decisions.map(\.message))")
        // Failures are ignored here, but for those that are none of the policy's.
        #expect(decisions.first?.denies == isInternal && decisions.first?.isUnconditional == isInternal)
        #expect(mutation.patch == nil)
    }

    @Test("what a manifest has wrong already is not the patch's fault")
    func wrongBefore() throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch("[JSONPatch{op: 'add', path: '/spec/paused', value: true}]"),
            MutationFixture.web.replacing("  replicas: 1", with: "  replica: 1"))
        #expect(MutationFixture.errors(mutation).isEmpty)
        #expect(
            try MutationFixture.patchText(mutation) == "[{\"op\":\"add\",\"path\":\"/spec/paused\",\"value\":true}]")
    }

    @Test("an operation of a dynamic value has to have texts")
    func dynamicValues() throws {
        let mutation = try MutationFixture.mutation(MutationFixture.patch("[JSONPatch{op: dyn(1), path: '/spec'}]"))
        #expect(MutationFixture.errors(mutation).first?.contains("'op' field") == true)
    }

    @Test(
        "indices from the end count the list as it is by then",
        arguments: [
            ("move", "0", "-1", ["two", "three", "one"]), ("move", "-1", "0", ["three", "one", "two"]),
            ("move", "0", "-2", ["two", "one", "three"]), ("copy", "0", "-1", ["one", "two", "three", "one"]),
            ("copy", "-1", "-2", ["one", "two", "three", "three"]),
        ])
    func fromTheEnd(op: String, from: String, path: String, result: [String]) throws {
        let args = Self.args
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch("[JSONPatch{op: '\(op)', from: '\(args)/\(from)', path: '\(args)/\(path)'}]"),
            MutationFixture.web.replacing("[one, two]", with: "[one, two, three]"))
        let container = mutation.mutated?.root["spec"]?["template"]?["spec"]?["containers"]?[0]
        #expect(container?["args"]?.elements.compactMap(\.string) == result, "\(MutationFixture.errors(mutation))")
    }

    @Test("integers that JSON's numbers do not hold become texts")
    func greatIntegers() throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch(
                "[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'a': '1'}}, "
                    + "JSONPatch{op: 'add', path: '/metadata/annotations/b', value: 9007199254740993}]"))
        #expect(mutation.mutated?.root["metadata"]?["annotations"]?["b"]?.string == "9007199254740993")
    }
}
