import GitOpsManifest
import Testing

@testable import GitOpsPolicy

@Suite("Order and repetition of mutating policies")
struct MutationOrderTests {
    /// Adds a letter to a label, and a dot for each time.
    private static func appending(_ letter: String, _ reinvocation: String = "Never") -> String {
        MutationFixture.apply(
            "Object{metadata: Object.metadata{labels: {'way': object.metadata.?labels.way.orValue('') + '\(letter)'}}}",
            letter, "reinvocationPolicy: \(reinvocation)")
    }

    private static func way(_ policies: String) throws -> String? {
        try MutationFixture.mutation(policies).mutated?.root["metadata"]?["labels"]?["way"]?.string
    }

    @Test("policies are asked by name, and each sees what those before it did")
    func byName() throws {
        #expect(try Self.way(Self.appending("b") + Self.appending("c") + Self.appending("a")) == "abc")
    }

    @Test(
        "who may be asked again is asked once more when something was mutated, and never a third time",
        arguments: [
            (["Never", "Never"], "ab"), (["IfNeeded", "Never"], "aba"), (["Never", "IfNeeded"], "abb"),
            (["IfNeeded", "IfNeeded"], "abab"),
        ])
    func again(policies: [String], way: String) throws {
        #expect(try Self.way(Self.appending("a", policies[0]) + Self.appending("b", policies[1])) == way)
    }

    @Test("the second time the object is matched anew")
    func matchedAnew() throws {
        let once = """
            reinvocationPolicy: IfNeeded
            matchConditions: [{name: fresh, expression: "!has(object.metadata.labels.way)"}]
            """
        let policies =
            MutationFixture.apply("Object{metadata: Object.metadata{labels: {'way': 'a'}}}", "a", once)
            + Self.appending("b")
        let mutation = try MutationFixture.mutation(policies)
        #expect(mutation.mutated?.root["metadata"]?["labels"]?["way"]?.string == "ab")
        let evaluations = MutationFixture.evaluations(mutation)
        #expect(evaluations.map(\.isReinvocation) == [false, true, false])
        #expect(evaluations.map(\.unmetCondition) == [nil, "fresh", nil])
    }

    @Test("a policy that matches only what others made is not asked: matching sees the object as it came")
    func notNewlyMatched() throws {
        let selecting = """
            reinvocationPolicy: IfNeeded
            """
        var second = MutationFixture.apply("Object{spec: Object.spec{paused: true}}", "b", selecting)
        second = second.replacing(
            "    resourceRules", with: "    objectSelector: {matchLabels: {way: a}}\n    resourceRules")
        #expect(second.contains("objectSelector"))
        let mutation = try MutationFixture.mutation(Self.appending("a", "IfNeeded") + second)
        #expect(mutation.mutated?.root["spec"]?["paused"] == nil)
        guard case .unmatched(.objectSelector) = mutation.entry(of: 1).outcome else {
            Issue.record("\(mutation.entry(of: 1).outcome)")
            return
        }
    }

    @Test("mutations of one policy follow each other; one that fails does not keep the next from its turn")
    func withinPolicy() throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.policy(
                [
                    ("ApplyConfiguration", "Object{spec: Object.spec{replicas: 4}}"),
                    ("JSONPatch", "[JSONPatch{op: 'remove', path: '/spec/nothing'}]"),
                    (
                        "JSONPatch",
                        "[JSONPatch{op: 'replace', path: '/spec/replicas', value: int(object.spec.replicas) * 2}]"
                    ),
                ], "failurePolicy: Ignore"))
        #expect(mutation.mutated?.root["spec"]?["replicas"]?.int64 == 8)
        #expect(MutationFixture.evaluations(mutation)[0].mutations.map(\.mutation) == [0, 2])
        #expect(MutationFixture.evaluations(mutation)[0].decisions.map(\.validation) == [1])
    }

    @Test("variables are computed anew for every mutation")
    func variables() throws {
        let mutation = try MutationFixture.mutation(
            MutationFixture.policy(
                [
                    ("ApplyConfiguration", "Object{spec: Object.spec{replicas: variables.next}}"),
                    ("ApplyConfiguration", "Object{spec: Object.spec{replicas: variables.next}}"),
                ], "variables: [{name: next, expression: \"int(object.spec.replicas) + 1\"}]"))
        #expect(mutation.mutated?.root["spec"]?["replicas"]?.int64 == 3)
    }

    @Test("a policy is asked with each parameter of its binding, and what has none is not asked")
    func params() throws {
        let params = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: NAME, namespace: shop, labels: {role: team}}
            data: {team: NAME}
            ---

            """
        func policies(_ reference: String) -> String {
            MutationFixture.policy(
                [
                    (
                        "ApplyConfiguration",
                        "Object{metadata: Object.metadata{labels: {params.data.team: 'yes'}}}"
                    )
                ], "paramKind: {apiVersion: v1, kind: ConfigMap}", binding: "paramRef: {\(reference)}")
                + params.replacing("NAME", with: "one") + params.replacing("NAME", with: "two")
        }
        let both = try MutationFixture.mutation(
            policies("selector: {matchLabels: {role: team}}, parameterNotFoundAction: Deny"))
        #expect(both.mutated?.root["metadata"]?["labels"]?["one"]?.string == "yes")
        #expect(both.mutated?.root["metadata"]?["labels"]?["two"]?.string == "yes")
        let none = try MutationFixture.mutation(policies("name: three, parameterNotFoundAction: Allow"))
        #expect(none.patch == nil)
        let denied = try MutationFixture.mutation(policies("name: three, parameterNotFoundAction: Deny"))
        guard case .matched(let bindings) = denied.entries[0].outcome,
            case .misconfigured(let decision) = bindings[0].outcome
        else {
            Issue.record("\(denied.entries)")
            return
        }
        #expect(decision.denies && decision.message.contains("no params found"))
    }

    @Test("deletions are not mutated, and are accounted for")
    func deletions() throws {
        let check = PolicyCheckTests.check(
            MutationFixture.apply("Object{spec: Object.spec{paused: true}}", rules: MutationFixture.everything), "",
            base: MutationFixture.web)
        let mutation = try #require(check.documents.first?.mutation)
        #expect(mutation.patch == nil && check.mutatingSums.unmatched == 1 && check.mutatingSums.isExact)
        guard case .unmatched(.resourceRules(.operation)) = mutation.entry(of: 0).outcome else {
            Issue.record("\(mutation.entry(of: 0).outcome)")
            return
        }
    }

    @Test("policies themselves, and objects that nothing binds a policy to, are left as they are")
    func exempt() throws {
        let policies = MutationFixture.policy(
            [("ApplyConfiguration", "Object{metadata: Object.metadata{labels: {'a': 'b'}}}")],
            rules: MutationFixture.everything)
        let own = try MutationFixture.mutation(policies, policies)
        #expect(own.patch == nil)
        let unbound = MutationFixture.policy(
            [("ApplyConfiguration", "Object{spec: Object.spec{paused: true}}")], binding: nil)
        let mutation = try MutationFixture.mutation(unbound)
        guard case .unbound = mutation.entries[0].outcome else {
            Issue.record("\(mutation.entries)")
            return
        }
        #expect(mutation.patch == nil)
    }
}
