import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Hostile mutations")
struct MutationLimitTests {
    @Test("an object that doubles each time it is asked about stops at the limit")
    func growth() throws {
        let doubling = (0..<12).map { number in
            MutationFixture.apply(
                "Object{metadata: Object.metadata{annotations: {'a': object.metadata.?annotations.a.orValue('0123456789') + "
                    + "object.metadata.?annotations.a.orValue('')}}}", "p\(number)",
                "reinvocationPolicy: IfNeeded\nfailurePolicy: Ignore")
        }
        var options = AdmissionOptions()
        options.mutationLimits.objectBytes = 2_000
        let mutation = try MutationFixture.mutation(doubling.joined(), options: options)
        #expect(try #require(mutation.mutated).valueCount < 100)
        let errors = MutationFixture.errors(mutation)
        #expect(!errors.isEmpty && errors.allSatisfy { $0.contains("at most 2000 are allowed") }, "\(errors)")
    }

    @Test("copies that double a document are counted, and so are operations")
    func copies() throws {
        let copying = (0..<40).map { _ in "JSONPatch{op: 'copy', from: '/spec', path: '/spec/a'}" }
        var options = AdmissionOptions()
        options.mutationLimits.copiedValues = 1_000
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch("[\(copying.joined(separator: ", "))]"), options: options)
        #expect(MutationFixture.errors(mutation).first?.contains("too much is added") == true)
        options.mutationLimits.patchOperations = 10
        let long = try MutationFixture.mutation(
            MutationFixture.patch("[\(copying.joined(separator: ", "))]"), options: options)
        #expect(MutationFixture.errors(long).first?.contains("there are 40 operations, and at most 10") == true)
    }

    @Test(
        "a long text that many operations add or copy is counted by its bytes, before it is there as often",
        arguments: ["op: 'add', value: string(object.metadata)", "op: 'copy', from: '/metadata'"])
    func bytes(operation: String) throws {
        var options = AdmissionOptions()
        options.mutationLimits.objectBytes = 2_000
        let list = (0..<1_000).map { "\($0)" }.joined(separator: ",")
        let value = operation.replacing("string(object.metadata)", with: "'\(String(repeating: "x", count: 500))'")
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch("[\(list)].map(x, JSONPatch{path: '/spec/a' + string(x), \(value)})"),
            options: options)
        #expect(
            MutationFixture.errors(mutation).first?.contains("too much is added") == true,
            "\(MutationFixture.errors(mutation))")
    }

    @Test("copies are counted over a whole patch, however often it is begun anew")
    func copiesAndNegativeIndices() throws {
        var options = AdmissionOptions()
        options.mutationLimits.copiedValues = 200
        let args = "/spec/template/spec/containers/0/args"
        let list = (0..<200).map { "\($0)" }.joined(separator: ",")
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch(
                "[\(list)].map(x, [JSONPatch{op: 'copy', from: '\(args)', path: '/metadata/a' + string(x)}, "
                    + "JSONPatch{op: 'replace', path: '\(args)/-1', value: string(x)}]).flatten()"), options: options)
        #expect(
            MutationFixture.errors(mutation).first?.contains("too much is added") == true,
            "\(MutationFixture.errors(mutation))")
    }

    @Test("object literals of any depth are told or taken, and crash nothing", arguments: [20, 200, 2_000])
    func depth(levels: Int) throws {
        var names = "Object"
        var text = ""
        for _ in 0..<levels {
            text += "\(names){a: "
            names += ".a"
            // Names would make the text grow with the square of the depth.
            if names.utf8.count > 400 { names = "Object" }
        }
        let policies = MutationFixture.apply(text + "1" + String(repeating: "}", count: levels))
        let check = PolicyCheckTests.check(policies, MutationFixture.web)
        #expect(check.documents[0].mutation?.patch == nil)
        #expect(check.findings.contains { $0.verdict == .error || $0.verdict == .unknown })
    }

    @Test("a budget that is used up is an error of the policy")
    func budget() throws {
        let list = "[0,1,2,3,4,5,6,7,8,9]"
        let loops =
            "\(list).all(a, \(list).all(b, \(list).all(c, \(list).all(d, \(list).all(e, \(list).all(f, true))))))"
        let mutation = try MutationFixture.mutation(
            MutationFixture.apply("Object{spec: Object.spec{paused: \(loops)}}"))
        #expect(MutationFixture.errors(mutation).count == 1 && mutation.patch == nil)
        #expect(
            MutationFixture.errors(mutation)[0].contains("cost")
                || MutationFixture.errors(mutation)[0].contains("budget"))
    }

    @Test("many indices from the end are counted one after the other")
    func manyNegativeIndices() throws {
        let path = "/spec/template/spec/containers/0/args/-1"
        let list = (0..<400).map { "\($0)" }.joined(separator: ",")
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch(
                "[\(list)].map(x, JSONPatch{op: 'add', path: '\(path)', value: string(x)})"))
        let containers = mutation.mutated?.root["spec"]?["template"]?["spec"]?["containers"]
        let args = containers?[0]?["args"]?.elements.compactMap(\.string)
        #expect(MutationFixture.errors(mutation).isEmpty && args == ["one", "two"] + (0..<400).map(String.init))
    }

    @Test("a patch that goes deeper than documents may be is an error")
    func deepPatch() throws {
        let path = "/metadata" + String(repeating: "/a", count: 3_000)
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch("[JSONPatch{op: 'add', path: '\(path)', value: 1}]"))
        #expect(MutationFixture.errors(mutation).count == 1 && mutation.patch == nil)
    }
}
