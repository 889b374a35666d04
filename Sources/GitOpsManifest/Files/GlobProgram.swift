/// A glob as a list of tokens, each a state of a nondeterministic automaton.
struct GlobProgram: Hashable, Sendable {
    enum Token: Hashable, Sendable {
        /// This byte.
        case byte(UInt8)
        /// Any byte but `/`.
        case anyByte
        /// One byte of a set.
        case oneOf(ByteSet)
        /// Any number of bytes but `/`.
        case star
        /// Any number of bytes.
        case doubleStar
        /// Nothing: goes on with the next token, and also behind the `**` and `/` that follow.
        case optionalDirectories
    }

    /// Bytes that the text begins with.
    let prefix: [UInt8]

    /// What follows them.
    let tokens: [Token]

    /// Reads a glob; `nil` when it is malformed.
    ///
    /// Source: `dowild` in `wildmatch.c` of Git, with `WM_PATHNAME`.
    init?(_ pattern: [UInt8]) {
        var tokens: [Token] = []
        var position = 0
        while position < pattern.count {
            switch pattern[position] {
            case UInt8(ascii: "\\"):
                guard position + 1 < pattern.count else { return nil }
                tokens.append(.byte(pattern[position + 1]))
                position += 2
            case UInt8(ascii: "?"):
                tokens.append(.anyByte)
                position += 1
            case UInt8(ascii: "["):
                guard let set = GlobBracket(pattern, at: position) else { return nil }
                tokens.append(.oneOf(set.bytes))
                position = set.end
            case UInt8(ascii: "*"):
                Self.appendStars(pattern, at: &position, to: &tokens)
            case let byte:
                tokens.append(.byte(byte))
                position += 1
            }
        }
        let literals = tokens.prefix { if case .byte = $0 { true } else { false } }
        prefix = literals.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
        self.tokens = Array(tokens.dropFirst(literals.count))
    }

    /// Reads a run of stars and, when it stands for directories, the `/` behind it.
    private static func appendStars(_ pattern: [UInt8], at position: inout Int, to tokens: inout [Token]) {
        let start = position
        while position < pattern.count, pattern[position] == UInt8(ascii: "*") { position += 1 }
        let rest = pattern[position...]
        let beginsComponent = start == 0 || pattern[start - 1] == UInt8(ascii: "/")
        let endsComponent =
            rest.isEmpty || rest.first == UInt8(ascii: "/")
            || rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "/")])
        guard position - start > 1, beginsComponent, endsComponent else {
            tokens.append(.star)
            return
        }
        guard rest.first == UInt8(ascii: "/") else {
            tokens.append(.doubleStar)
            return
        }
        position += 1
        // `**/**/` says no more than `**/`; keeping one bounds the states that can be alive at once.
        let directories: [Token] = [.optionalDirectories, .doubleStar, .byte(UInt8(ascii: "/"))]
        if Array(tokens.suffix(3)) != directories { tokens += directories }
    }
}
