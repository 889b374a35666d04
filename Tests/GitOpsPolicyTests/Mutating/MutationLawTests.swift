import GitOpsDiff
import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport
import Testing

@testable import GitOpsPolicy

@Suite("Laws of mutations")
struct MutationLawTests {
    private static let applied = [
        "Object{}", "Object{spec: Object.spec{replicas: int(object.spec.?replicas.orValue(1)) + 1}}",
        "Object{metadata: Object.metadata{labels: {'a': 'b'}}}",
        "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: "
            + "[Object.spec.template.spec.containers{name: 'side', image: 'side:1'}]}}}}",
        "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: "
            + "[Object.spec.template.spec.containers{name: 'web', env: "
            + "[Object.spec.template.spec.containers.env{name: 'A', value: 'b'}]}]}}}}",
        "Object{spec: Object.spec{strategy: Object.spec.strategy{type: 'Recreate'}}}",
        "Object{spec: Object.spec{nothing: 1}}", "Object{spec: object.spec.nothing}", "Object{",
    ]
    private static let patches = [
        "[JSONPatch{op: 'add', path: '/metadata/labels', value: {'only': 'one'}}]",
        "[JSONPatch{op: 'remove', path: '/spec/replicas'}]",
        "[JSONPatch{op: 'remove', path: '/spec/template/spec/containers/0'}]",
        "[JSONPatch{op: 'add', path: '/spec/template/spec/containers/0', value: {'name': 'first', 'image': 'i'}}]",
        "[JSONPatch{op: 'test', path: '/spec/replicas', value: 2}, "
            + "JSONPatch{op: 'add', path: '/spec/paused', value: true}]",
        "[JSONPatch{op: 'move', from: '/spec/template/spec/containers/-1', "
            + "path: '/spec/template/spec/containers/0'}]",
        "[JSONPatch{op: 'copy', from: '/metadata/labels', path: '/spec/template/metadata/labels'}]",
    ]
    private static let documents = [
        MutationFixture.web, PolicyFixture.deployment("small"),
        PolicyFixture.deployment("big", namespace: "shop", "replicas: 2"),
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}, data: {}}\n---\n",
    ]

    private static func generated(_ seed: UInt64) -> (policies: String, documents: String) {
        var random = SeededGenerator(seed: seed)
        var policies = ""
        for number in 0..<Int.random(in: 1...4, using: &random) {
            let mutations = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? (type: "ApplyConfiguration", expression: random.pick(applied))
                    : (type: "JSONPatch", expression: random.pick(patches))
            }
            policies += MutationFixture.policy(
                mutations,
                "reinvocationPolicy: \(random.pick(["Never", "IfNeeded"]))\n"
                    + "failurePolicy: \(random.pick(["Fail", "Ignore"]))",
                name: "p\(number)", rules: random.pick([MutationFixture.deployments, MutationFixture.everything]),
                binding: random.pick(["", nil]))
        }
        return (policies, documents.joined(separator: "---\n"))
    }

    @Test(
        "everything is accounted for, a patch turns the original into the mutated object, and no change is no patch",
        arguments: UInt64(0)..<120)
    func patches(seed: UInt64) throws {
        let (policies, documents) = Self.generated(seed)
        let check = PolicyCheckTests.check(policies, documents)
        #expect(check.mutatingSums.isExact && check.mutatingSums.documents == check.documents.count, "seed \(seed)")
        for document in check.documents {
            let mutation = try #require(document.mutation)
            #expect(mutation.original == document.step.manifest.root)
            guard let patch = mutation.patch else {
                #expect(mutation.mutated == nil, "seed \(seed)")
                continue
            }
            let original = try #require(mutation.original)
            let mutated = try #require(mutation.mutated)
            #expect(try patch.apply(to: original).root == mutated.root, "seed \(seed)")
            #expect(original != mutated.root && !patch.operations.isEmpty, "seed \(seed)")
        }
    }

    @Test("asked twice, and on any number of threads, policies give the same bytes", arguments: UInt64(0)..<20)
    func repeatable(seed: UInt64) {
        let (policies, documents) = Self.generated(seed)
        func bytes(_ threads: Int) -> [[UInt8]?] {
            let check = PolicyCheckTests.check(policies, documents, threads: threads)
            return check.documents.flatMap { document -> [[UInt8]?] in
                [document.mutation?.patchJSON, document.mutation?.mutated.map { JSONWriter().bytes($0.root) }]
            } + check.findings.map { Array("\($0) \($0.properties)".utf8).sorted() }
        }
        let first = bytes(1)
        #expect(first == bytes(1) && first == bytes(4), "seed \(seed)")
    }

    @Test(
        "the mutated object, completed as the server does, is what policies saw last", arguments: UInt64(0)..<60)
    func completed(seed: UInt64) throws {
        let (policies, documents) = Self.generated(seed)
        let check = PolicyCheckTests.check(policies, documents)
        for document in check.documents {
            guard let mutation = document.mutation, let mutated = mutation.mutated, let stored = mutation.stored
            else { continue }
            let manifest = PolicyFixture.set(JSONWriter().string(mutated.root), name: "mutated.json")
            let simulation = AdmissionSimulation(head: manifest)
            let request = simulation.request(for: try #require(simulation.steps.first))
            #expect(request.object == stored, "seed \(seed)")
        }
    }
}
