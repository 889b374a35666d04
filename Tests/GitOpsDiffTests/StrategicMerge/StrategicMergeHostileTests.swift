import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Strategic merge patches of anything")
struct StrategicMergeHostileTests {
    /// Random values under the names that matter to a merge.
    private struct Chaos {
        var random: SeededGenerator

        private static let names = [
            "name", "containers", "ports", "containerPort", "env", "finalizers", "metadata", "spec", "template",
            "volumes",
            "strategy", "$patch", "$retainKeys", "$setElementOrder/containers", "$setElementOrder/finalizers",
            "$deleteFromPrimitiveList/finalizers", "$setElementOrder", "$deleteFromPrimitiveList", "labels", "x",
        ]
        private static let scalars = [
            "null", "true", "0", "80", "80.0", "1.5", "\"a\"", "\"80\"", "\"\"", "\"delete\"", "\"replace\"",
            "\"merge\"",
        ]

        mutating func value(_ depth: Int) -> String {
            let count = Int.random(in: 0...4, using: &random)
            switch Int.random(in: 0..<(depth > 0 ? 5 : 1), using: &random) {
            case 1, 2: return object(depth, count)
            case 3, 4: return "[" + (0..<count).map { _ in value(depth - 1) }.joined(separator: ",") + "]"
            default: return Self.scalars.randomElement(using: &random) ?? "0"
            }
        }

        mutating func object(_ depth: Int, _ count: Int) -> String {
            let names = Self.names.shuffled(using: &random).prefix(count)
            return "{" + names.map { "\"\($0)\":" + value(depth - 1) }.joined(separator: ",") + "}"
        }

        mutating func pod() throws -> Document {
            let metadata = object(3, 4)
            let spec = object(5, 8)
            return try Document(json: #"{"apiVersion":"v1","kind":"Pod","metadata":\#(metadata),"spec":\#(spec)}"#)
        }
    }

    @Test("no input crashes: there is a patch, or an error with a path", arguments: 1...1_500 as ClosedRange<UInt64>)
    func neverCrashes(seed: UInt64) throws {
        var chaos = Chaos(random: SeededGenerator(seed: seed))
        let states = try [chaos.pod(), chaos.pod(), chaos.pod()].map(\.root)
        func attempt(_ body: () throws(StrategicMergePatchError) -> Void) {
            do throws(StrategicMergePatchError) {
                try body()
            } catch {
                #expect(error.path?.steps.isEmpty == false, "seed \(seed): \(error)")
            }
        }
        attempt { () throws(StrategicMergePatchError) in _ = try StrategicMergePatch(from: states[0], to: states[1]) }
        attempt { () throws(StrategicMergePatchError) in
            _ = try StrategicMergePatch(states[1].document).apply(to: states[0])
        }
        for overwrite in [true, false] {
            attempt { () throws(StrategicMergePatchError) in
                let patch = try StrategicMergePatch(
                    original: states[0], modified: states[1], current: states[2], overwrite: overwrite)
                _ = try patch.apply(to: states[2])
            }
        }
        _ = try MergePatch(original: states[0], modified: states[1], current: states[2]).apply(to: states[2])
    }

    @Test("long lists and wide objects in another order are merged, keys repeated or not")
    func largeInput() throws {
        func pod(_ numbers: [Int]) throws -> Document {
            let env = numbers.map { "{\"name\":\"N\($0)\",\"value\":\"\($0)\"}" }.joined(separator: ",")
            let labels = Set(numbers).map { "\"l\($0)\":\"v\"" }.joined(separator: ",")
            return try Document(
                json: """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"labels":{\(labels)}},
                    "spec":{"containers":[{"name":"a","env":[\(env)]}]}}
                    """)
        }
        let first = try pod(Array(0..<5_000))
        let second = try pod((2_000..<7_000).reversed())
        let patch = try StrategicMergePatch(from: first.root, to: second.root)
        #expect(try patch.apply(to: first.root) == second)
        let repeated = try pod((0..<5_000).map { $0 % 7 })
        _ = try StrategicMergePatch(from: repeated.root, to: second.root)
        #expect(try StrategicMergePatch(from: repeated.root, to: repeated.root).isEmpty)
    }
}
