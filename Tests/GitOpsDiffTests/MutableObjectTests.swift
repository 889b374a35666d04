import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Objects under edit")
struct MutableObjectTests {
    @Test("edits of an object are those of a list of members, small or large", arguments: UInt64(0)..<300)
    func agreement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 1...60, using: &random)).map { "k\($0)" }
        var expected = names.filter { _ in Bool.random(using: &random) }.map { (name: $0, value: 0) }
        let base = try Document(json: text(expected)).root
        var operations: [JSONPatch.Operation] = []
        for value in 1...Int.random(in: 1...120, using: &random) {
            let name = random.pick(names)
            let position = expected.firstIndex { $0.name == name }
            let path = JSONPointer([name])
            if let position, Bool.random(using: &random) {
                expected.remove(at: position)
                operations.append(.remove(path: path))
            } else {
                if let position { expected[position].value = value } else { expected.append((name, value)) }
                operations.append(.add(path: path, value: try Document(json: "\(value)").root))
            }
        }
        for dialect in JSONPatch.Dialect.allCases {
            let found = try JSONPatch(operations).apply(to: base, dialect: dialect).root
            #expect(JSONWriter().string(found) == text(expected), "seed \(seed) \(dialect)")
        }
    }

    private func text(_ members: [(name: String, value: Int)]) -> String {
        "{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    @Test("thousands of members are added, changed and removed without passing all others", arguments: [1_000, 4_000])
    func steps(count: Int) throws {
        let value = try Document(json: "1").root
        let paths = (0..<count).map { JSONPointer(["k\($0)"]) }
        let patch = JSONPatch(
            paths.map { .add(path: $0, value: value) } + paths.map { .replace(path: $0, value: value) }
                + paths.map { .test(path: $0, value: value) } + paths.map { .remove(path: $0) })
        var budget = PatchBudget(values: .max, steps: 100 * count)
        let base = try Document(json: "{}").root
        #expect(try patch.apply(to: base, dialect: .rfc6902, budget: &budget).root == base)
        #expect(100 * count - budget.steps < 10 * count)
    }
}
