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

    @Test("copies are counted over a whole patch, whatever stands between them")
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

    @Test("what a limit of ours ends is unknown, whatever the failure policy is", arguments: ["Fail", "Ignore"])
    func ownLimits(failurePolicy: String) throws {
        var options = AdmissionOptions()
        options.mutationLimits.objectBytes = 100
        let policies = MutationFixture.apply(
            "Object{metadata: Object.metadata{labels: {'a': 'b'}}}", "p", "failurePolicy: \(failurePolicy)")
        let check = PolicyCheckTests.check(policies, MutationFixture.web, options: options)
        let mutation = try #require(check.documents[0].mutation)
        #expect(MutationFixture.unknowns(mutation).count == 1 && mutation.patch == nil)
        #expect(check.findings.map(\.verdict) == [.unknown])
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

    @Test("thousands of indices from the end pass few values, and no more than are allowed", arguments: [40, 4])
    func manyNegativeIndices(perOperation: Int) throws {
        let path = "/spec/template/spec/containers/0/args/-1"
        let list = (0..<100).map { "\($0)" }.joined(separator: ",")
        var options = AdmissionOptions()
        options.mutationLimits.passedValues = 9_000 * perOperation
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch(
                "[\(list)].map(x, [\(list)].filter(y, y < 90).map(y, "
                    + "JSONPatch{op: 'add', path: '\(path)', value: string(x)})).flatten()"), options: options)
        let containers = mutation.mutated?.root["spec"]?["template"]?["spec"]?["containers"]
        let errors = MutationFixture.errors(mutation)
        if perOperation == 4 {
            #expect(errors.count == 1 && errors[0].contains("too many values are passed") && mutation.patch == nil)
        } else {
            #expect(errors.isEmpty && containers?[0]?["args"]?.count == 9_002, "\(errors)")
        }
    }

    @Test("what patches pass is counted over all mutations of an object", arguments: [1, 3])
    func sharedSteps(policies: Int) throws {
        var options = AdmissionOptions()
        options.mutationLimits.passedValues = 2_000
        let list = (0..<100).map { "\($0)" }.joined(separator: ",")
        let patches = (0..<policies).map { number in
            MutationFixture.patch(
                "[\(list)].map(x, JSONPatch{op: 'add', path: '/metadata/labels/k\(number)-' + string(x), value: 'x'})",
                "p\(number)")
        }
        let mutation = try MutationFixture.mutation(patches.joined(), options: options)
        let errors = MutationFixture.errors(mutation)
        #expect(
            errors.count == policies - 1 && errors.allSatisfy { $0.contains("too many values are passed") }, "\(errors)"
        )
        #expect(mutation.mutated?.root["metadata"]?["labels"]?.count == 101)
    }

    @Test("what documents do not hold is told by its own limit")
    func limitsOfDocuments() {
        let large = MutationFailure(.tooLarge, of: "the object").message
        #expect(large.contains("4 GiB") && !large.contains("nested"))
        #expect(MutationFailure(.tooDeep, of: "the object").message.contains("\(ReadingLimits.maximumDepth) levels"))
    }

    @Test("a patch that goes deeper than documents may be is an error")
    func deepPatch() throws {
        let path = "/metadata" + String(repeating: "/a", count: 3_000)
        let mutation = try MutationFixture.mutation(
            MutationFixture.patch("[JSONPatch{op: 'add', path: '\(path)', value: 1}]"))
        #expect(MutationFixture.errors(mutation).count == 1 && mutation.patch == nil)
    }
}
