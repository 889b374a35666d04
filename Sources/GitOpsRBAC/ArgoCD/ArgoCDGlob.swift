/// A glob as Argo CD matches the parts of its policies: no character separates anything, so `*` matches slashes too.
///
/// `*` any text, `?` one character, `[abc]`, `[a-z]` and `[!a]` one of some, `{a,b*}` one of some globs, `\` takes the
/// next character as it is. A bracket holds either a list or a single range.
///
/// Source: `util/glob/glob.go` of Argo CD and the lexer of `github.com/gobwas/glob`, which it calls without separators.
struct ArgoCDGlob: Sendable, Hashable {
    /// A state of the automaton.
    private enum Step: Sendable, Hashable {
        case character(Unicode.Scalar)
        case any
        case list([Unicode.Scalar], isNegated: Bool)
        case range(ClosedRange<Unicode.Scalar>, isNegated: Bool)
        /// Goes on at all of these, without a character.
        case split([Int])
    }

    private let steps: [Step]
    /// The text that matches, when only one does.
    private let literal: String?
    /// Whether every text matches.
    private let isAny: Bool

    /// Compiles a pattern; `nil` when it is malformed, and then Argo CD lets it match nothing.
    init?(_ pattern: String) {
        var compiler = Compiler(scalars: Array(pattern.unicodeScalars))
        guard compiler.compile(depth: 0) else { return nil }
        steps = compiler.steps
        var text = String.UnicodeScalarView()
        var isLiteral = true
        for step in compiler.steps {
            if case .character(let scalar) = step { text.append(scalar) } else { isLiteral = false }
        }
        literal = isLiteral ? String(text) : nil
        isAny = pattern == "*" || pattern == "**"
    }

    /// Whether more than one text can match.
    var isPattern: Bool { literal == nil }

    /// Complexity: O(characters · steps) at worst.
    func matches(_ text: String) -> Bool {
        if isAny { return true }
        if let literal { return literal.utf8.elementsEqual(text.utf8) }
        var states = States(count: steps.count + 1)
        states.enter(0, steps)
        for scalar in text.unicodeScalars {
            let alive = states.advance()
            for state in alive where state < steps.count && accepts(steps[state], scalar) {
                states.enter(state + 1, steps)
            }
            if states.next.isEmpty { return false }
        }
        return states.contains(steps.count)
    }

    private func accepts(_ step: Step, _ scalar: Unicode.Scalar) -> Bool {
        switch step {
        case .character(let wanted): scalar == wanted
        case .any: true
        case .list(let scalars, let isNegated): scalars.contains(scalar) != isNegated
        case .range(let range, let isNegated): range.contains(scalar) != isNegated
        case .split: false
        }
    }

    /// The states that the automaton is in at once, each once.
    private struct States {
        /// Those entered since the last advance.
        private(set) var next: [Int] = []
        /// For each state the round in which it was entered last.
        private var rounds: [Int]
        private var round = 1
        private var pending: [Int] = []

        init(count: Int) { rounds = Array(repeating: 0, count: count) }

        func contains(_ state: Int) -> Bool { rounds[state] == round }

        mutating func advance() -> [Int] {
            round += 1
            let alive = next
            next.removeAll(keepingCapacity: true)
            return alive
        }

        /// Enters a state and those that it goes on at without a character.
        mutating func enter(_ state: Int, _ steps: [Step]) {
            pending.append(state)
            while let state = pending.popLast() {
                guard rounds[state] != round else { continue }
                rounds[state] = round
                next.append(state)
                if state < steps.count, case .split(let targets) = steps[state] { pending += targets }
            }
        }
    }

    // MARK: Compiling

    private struct Compiler {
        let scalars: [Unicode.Scalar]
        var position = 0
        var steps: [Step] = []
        /// Deeper braces are refused: each costs a call.
        static let maximumDepth = 100

        /// Reads up to the end of the pattern or of an alternative. A brace that is never closed is closed by the end.
        mutating func compile(depth: Int) -> Bool {
            guard depth <= Self.maximumDepth else { return false }
            while position < scalars.count {
                let scalar = scalars[position]
                switch scalar {
                case "}" where depth > 0, "," where depth > 0: return true
                case "*":
                    position += 1
                    // The step after this one is tried, or any character is taken and this one is tried again.
                    let start = steps.count
                    steps += [.split([start + 1, start + 3]), .any, .split([start])]
                case "?":
                    position += 1
                    steps.append(.any)
                case "[":
                    position += 1
                    guard bracket() else { return false }
                case "{":
                    position += 1
                    guard alternatives(depth: depth) else { return false }
                case "\\":
                    position += 1
                    guard position < scalars.count else { return true }
                    steps.append(.character(scalars[position]))
                    position += 1
                default:
                    steps.append(.character(scalar))
                    position += 1
                }
            }
            return true
        }

        private mutating func alternatives(depth: Int) -> Bool {
            let fork = steps.count
            steps.append(.split([]))
            var starts: [Int] = []
            var ends: [Int] = []
            while true {
                starts.append(steps.count)
                guard compile(depth: depth + 1) else { return false }
                ends.append(steps.count)
                steps.append(.split([]))
                guard position < scalars.count else { break }
                position += 1
                if scalars[position - 1] == "}" { break }
            }
            steps[fork] = .split(starts)
            for end in ends { steps[end] = .split([steps.count]) }
            return true
        }

        /// Source: `fetchRange` in `syntax/lexer/lexer.go`, `parserRange` in `syntax/ast/parser.go`.
        private mutating func bracket() -> Bool {
            let isNegated = position < scalars.count && scalars[position] == "!"
            if isNegated { position += 1 }
            guard position < scalars.count else { return false }
            if position + 1 < scalars.count, scalars[position + 1] == "-" {
                guard position + 3 < scalars.count, scalars[position + 3] == "]" else { return false }
                let (low, high) = (scalars[position], scalars[position + 2])
                guard low <= high else { return false }
                steps.append(.range(low...high, isNegated: isNegated))
                position += 4
                return true
            }
            var list: [Unicode.Scalar] = []
            while position < scalars.count, scalars[position] != "]" {
                if scalars[position] == "\\" { position += 1 }
                guard position < scalars.count else { return false }
                list.append(scalars[position])
                position += 1
            }
            guard position < scalars.count, !list.isEmpty else { return false }
            position += 1
            steps.append(.list(list, isNegated: isNegated))
            return true
        }
    }
}
