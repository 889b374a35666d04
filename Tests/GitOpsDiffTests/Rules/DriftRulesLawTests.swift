import GitOpsManifest
import GitOpsSchema
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Laws of rules of which drift is ignored")
struct DriftRulesLawTests {
    static let seeds = Array(1...150 as ClosedRange<UInt64>)

    private static let patterns = [
        "spec.replicas", "metadata.labels.app", "metadata.labels.*", "spec.template.spec.containers[*].image",
        "spec.template.spec.containers[name=web]", "spec.template.spec.containers[name=web].args[0]",
        "spec.template.spec.containers[*].args", "spec.template.spec.containers[*].env[name=A].value",
        "spec.template.spec.tolerations[*].key", "spec.template.spec.tolerations[key=x]", "spec.strategy.type",
        "spec.template.spec.volumes[*].hostPath.path", "metadata.finalizers[=b/1]", "spec.template.spec.tolerations[0]",
    ]

    /// Two states of an object, and rules in random order.
    private struct Case {
        let desired: Node
        let live: Node
        let rules: [DriftRule]
        var random: SeededGenerator

        init(seed: UInt64) throws {
            random = SeededGenerator(seed: seed)
            let workload = GeneratedWorkload(&random)
            desired = try workload.document().root
            live = try workload.mixed(with: GeneratedWorkload(&random), &random).document().root
            rules = try DriftRulesLawTests.patterns.shuffled(using: &random).prefix(5).map {
                DriftRule(name: $0, fields: [.pattern(try FieldPattern(parsing: $0))])
            }
        }

        func verdict(_ rules: [DriftRule], live: Node) -> [String] {
            let result = ThreeWayDiff(mode: .twoWay).compare(desired: desired, live: live)
            return DriftRules(rules).apply(to: result).kept.map { "\($0.operation) \($0.path)" }
        }
    }

    @Test("one more rule never adds a change", arguments: seeds)
    func monotone(seed: UInt64) throws {
        let one = try Case(seed: seed)
        var before = Set(one.verdict([], live: one.live))
        for count in 1...one.rules.count {
            let kept = Set(one.verdict(Array(one.rules.prefix(count)), live: one.live))
            #expect(kept.isSubset(of: before), "seed \(seed): \(kept.subtracting(before))")
            before = kept
        }
        let all = Set(one.verdict(one.rules, live: one.live))
        for rule in one.rules {
            #expect(all.isSubset(of: one.verdict(one.rules.filter { $0 != rule }, live: one.live)), "seed \(seed)")
        }
    }

    @Test("the verdict does not depend on the values of ignored fields", arguments: seeds)
    func independent(seed: UInt64) throws {
        var one = try Case(seed: seed)
        let rules = one.rules.filter { !$0.name.hasSuffix("[key=x]") && !$0.name.hasSuffix("[=b/1]") }
        let expected = one.verdict(rules, live: one.live)
        var mask = FieldMask(one.live)
        let type = Schema.kubernetes.resource(of: one.live)?.type ?? UntypedSchema.type
        for (number, rule) in rules.enumerated() {
            guard case .pattern(let pattern)? = rule.fields.first else { continue }
            mask.add(pattern, number, type)
        }
        let other = try Document(json: #"["other", 7, ["other"], {"type": "Recreate"}]"#).root
        var edits: [Edit] = []
        for node in mask.nodes where mask.rules(covering: node).count == 1 {
            let value = Node(storage: one.live.storage, index: node)
            // Items are told apart by their names: another one is another item.
            guard value.key != nil else { continue }
            let kind = value.kind == .array ? 2 : value.kind == .integer ? 1 : 0
            guard value.kind != .object, Bool.random(using: &one.random) else { continue }
            edits.append(.set(value.path(keys: .byPosition), other[kind] ?? value))
        }
        let changed = try one.live.document.applying(edits).root
        #expect(one.verdict(rules, live: changed) == expected, "seed \(seed): \(rules.map(\.name)) \(edits)")
    }

    @Test("kept and hidden changes are all changes, and a preview shows the same", arguments: seeds)
    func partition(seed: UInt64) throws {
        let one = try Case(seed: seed)
        let result = ThreeWayDiff(mode: .twoWay).compare(desired: one.desired, live: one.live)
        let rules = DriftRules(one.rules)
        let verdict = rules.apply(to: result)
        let together = verdict.kept.map(\.path) + verdict.hidden.map(\.change.path)
        #expect(Set(together) == Set(result.changes.map(\.path)), "seed \(seed)")
        #expect(together.count == result.changes.count, "seed \(seed)")
        let preview = rules.preview([(ResourceID(of: one.live), result)])
        for entry in preview.entries {
            let hidden = verdict.hidden.filter { $0.rules.contains(entry.rule) }.map(\.change.path)
            #expect(entry.hidden.map(\.change.path) == hidden, "seed \(seed)")
        }
        #expect(preview.kept.flatMap(\.changes).map(\.path) == verdict.kept.map(\.path), "seed \(seed)")
    }
}
