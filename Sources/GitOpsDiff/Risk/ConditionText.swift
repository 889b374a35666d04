import GitOpsManifest

/// An expression of an admission policy as the conditions that it joins, as far as a look at it tells what it asks.
///
/// Whether one expression is weaker than another cannot be decided in general. What is said here is so for sure.
indirect enum ConditionText: Hashable {
    /// `a || b`
    case any([ConditionText])
    /// `a && b`
    case all([ConditionText])
    /// Anything else.
    case single(String)

    /// Longer texts, and deeper ones, are conditions as a whole.
    private static let lengthLimit = 20_000
    private static let depthLimit = 16

    init(_ text: String) {
        self = text.utf8.count > Self.lengthLimit ? .single(text) : Self.parsed(text, depth: 0)
    }

    private static func parsed(_ text: String, depth: Int) -> ConditionText {
        let text = ExpressionText.withoutParentheses(text)
        guard depth < depthLimit else { return .single(text) }
        let choices = ExpressionText.parts(text, "|")
        if choices.count > 1 { return .any(choices.map { parsed($0, depth: depth + 1) }) }
        let parts = ExpressionText.parts(text, "&")
        return parts.count > 1 ? .all(parts.map { parsed($0, depth: depth + 1) }) : .single(text)
    }

    /// Whether it holds for every object, because it asks nothing of it: `true`, `1 == 1`, `object.a || true`.
    var asksNothing: Bool {
        switch self {
        case .any(let parts): parts.contains(where: \.asksNothing)
        case .all(let parts): parts.allSatisfy(\.asksNothing)
        case .single(let text): text != "false" && !ExpressionText.reads(text)
        }
    }

    /// Whether it is the same for every object.
    var isConstant: Bool {
        switch self {
        case .any(let parts), .all(let parts): parts.allSatisfy(\.isConstant)
        case .single(let text): !ExpressionText.reads(text)
        }
    }

    /// Whether it follows from another one: it is that one with parts left out, or with other ways to satisfy them.
    func follows(from other: ConditionText) -> Bool {
        let given = other.conjuncts.map { Set($0.choices) }
        return conjuncts.allSatisfy { own in
            let choices = Set(own.choices)
            return own.asksNothing || given.contains { $0.isSubset(of: choices) }
        }
    }

    private var conjuncts: [ConditionText] {
        if case .all(let parts) = self { return parts.flatMap(\.conjuncts) }
        return [self]
    }

    private var choices: [ConditionText] {
        if case .any(let parts) = self { return parts.flatMap(\.choices) }
        return [self]
    }
}

/// Texts of the Common Expression Language, looked at without being understood.
private enum ExpressionText {
    /// The names by which expressions get at what is judged, of the API server's policies and of those of Kyverno.
    private static let roots: Set<String> = [
        "object", "oldObject", "request", "params", "namespaceObject", "authorizer", "variables", "images", "attestors",
        "resource", "http",
    ]

    /// Whether a text names what is judged, outside of quotes and not as a member of something else.
    static func reads(_ text: String) -> Bool {
        var name = ""
        var isMember = false
        for (character, isQuoted) in QuotedText(text) {
            if !isQuoted, character.isLetter || character.isNumber || character == "_" {
                name.append(character)
                continue
            }
            if !isMember, roots.contains(name) { return true }
            if !name.isEmpty || !character.isWhitespace { isMember = character == "." }
            name = ""
        }
        return !isMember && roots.contains(name)
    }

    /// The parts of a text between pairs of a sign that stand in no parentheses and no quotes; the text alone when it is a
    /// conditional.
    static func parts(_ text: String, _ sign: Character) -> [String] {
        var parts = [""]
        var depth = 0
        var last: Character = " "
        for (character, isQuoted) in QuotedText(text) {
            if !isQuoted {
                if "([{".contains(character) { depth += 1 }
                if ")]}".contains(character) { depth -= 1 }
                if depth == 0, character == "?", last != "." { return [text] }
                if depth == 0, character == sign, last == sign {
                    parts[parts.count - 1].removeLast()
                    parts.append("")
                    last = " "
                    continue
                }
            }
            last = isQuoted ? " " : character
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    /// Without blanks and parentheses around the whole; blanks inside are one each.
    static func withoutParentheses(_ text: String) -> String {
        var characters = [(Character, Bool)]()
        for (character, isQuoted) in QuotedText(text) {
            if !isQuoted, character.isWhitespace {
                if let last = characters.last, last.0 != " " || last.1 { characters.append((" ", false)) }
            } else {
                characters.append((character, isQuoted))
            }
        }
        if let last = characters.last, last.0 == " ", !last.1 { characters.removeLast() }
        var inside = characters[...]
        while let first = inside.first, first.0 == "(", !first.1, closes(inside) {
            inside = inside.dropFirst().dropLast()
            if let first = inside.first, first.0 == " ", !first.1 { inside.removeFirst() }
            if let last = inside.last, last.0 == " ", !last.1 { inside.removeLast() }
            // More parentheses than anybody writes are left where they are.
            if characters.count - inside.count > 64 { break }
        }
        return String(inside.map(\.0))
    }

    /// Whether the parenthesis at the beginning is closed at the end.
    private static func closes(_ characters: ArraySlice<(Character, Bool)>) -> Bool {
        var depth = 0
        for (index, (character, isQuoted)) in zip(characters.indices, characters) where !isQuoted {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0 { return index == characters.endIndex - 1 }
        }
        return false
    }
}

/// The characters of an expression, with whether they stand in quotes.
private struct QuotedText: Sequence {
    private let text: String

    init(_ text: String) { self.text = text }

    func makeIterator() -> AnyIterator<(Character, Bool)> {
        var characters = text.makeIterator()
        var quote: Character?
        var isEscaped = false
        return AnyIterator {
            guard let character = characters.next() else { return nil }
            guard let open = quote else {
                if character == "'" || character == "\"" { quote = character }
                return (character, quote != nil)
            }
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == open {
                quote = nil
            }
            return (character, true)
        }
    }
}

/// Lists of validations and conditions, before and after.
enum ConditionComparison {
    /// Longer lists are taken for loosened when they change.
    private static let countLimit = 256

    /// Whether objects pass for sure that did not: a validation is gone, asks nothing any more, or can be satisfied in another way.
    static func loosensValidations(_ old: Node?, _ new: Node?) -> Bool {
        guard let old, old.count <= countLimit, (new?.count ?? 0) <= countLimit else { return old != nil }
        let before = conditions(old).filter { !$0.asksNothing }
        let after = conditions(new)
        let lost = before.filter { condition in !after.contains { condition.follows(from: $0) } }
        guard !lost.isEmpty else { return false }
        let changed = after.filter { !before.contains($0) }
        return lost.count > changed.count
            || changed.contains { condition in condition.asksNothing || lost.contains { condition.follows(from: $0) } }
    }

    /// Whether requests are for sure no longer judged: there is a condition more, or one that is true for nothing.
    static func addsConditions(_ old: Node?, _ new: Node?) -> Bool {
        guard let new, new.count <= countLimit, (old?.count ?? 0) <= countLimit else { return new != nil }
        let before = conditions(old)
        let added = conditions(new).filter { condition in
            !condition.asksNothing && !before.contains { condition.follows(from: $0) }
        }
        guard !added.isEmpty else { return false }
        return new.count > (old?.count ?? 0) || added.contains(where: \.isConstant)
    }

    /// Whether a named expression that looked at what is judged looks at nothing any more.
    static func loosensVariable(_ old: Node?, _ new: Node?) -> Bool {
        guard let old = old?.string, let new = new?.string else { return false }
        return !ConditionText(old).isConstant && ConditionText(new).isConstant
    }

    private static func conditions(_ list: Node?) -> [ConditionText] {
        list?.elements.map { ConditionText($0["expression"]?.string ?? "") } ?? []
    }
}
