import GitOpsTestSupport
import Testing

@testable import GitOpsManifest

@Suite("PackedDocument")
struct PackedDocumentTests {
    @Test("a packed value comes back as it was", arguments: 0..<400 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let document = try GeneratedDocument.make(seed: seed, depth: 5)
        for node in [document.root] + Array(document.root.elements) {
            let packed = try #require(PackedDocument(node))
            let copy = try packed.document()
            #expect(copy.root == node && copy.root.contentHash == packed.contentHash, "seed \(seed)")
            #expect(JSONWriter().bytes(copy.root) == JSONWriter().bytes(node), "seed \(seed)")
        }
    }

    @Test(
        "numbers and names of every kind come back as they were",
        arguments: [
            "null", "0", "-1", "15", "16", "-9223372036854775808", "9223372036854775807", "18446744073709551615",
            "1e400",
            "0.10", #"{"f:":1,"f:name":1,"f:own":{"f:own":2,"f:name":3},"name":1,"k:{\"name\":\"a\"}":{}}"#, "[[],{}]",
        ])
    func scalars(json: String) throws {
        let root = try Document(json: json).root
        let copy = try #require(PackedDocument(root)).document().root
        #expect(copy == root && JSONWriter().string(copy) == JSONWriter().string(root))
    }

    @Test("managed fields take less than a fifth of their text")
    func size() throws {
        let names = ["image", "imagePullPolicy", "name", "resources", "terminationMessagePath", "env", "ports", "args"]
        let fields = names.map { "\"f:\($0)\":{}" }.joined(separator: ",")
        let json =
            #"{"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{"f:containers":{\#(fields)}}}}}"#
        let packed = try #require(PackedDocument(try Document(json: json).root))
        #expect(packed.byteCount * 5 < json.utf8.count)
    }

    @Test("a value that is nested too deeply is not packed")
    func deep() throws {
        let depth = ReadingLimits.maximumDepth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let document = try Document(json: text, options: ReadingOptions(limits: ReadingLimits(depth: depth)))
        #expect(PackedDocument(document.root) == nil)
    }
}
