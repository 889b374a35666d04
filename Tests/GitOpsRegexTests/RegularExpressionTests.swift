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

    @Test(
        "what Go refuses is refused",
        arguments: [
            "(", "a**", "(?=x)", #"(a)\1"#, "[z-a]", "x{2000}", #"a\Cb"#, #"\\\C"#, "(?P<é>a)", "(?<n-x>a)", "(?<>a)",
            "(?<=a)b", "(?P<n",
        ])
    func refused(pattern: String) {
        #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    }

    @Test(
        "what only looks like a single byte is taken as it is meant",
        arguments: [(#"\\C"#, #"\C"#), (#"\Qa\C\E"#, #"a\C"#), (#"\Q\C"#, #"\C"#), ("C", "C")])
    func quoted(pattern: String, text: String) throws {
        #expect(try RegularExpression(pattern).hasMatch(in: text))
    }

    @Test(
        "both forms of named groups are taken, and what only looks like one is not",
        arguments: [
            ("(?<n>a)", "n", "a"), ("(?<_a1>a)", "_a1", "a"), ("(?P<1>a)", "1", "a"), ("[]](?<n>a)", "n", "]a"),
            ("[^]](?<n>a)", "n", "xa"), ("[[:alpha:]](?<n>a)", "n", "xa"), ("[[](?<n>a)", "n", "[a"),
            (#"[\]](?<n>a)"#, "n", "]a"), (#"\Q[\E(?<n>a)"#, "n", "[a"), ("[(?<n>a)]", nil, "("),
            (#"^\Q(?<n>\E$"#, nil, "(?<n>"), (#"^\(?<n>$"#, nil, "(<n>"), (#"\\(?<n>a)"#, "n", #"\a"#),
        ] as [(String, String?, String)])
    func namedGroups(pattern: String, name: String?, text: String) throws {
        let expression = try RegularExpression(pattern)
        #expect(expression.pattern == pattern && expression.hasMatch(in: text))
        #expect(expression.groupCount == (name == nil ? 0 : 1) && expression.name(ofGroup: 1) == name)
    }

    @Test("large classes of Unicode are taken as Go takes them, within more memory")
    func largeClasses() throws {
        let pattern = #"^[\pL\pN\pS]{900}$"#
        let expression = try RegularExpression.compact(pattern, memory: RegularExpression.largestMemory)
        #expect(expression.hasMatch(in: String(repeating: "é", count: 900)))
        #expect(!expression.hasMatch(in: String(repeating: "é", count: 899)))
        #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    }

    @Test(
        "an error tells the place of what is wrong, where there is but one",
        arguments: [("ab[z-a]", 4), ("é(?<n-x>a)", 2), ("a**", 2), ("x{2000}", 2), ("[z-a][z-a]", nil)]
            as [(String, Int?)])
    func places(pattern: String, place: Int?) throws {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(pattern)
            Issue.record("taken: \(pattern)")
        } catch {
            #expect(error.place == place, "\(error.part)")
        }
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

    @Test("a cache forgets what would take more memory than it may", arguments: ["(a{1,999})(b{1,999})", "a"])
    func cacheMemory(pattern: String) throws {
        let cache = RegularExpressionCache()
        var counts: Set<Int> = []
        for index in 0..<50 {
            _ = try cache.expression("\(pattern)\(index)")
            #expect(cache.usedMemory <= cache.totalMemory)
            counts.insert(cache.usedMemory / (try cache.expression("\(pattern)\(index)").memory))
        }
        // Small ones take so little that all of them stay.
        #expect(counts.max() == (pattern == "a" ? 50 : 31))
    }

    @Test("a small program that is kept matches as one with all the memory")
    func compactPrograms() throws {
        let cache = RegularExpressionCache()
        for pattern in ["[ab]*a[ab]{12}c", "^(a|b|ab)*c$", #"(\w+)@(\w+)"#] {
            let (small, large) = (try cache.expression(pattern), try RegularExpression(pattern))
            #expect(small.memory < large.memory && small.programSize == large.programSize)
            for text in ["", "abababababababababc", "me@here", String(repeating: "ab", count: 5_000) + "c"] {
                #expect(small.firstMatch(in: text) == large.firstMatch(in: text))
            }
        }
    }
}
