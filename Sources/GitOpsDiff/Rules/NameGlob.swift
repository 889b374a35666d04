/// A glob for names, with its alternatives written out.
struct NameGlob: Sendable {
    private enum Token: Sendable {
        case scalar(Unicode.Scalar)
        case any
        case star
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// More alternatives than anybody writes; braces multiply.
    private static let maximumAlternatives = 1_000

    private let alternatives: [[Token]]

    /// Source of the syntax: `github.com/gobwas/glob`, which Argo CD matches kinds with, without separators.
    init(_ text: String) throws(TextPatternError) {
        var rest = text.unicodeScalars[...]
        alternatives = try Self.read(&rest, text, depth: 0)
    }

    /// A regular expression that says no more than a glob can; `nil` for any other.
    init?(regularExpression text: String) {
        var glob = ""
        var rest = text.unicodeScalars[...]
        var depth = 0
        while let scalar = rest.popFirst() {
            switch scalar {
            case ".":
                if rest.first == "*" {
                    rest.removeFirst()
                    glob += "*"
                } else {
                    glob += "?"
                }
            case "(":
                depth += 1
                glob += "{"
            case ")":
                guard depth > 0 else { return nil }
                depth -= 1
                glob += "}"
            case "|": glob += ","
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "/", " ": glob.unicodeScalars.append(scalar)
            default: return nil
            }
            if scalar != ".", let next = rest.first, "*+?{".unicodeScalars.contains(next) { return nil }
            if scalar == ".", let next = rest.first, "+?{*".unicodeScalars.contains(next) { return nil }
        }
        guard depth == 0, let read = try? NameGlob("{" + glob + "}") else { return nil }
        self = read
    }

    private static func read(
        _ rest: inout Substring.UnicodeScalarView, _ text: String, depth: Int
    ) throws(TextPatternError) -> [[Token]] {
        guard depth < 16 else { throw TextPatternError(pattern: text, reason: "too many nested braces") }
        var finished: [[Token]] = []
        var open: [[Token]] = [[]]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": append(.star, to: &open)
            case "?": append(.any, to: &open)
            case "\\":
                guard let next = rest.popFirst() else {
                    throw TextPatternError(pattern: text, reason: "a character must follow '\\'")
                }
                append(.scalar(next), to: &open)
            case "[": append(try bracket(&rest, text), to: &open)
            case "{":
                let inner = try read(&rest, text, depth: depth + 1)
                guard open.count * inner.count <= maximumAlternatives else {
                    throw TextPatternError(pattern: text, reason: "more than \(maximumAlternatives) alternatives")
                }
                open = open.flatMap { head in inner.map { head + $0 } }
            case "}" where depth > 0: return finished + open
            case "}": throw TextPatternError(pattern: text, reason: "'}' without '{'")
            case "," where depth > 0:
                finished += open
                open = [[]]
            default: append(.scalar(scalar), to: &open)
            }
        }
        guard depth == 0 else { throw TextPatternError(pattern: text, reason: "'{' without '}'") }
        return open
    }

    private static func append(_ token: Token, to alternatives: inout [[Token]]) {
        for index in alternatives.indices { alternatives[index].append(token) }
    }

    private static func bracket(
        _ rest: inout Substring.UnicodeScalarView, _ text: String
    ) throws(TextPatternError) -> Token {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        while var scalar = rest.popFirst() {
            if scalar == "]", !ranges.isEmpty { return .oneOf(ranges, isNegated: isNegated) }
            if scalar == "\\", let next = rest.popFirst() { scalar = next }
            if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
                guard end >= scalar else {
                    throw TextPatternError(pattern: text, reason: "a range in '[…]' that runs backwards")
                }
                rest.removeFirst(2)
                ranges.append(scalar...end)
            } else {
                ranges.append(scalar...scalar)
            }
        }
        throw TextPatternError(pattern: text, reason: "'[' without ']'")
    }

    /// Complexity: O(name × pattern) for each alternative.
    func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        return alternatives.contains { Self.matches($0, scalars) }
    }

    /// Goes back to the last star only: what an earlier one could take, the last one can.
    private static func matches(_ tokens: [Token], _ name: [Unicode.Scalar]) -> Bool {
        var (token, position) = (0, 0)
        var lastStar: (token: Int, position: Int)?
        while position < name.count {
            if token < tokens.count, case .star = tokens[token] {
                lastStar = (token, position)
                token += 1
            } else if token < tokens.count, accepts(tokens[token], name[position]) {
                token += 1
                position += 1
            } else if let star = lastStar {
                lastStar = (star.token, star.position + 1)
                (token, position) = (star.token + 1, star.position + 1)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { if case .star = $0 { true } else { false } }
    }

    private static func accepts(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
        switch token {
        case .scalar(let wanted): wanted == scalar
        case .any: true
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        case .star: false
        }
    }
}
