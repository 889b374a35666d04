import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Changes that are transferred")
struct TransferredChangeTests {
    @Test("what was not completed becomes what the change leads to", arguments: DiffLawTests.seeds)
    func same(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        let (before, after) = (pair.base.root, pair.desired.root)
        let result = try TransferredChange.document(from: before, to: after, of: before)
        #expect(result == pair.desired, "seed \(seed)")
        let unchanged = try TransferredChange.document(from: before, to: before, of: after)
        #expect(unchanged == pair.desired, "seed \(seed)")
    }

    private static let cases: [(written: String, before: String, after: String, result: String)] = [
        ("{a: 1}", "{a: 1, b: 2}", "{a: 3, b: 2}", "{a: 3}"),
        ("{a: 1}", "{a: 1, b: 2}", "{a: 1, b: 3}", "{a: 1, b: 3}"),
        ("{a: 1}", "{a: 1, b: 2}", "{a: 1}", "{a: 1}"), ("{a: 1, c: 5}", "{a: 1, c: 5}", "{a: 1}", "{a: 1}"),
        // What the server drops stays, unless it is given a value.
        ("{a: 1, x: null}", "{a: 1}", "{a: 2}", "{a: 2, x: null}"),
        ("{a: 1, x: null}", "{a: 1}", "{a: 1, x: 2}", "{a: 1, x: 2}"),
        // Another spelling stays where nothing changes.
        ("{a: '1000m', b: 1}", "{a: '1', b: 1}", "{a: '1', b: 2}", "{a: '1000m', b: 2}"),
        (
            "{l: [{name: a}, {name: b}]}", "{l: [{name: a, d: 1}, {name: b, d: 1}]}",
            "{l: [{name: n}, {name: a, d: 1}, {name: b, d: 1, e: 2}]}", "{l: [{name: n}, {name: a}, {name: b, e: 2}]}"
        ),
        (
            "{l: [{name: a}, {name: b}]}", "{l: [{name: a, d: 1}, {name: b, d: 1}]}", "{l: [{name: b, d: 1}]}",
            "{l: [{name: b}]}"
        ),
        // A whole object that nobody wrote.
        ("{}", "{s: {type: x, more: {a: 1}}}", "{s: {type: y, more: {a: 1}}}", "{s: {type: y, more: {a: 1}}}"),
    ]

    @Test("of an object that the server completed only the change is written", arguments: cases)
    func completed(written: String, before: String, after: String, result: String) throws {
        func root(_ text: String) throws -> Node { try Document(yaml: text).root }
        let document = try TransferredChange.document(
            from: try root(before), to: try root(after), of: try root(written))
        #expect(document.root == (try root(result)), "\(JSONWriter().string(document.root))")
    }
}
