import GitOpsRegex
import Testing

@Suite("Regular expressions")
struct RegularExpressionTests {
    @Test("groups are byte ranges, nil where a group took no part")
    func groups() throws {
        let expression = try RegularExpression("(é+)|(?P<other>x)")
        #expect(
            expression.groupCount == 2 && expression.name(ofGroup: 2) == "other" && expression.name(ofGroup: 1) == nil)
        #expect(expression.firstMatch(in: "aéé") == [1..<5, 1..<5, nil])
        #expect(expression.firstMatch(in: "axb", from: 1) == [1..<2, nil, 1..<2])
        #expect(expression.firstMatch(in: "axb", from: 2) == nil && expression.firstMatch(in: "x", from: 9) == nil)
    }

    @Test("what Go refuses is refused", arguments: ["(", "a**", "(?=x)", #"(a)\1"#, "[z-a]", "x{2000}"])
    func refused(pattern: String) {
        #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    }

    @Test("an expression that makes backtracking engines hang ends at once")
    func linear() throws {
        #expect(try !RegularExpression("^(a+)+$").hasMatch(in: String(repeating: "a", count: 100_000) + "b"))
    }

    @Test("an expression too large for its memory is refused")
    func memory() {
        #expect(throws: RegularExpressionError.self) {
            try RegularExpression("((a{100}){100}){10}", memory: 100_000)
        }
    }

    @Test("empty texts and patterns match, and texts may hold zero bytes")
    func edges() throws {
        #expect(try RegularExpression("").hasMatch(in: ""))
        #expect(try RegularExpression("^$").hasMatch(in: ""))
        #expect(try RegularExpression(#"a\x00b"#).hasMatch(in: "a\0b"))
    }

    @Test("many tasks share a cache that never outgrows its capacity")
    func cache() async {
        let cache = RegularExpressionCache(capacity: 5)
        let results = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask { cache.matches("x\(index % 20)", pattern: "^x\(index % 20)$") == true }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy(\.self) && cache.matches("x", pattern: "(") == nil)
    }
}
