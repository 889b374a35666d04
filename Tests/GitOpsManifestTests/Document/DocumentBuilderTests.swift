import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("DocumentBuilder")
struct DocumentBuilderTests {
    @Test("a copy of any value equals it", arguments: 0..<200 as Range<UInt64>)
    func copies(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let document = try Document(json: GeneratedValue.random(depth: 3, using: &generator).json(using: &generator))
        for node in document.root.everyNode {
            var builder = DocumentBuilder()
            builder.append(node)
            let copy = try builder.finish()
            #expect(copy.root == node && copy.format == .built && copy.root.position == nil)
            #expect(JSONWriter().bytes(copy.root) == JSONWriter().bytes(node))
        }
    }

    @Test("every type can be written, and a later member of the same name replaces the earlier one")
    func values() throws {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key("a")
        builder.append(Int64.min)
        builder.key("own")
        builder.append(UInt64.max)
        builder.key("a")
        builder.beginArray()
        for value in [true, false] { builder.append(value) }
        for value in [0.5, 1e21, -0.0, 3] { builder.append(value) }
        builder.appendNull()
        builder.append("é")
        builder.end()
        builder.end()
        let document = try builder.finish()
        #expect(
            JSONWriter.canonical.string(document.root)
                == #"{"a":[true,false,0.5,1e+21,0,3,null,"é"],"own":18446744073709551615}"#)
        #expect(document.duplicateKeys.isEmpty)
    }

    static let mistakes: [(DocumentBuilderError, @Sendable (inout DocumentBuilder) -> Void)] = [
        (.incomplete, { _ in }), (.incomplete, { $0.beginArray() }), (.unexpectedEnd, { $0.end() }),
        (
            .unexpectedEnd,
            {
                $0.beginObject(); $0.key("a"); $0.end()
            }
        ), (.unexpectedKey("a"), { $0.key("a") }),
        (
            .unexpectedKey("b"),
            {
                $0.beginObject(); $0.key("a"); $0.key("b")
            }
        ),
        (
            .unexpectedKey("a"),
            {
                $0.beginArray(); $0.key("a")
            }
        ),
        (
            .missingKey,
            {
                $0.beginObject(); $0.append(true)
            }
        ),
        (
            .missingKey,
            {
                $0.beginObject(); $0.beginArray(); $0.end()
            }
        ),
        (
            .moreThanOneRoot,
            {
                $0.append(true); $0.append(false)
            }
        ), (.notFinite, { $0.append(Double.nan) }),
        (
            .notFinite,
            {
                $0.beginArray(); $0.append(-Double.infinity); $0.end()
            }
        ),
        (.tooDeep, { builder in for _ in 0...ReadingLimits.maximumDepth { builder.beginArray() } }),
    ]

    @Test("a mistake is thrown by finish", arguments: mistakes.indices)
    func mistake(index: Int) {
        var builder = DocumentBuilder()
        Self.mistakes[index].1(&builder)
        #expect(throws: Self.mistakes[index].0) { try builder.finish() }
    }

    @Test("no order of calls traps, and what is finished is a document", arguments: 0..<300 as Range<UInt64>)
    func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let piece = try Document(json: #"{"a":[1,{"b":"x"}],"own":1.5}"#).root
        var builder = DocumentBuilder()
        for _ in 0..<Int.random(in: 0..<40, using: &generator) {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: builder.beginArray()
            case 1: builder.beginObject()
            case 2: builder.end()
            case 3: builder.key(["a", "own", ""].randomElement(using: &generator) ?? "")
            case 4: builder.append(piece)
            case 5: builder.append(Double.infinity)
            case 6: _ = try? builder.finish()
            default: builder.append("x")
            }
        }
        if let document = try? builder.finish() { expectConsistent(document) }
    }
}
