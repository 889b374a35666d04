import GitOpsTestSupport

/// Expressions that somebody writes to bring an evaluation down: real ones that were damaged, deep ones, loops in loops, and
/// functions with the most that they can be given.
struct HostileExpression {
    var random: SeededGenerator

    mutating func text() -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0...3: return mutated()
        case 4: return deep()
        case 5, 6: return loops()
        case 7: return growing()
        default: return "\(extreme(2)) \(random.pick(["==", "!=", "<", "in", "+"])) \(extreme(1))"
        }
    }

    // MARK: Damaged

    private mutating func mutated() -> String {
        var words = Self.words(random.pick(Self.real))
        for _ in 0..<Int.random(in: 1...4, using: &random) where !words.isEmpty {
            let place = Int.random(in: words.indices, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: words.remove(at: place)
            case 1: words.insert(words[place], at: place)
            case 2: words.swapAt(place, Int.random(in: words.indices, using: &random))
            case 3: words[place] = random.pick(Self.words(random.pick(Self.real)))
            case 4: words[place] = extreme(1)
            case 5: words.insert(random.pick(Self.strangeTexts), at: place)
            case 6: words[place] = random.text(of: "abr'\"\\x41u00e9U0N \n`.-?[]{}()&|", upTo: 6)
            default: words.insert(contentsOf: Self.words(random.pick(Self.real)), at: place)
            }
        }
        return words.joined()
    }

    /// Runs of letters and digits, runs of blanks, and single signs.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var kind = -1
        for character in text {
            let own = character.isLetter || character.isNumber ? 0 : character == " " ? 1 : 2
            if own == kind, own != 2 { words[words.count - 1].append(character) } else { words.append("\(character)") }
            kind = own
        }
        return words
    }

    // MARK: Deep

    private mutating func deep() -> String {
        let (opening, closing) = random.pick(Self.nests)
        let depth = random.pick([3, 30, 47, 120, 249, 251, 400])
        let leaf = random.pick(["dyn(1)", "true", "'a'", "object", "[]", "object.nothing"])
        return String(repeating: opening, count: depth) + leaf + String(repeating: closing, count: depth)
    }

    // MARK: Loops

    private mutating func loops() -> String {
        let depth = Int.random(in: 1...7, using: &random)
        var text = extreme(1)
        for level in (0..<depth).reversed() {
            let range = level > 0 && Bool.random(using: &random) ? "dyn(x\(level - 1))" : random.pick(Self.ranges)
            let x = "x\(level)"
            text = random.pick([
                "\(range).all(\(x), \(text) != \(x))", "\(range).exists(\(x), \(text) == \(x))",
                "\(range).map(\(x), \(text))", "\(range).filter(\(x), \(text) == \(x)).size() > 1",
                "\(range).exists_one(\(x), y, \(text) == y)", "\(range).transformMap(\(x), y, \(text))",
                "\(range).transformList(\(x), y, \(text) != y, [\(x), y])",
                "\(range).transformMapEntry(\(x), y, {string(\(x)): \(text)})",
                "cel.bind(\(x), \(range), \(x) == \(x) || \(text) == \(x))",
                "optional.of(\(range)).optMap(\(x), \(text))",
            ])
        }
        return text
    }

    /// Texts and lists that become larger with every level.
    private mutating func growing() -> String {
        let depth = random.pick([3, 10, 25, 60])
        let seed = random.pick([
            "'ab'", "[1]", "object.text", "object.list", "{'a': 1}", "[object]", "b'x'", "'%s%s'", "quantity('1')",
        ])
        let step = random.pick([
            "v + v", "[v, v]", "v.map(e, v)", "v.replace('a', v)", "v.format([v, v])", "v.split('').join(v)",
            "{string(v): v}", "v.flatten() + v", "[v, v].flatten()", "v.transformMap(i, e, v)", "string(v) + string(v)",
            "v.add(v)", "v.findAll('.').join(v)", "strings.quote(string(v)) + strings.quote(string(v))",
            "bytes(string(v)) + bytes(string(v))", "v.reverse() + v", "v.sort() + v.distinct()", "[v] + [v] + [v]",
        ])
        var text = random.pick(["size(v) > 0", "v == v", "string(v)", "v", "[v].distinct()", "v in [v]"])
        for _ in 0..<depth { text = "cel.bind(v, \(step), \(text))" }
        return "cel.bind(v, dyn(\(seed)), \(text))"
    }

    // MARK: Extremes

    private mutating func extreme(_ depth: Int) -> String {
        if depth == 0 || Int.random(in: 0..<5, using: &random) == 0 { return literal() }
        var form = random.pick(Self.calls)
        while let hole = form.firstIndex(of: "~") {
            let part = random.pick([literal(), literal(), extreme(depth - 1)])
            form.replaceSubrange(hole...hole, with: part)
        }
        return form
    }

    private mutating func literal() -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return random.pick(Self.numbers)
        case 1: return String(repeating: random.pick(["9", "1", "0"]), count: random.pick([19, 20, 40, 2_000]))
        case 2:
            let part = random.pick(["a", "ä", "😀", "e\u{301}", "%s", "1.", "a:", "\\\\", " ", "\u{202E}", "{", "/"])
            return "'\(String(repeating: part, count: random.pick([1, 30, 300, 3_000])))'"
        case 3:
            return random.pick(["object", "object.list", "object.text", "object.map", "object.nothing", "object.n"])
        default: return random.pick(Self.texts.map { "'\($0)'" })
        }
    }
}
