import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Equality and hashes go by value")
struct EqualityTests {
    @Test("whatever the spelling, the order of members and the grammar", arguments: 0..<400 as Range<UInt64>)
    func spelling(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = GeneratedValue.random(depth: 3, using: &generator)
        let documents = [
            try Document(json: value.json(using: &generator)), try Document(json: value.json(using: &generator)),
            try Document(yaml: value.yaml(using: &generator) + "\n"),
            try Document(yaml: value.yaml(using: &generator) + "\n"),
        ]
        let canonical = JSONWriter.canonical.bytes(documents[0].root)
        for document in documents {
            #expect(document == documents[0])
            #expect(document.root.contentHash == documents[0].root.contentHash)
            #expect(document.root.hashValue == documents[0].root.hashValue)
            #expect(JSONWriter.canonical.bytes(document.root) == canonical)
        }
    }

    @Test("any single change makes a difference", arguments: 0..<50 as Range<UInt64>)
    func mutation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let original = try Document(json: GeneratedValue.random(depth: 2, using: &generator).json(using: &generator))
        for target in original.root.everyNode {
            for change in Change.allCases {
                var builder = DocumentBuilder()
                guard change.write(original.root, target: target.index, to: &builder) else { continue }
                let changed = try builder.finish()
                let isSame = JSONWriter.canonical.bytes(changed.root) == JSONWriter.canonical.bytes(original.root)
                #expect((changed == original) == isSame, "seed \(seed), \(change) at \(target.path)")
                #expect(!isSame || change == .swapped)
            }
        }
    }

    @Test(
        "numbers are equal by value",
        arguments: [
            ("1", "1.0", true), ("1", "1e0", true), ("100", "1E2", true), ("-0", "0", true), ("-0.0", "0", true),
            ("0.1", "1e-1", true),
            ("9223372036854775807", "9223372036854775806", false),
            ("18446744073709551615", "18446744073709551614", false),
            ("1e400", "1e401", false), ("1e400", "1e400", true), ("1", "\"1\"", false), ("1", "true", false),
            ("null", "false", false),
            ("\"é\"", "\"e\u{301}\"", false), ("[]", "{}", false), ("[1,2]", "[2,1]", false),
            ("{\"a\":1}", "{\"b\":1}", false),
            ("{\"own\":1}", "{\"owm\":1}", false), ("[[1],2]", "[1,[2]]", false),
            ("9007199254740993", "9007199254740992.0", false),
        ])
    func numbers(left: String, right: String, areEqual: Bool) throws {
        #expect((try Document(json: left) == Document(json: right)) == areEqual)
    }

    /// Copies a value with one change.
    enum Change: CaseIterable {
        case replaced, extended, shortened, swapped

        func write(_ node: Node, target: Int, to builder: inout DocumentBuilder) -> Bool {
            let isTarget = node.index == target
            if isTarget, self == .replaced {
                builder.append("no value has this text")
                return true
            }
            if isTarget, node.kind != .array, node.kind != .object { return false }
            if isTarget, self != .extended, node.count < (self == .swapped ? 2 : 1) { return false }
            if isTarget, self == .swapped, node.kind == .object { return false }
            let isObject = node.kind == .object
            switch node.kind {
            case .object: builder.beginObject()
            case .array: builder.beginArray()
            default:
                builder.append(node)
                return true
            }
            var children: [(String, Node)] =
                isObject ? node.members.map { ($0.key, $0.value) } : node.elements.map { ("", $0) }
            if isTarget, self == .shortened { children.removeLast() }
            if isTarget, self == .swapped { children.swapAt(0, children.count - 1) }
            var isDone = true
            for (name, child) in children {
                if isObject { builder.key(name) }
                isDone = write(child, target: target, to: &builder) && isDone
            }
            if isTarget, self == .extended {
                if isObject { builder.key("no member has this name") }
                builder.appendNull()
            }
            builder.end()
            return isDone
        }
    }
}
