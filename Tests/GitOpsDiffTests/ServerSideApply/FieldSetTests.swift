import GitOpsDiff
import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Sets of fields")
struct FieldSetTests {
    @Test("the operations are those of sets of paths", arguments: 0..<300 as Range<UInt64>)
    func algebra(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let first = GeneratedFields.paths(&random)
        let second = GeneratedFields.paths(&random)
        let (left, right) = (FieldSet(first), FieldSet(second))
        #expect(Set(left.paths) == Set(first), "seed \(seed)")
        #expect(left.count == Set(first).count)
        #expect(Set(left.union(right).paths) == Set(first).union(second), "seed \(seed)")
        #expect(Set(left.intersection(right).paths) == Set(first).intersection(second), "seed \(seed)")
        #expect(Set(left.subtracting(right).paths) == Set(first).subtracting(second), "seed \(seed)")
        let isUnder = { (path: FieldPath) in second.contains { path.steps.starts(with: $0.steps) } }
        #expect(Set(left.subtractingRecursively(right).paths) == Set(first.filter { !isUnder($0) }), "seed \(seed)")
        let leaves = first.filter { path in
            !first.contains { $0.steps.count > path.steps.count && $0.steps.starts(with: path.steps) }
        }
        #expect(Set(left.leaves.paths) == Set(leaves), "seed \(seed)")
    }

    @Test("the laws of Boolean algebra hold", arguments: 0..<200 as Range<UInt64>)
    func laws(seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 1_000)
        let a = FieldSet(GeneratedFields.paths(&random))
        let b = FieldSet(GeneratedFields.paths(&random))
        let c = FieldSet(GeneratedFields.paths(&random))
        #expect(a.union(b) == b.union(a), "seed \(seed)")
        #expect(a.intersection(b) == b.intersection(a), "seed \(seed)")
        #expect(a.union(b.union(c)) == a.union(b).union(c), "seed \(seed)")
        #expect(a.intersection(b.union(c)) == a.intersection(b).union(a.intersection(c)), "seed \(seed)")
        #expect(a.subtracting(b.union(c)) == a.subtracting(b).subtracting(c), "seed \(seed)")
        #expect(a.subtracting(b).union(a.intersection(b)) == a, "seed \(seed)")
        #expect(a.union(a.intersection(b)) == a, "seed \(seed)")
        #expect(a.subtracting(a).isEmpty && a.isSubset(of: a.union(b)), "seed \(seed)")
    }

    @Test(
        "reading what was written gives the same set, and writing it the same text", arguments: 0..<200 as Range<UInt64>
    )
    func coding(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 2_000)
        let set = FieldSet(GeneratedFields.paths(&random))
        let written = try set.fieldsV1()
        let read = try FieldSet(fieldsV1: written.root)
        #expect(read == set, "seed \(seed)")
        #expect(JSONWriter().string(try read.fieldsV1().root) == JSONWriter().string(written.root), "seed \(seed)")
    }

    @Test("the text is that of Kubernetes: order, spelling and the members of objects")
    func spelling() throws {
        let text =
            #"{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:finalizers":{"v:\"x\"":{},"v:\"y\"":{}},"#
            + #""f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}},"#
            + #""k:{\"containerPort\":443,\"protocol\":\"TCP\"}":{}},"f:replicas":{}}}"#
        let set = try FieldSet(fieldsV1: Document(json: SourceText(text, name: "")).root)
        #expect(JSONWriter().string(try set.fieldsV1().root) == text)
        #expect(set.contains(try FieldPath(parsing: "spec.ports[containerPort=443,protocol=TCP]")))
        #expect(!set.contains(try FieldPath(parsing: "spec.ports")))
        #expect(
            set.subset(under: try FieldPath(parsing: "metadata")).paths.map(\.description) == ["labels", "labels.app"])
    }

    @Test("keys are the same set whatever their order, blanks and escapes")
    func keySpellings() throws {
        let texts = [
            #"{"k:{\"a\":1,\"b\":\"x<\"}":{}}"#, #"{"k:{ \"b\":\"x\\u003c\", \"a\":1.0 }":{}}"#,
        ]
        let sets = try texts.map { try FieldSet(fieldsV1: Document(json: SourceText($0, name: "")).root) }
        #expect(sets[0] == sets[1])
        #expect(JSONWriter().string(try sets[0].fieldsV1().root) == #"{"k:{\"a\":1,\"b\":\"x\\u003c\"}":{}}"#)
    }

    @Test(
        "what is no set of fields is refused with its name",
        arguments: [
            (#"{"f":{}}"#, FieldSetError.malformedElement("f")),
            (#"{"name":{}}"#, .malformedElement("name")),
            (#"{"k:{":{}}"#, .malformedElement("k:{")),
            (#"{"k:[]":{}}"#, .malformedElement("k:[]")),
            (#"{"v:":{}}"#, .malformedElement("v:")),
            (#"{"v:1 2":{}}"#, .malformedElement("v:1 2")),
            (#"{"i:x":{}}"#, .malformedElement("i:x")),
            (#"{"f:a":1}"#, .notAnObject("f:a")),
            ("[]", .notAnObject("fieldsV1")),
        ])
    func malformed(text: String, error: FieldSetError) throws {
        let document = try Document(json: SourceText(text, name: ""))
        #expect(throws: error) { try FieldSet(fieldsV1: document.root) }
    }

    @Test("an element of a kind that only a later version knows is left out")
    func unknownKinds() throws {
        let document = try Document(json: SourceText(#"{"f:a":{"x:1":{"f:b":{}}},"z:2":{}}"#, name: ""))
        #expect(try FieldSet(fieldsV1: document.root).paths.map(\.description) == ["a"])
    }

    @Test("mutated sets never crash", arguments: 0..<300 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 3_000)
        let set = FieldSet(GeneratedFields.paths(&random) + GeneratedFields.paths(&random))
        var bytes = JSONWriter().bytes(try set.fieldsV1().root)
        for _ in 0..<3 where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = "{}[]:\",.fkvi\\0-e".utf8.randomElement(using: &random) ?? 0
        }
        guard let document = try? Document(json: SourceText(bytes, name: "")) else { return }
        guard let read = try? FieldSet(fieldsV1: document.root) else { return }
        #expect(try FieldSet(fieldsV1: read.fieldsV1().root) == read, "seed \(seed)")
    }
}
