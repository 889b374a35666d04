import GitOpsManifest
import Testing

@testable import GitOpsRBAC

/// A role of many rules that overlap in most of their lists, as generators make them.
@Suite("Rules that overlap in many ways")
struct OverlappingRulesTests {
    private static let verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]

    private static func rules(_ count: Int, seed: UInt64 = 1) -> [PolicyRule] {
        var random = SeededRandom(seed)
        func some(_ count: Int, of names: [String]) -> [String] {
            var names = names
            return (0..<count).map { _ in names.remove(at: Int(random.next() % UInt64(names.count))) }
        }
        return (0..<count).map { _ in
            PolicyRule(
                verbs: some(4, of: verbs), apiGroups: some(8, of: (0..<40).map { "g\($0)" }),
                resources: some(10, of: (0..<60).map { "r\($0)" }),
                resourceNames: some(6, of: (0..<50).map { "n\($0)" }))
        }
    }

    private struct SeededRandom {
        var state: UInt64
        init(_ seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }

    private func model(_ rules: [PolicyRule]) -> AccessModel {
        func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        let text = rules.map { rule in
            "{\"apiGroups\":\(list(rule.apiGroups)),\"resources\":\(list(rule.resources)),"
                + "\"verbs\":\(list(rule.verbs)),\"resourceNames\":\(list(rule.resourceNames))}"
        }
        let objects = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "big"},
              "rules": [\(text.joined(separator: ","))]}
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "b"},
              "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "big"},
              "subjects": [{"kind": "User", "name": "u"}]}
            """
        return AccessModel(
            ManifestSet(SourceText(objects, name: "big.json")), options: AccessModelOptions(bootstrap: .none))
    }

    @Test("the same rules in another order are covered, and one rule more is not", .timeLimit(.minutes(5)))
    func covers() throws {
        let rules = Self.rules(300)
        #expect(RuleSubsumption(owner: rules, covers: rules.reversed()).verdict == .covers)
        let more = PolicyRule(verbs: ["get"], apiGroups: ["g0"], resources: ["elsewhere"])
        let wanted = Self.rules(20, seed: 2) + [more]
        let result = RuleSubsumption(owner: rules, covers: wanted)
        #expect(result.verdict == .doesNotCover)
        let example = try #require(result.counterexample)
        #expect(!LiteralRules(rules: rules).allows(example) && LiteralRules(rules: wanted).allows(example))
        #expect(result.missing.contains { $0.rule.resources.contains("elsewhere") })
    }

    @Test("what a change takes is told of many overlapping rules, and nothing is gained", arguments: [8, 80])
    func difference(count: Int) throws {
        let before = Self.rules(count)
        let after = before.map { rule in
            var rule = rule
            rule.verbs = Array(rule.verbs.prefix(2))
            return rule
        }
        let diff = AccessDiff(from: model(before), to: model(after))
        let change = try #require(diff.changes.first)
        #expect(change.gained.isEmpty && change.gained.isExact)
        #expect(change.lost.isExact == (count == 8))
        #expect(change.lost.changes.count <= max(64, count))
        // A request of each rule of before, of which verbs are gone and others stay.
        var told = 0
        for rule in before {
            for verb in rule.verbs {
                let request = SubjectAccessReview.Attributes.resource(
                    ResourceAttributes(
                        verb: verb, group: rule.apiGroups[0], resource: rule.resources[0], name: rule.resourceNames[0]))
                let isLost = !LiteralRules(rules: after).allows(request)
                let isTold = change.lost.contains(request)
                #expect(isTold || !isLost)
                if change.lost.isExact { #expect(isTold == isLost) }
                if isLost { told += 1 }
            }
        }
        #expect(told > 0)
    }

    @Test("paths that overlap in many verbs are given up, which is told")
    func paths() {
        let verbs = (0..<40).map { "v\($0)" }
        var random = SeededRandom(3)
        let owner = (0..<200).map { number in
            PolicyRule(verbs: verbs.filter { _ in random.next() % 2 == 0 }, nonResourceURLs: ["/a/\(number % 50)*"])
        }
        let wanted = PolicyRule(verbs: verbs, nonResourceURLs: ["/a/*", "/a/1*", "/b"])
        let result = RuleSubsumption(owner: owner, covers: [wanted])
        #expect(result.verdict != .covers)
    }

    @Test("of millions of parts that a server names the first are kept")
    func parts() {
        let names = (0..<100).map { "n\($0)" }
        let rule = PolicyRule(verbs: names, apiGroups: names, resources: names, resourceNames: names)
        #expect(KubernetesCover(owner: [], covers: [rule], limit: 7).uncovered.count == 7)
        #expect(KubernetesCover(owner: [], covers: [rule]).uncovered.count == 10_000)
        #expect(!KubernetesCover(owner: [], covers: [rule], limit: 0).isCovered)
    }

    @Test("what was given up is no yes, and the server's own check still is one")
    func undecided() {
        let names = (0..<10).map { "n\($0)" }
        func rule(_ verbs: [String]) -> PolicyRule { PolicyRule(verbs: verbs, apiGroups: names, resources: names) }
        let owner = names.map { missing in rule(names.filter { $0 != missing }) }
        // Each part is covered by one rule alone, which is all that the server looks for.
        #expect(RuleSubsumption(owner: owner, covers: [rule(names)], steps: 1).verdict == .covers)
        let halves = [
            PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["pods"]),
            PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["*/exec"]),
            PolicyRule(verbs: ["get"], apiGroups: ["*"], resources: ["pods"], resourceNames: ["a"]),
        ]
        for (steps, verdict) in [(0, RuleSubsumption.Verdict.undecided), (10_000, .doesNotCover)] {
            let result = RuleSubsumption(
                owner: halves, covers: [PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["pods"])], steps: steps)
            #expect(result.verdict == verdict && result.holds == false && result.isDecided == (steps > 0))
            #expect((result.counterexample != nil) == (verdict == .doesNotCover))
        }
    }

    @Test("what somebody may do is told in full where it is not told in the fewest rules", .timeLimit(.minutes(5)))
    func whatCan() {
        let rules = Self.rules(300)
        let permissions = model(rules).whatCan(.user("u"))
        #expect(!permissions.isSmallest && permissions.permissions.allSatisfy { !$0.grants.isEmpty })
        for rule in rules {
            let request = ResourceAttributes(
                verb: rule.verbs[3], group: rule.apiGroups[7], resource: rule.resources[9],
                name: rule.resourceNames[5])
            #expect(permissions.contains(.resource(request)))
        }
        #expect(!permissions.contains(.resource(ResourceAttributes(verb: "get", resource: "pods"))))
        #expect(model(Array(rules.prefix(20))).whatCan(.user("u")).isSmallest)
    }

    @Test("a rule that many others cover together is found among hundreds", .timeLimit(.minutes(5)))
    func redundant() {
        var rules = Self.rules(200)
        let whole = PolicyRule(verbs: ["get"], apiGroups: ["x"], resources: ["a", "b"], resourceNames: ["n", "m"])
        rules.append(whole)
        for resource in whole.resources {
            for name in whole.resourceNames {
                rules.append(
                    PolicyRule(verbs: ["get"], apiGroups: ["x"], resources: [resource], resourceNames: [name]))
            }
        }
        let found = model(rules).ruleRedundancy
        #expect(found.undecided.isEmpty)
        #expect(found.redundant.contains { $0.rule == whole && $0.coveredBy.count == 4 })
    }
}
