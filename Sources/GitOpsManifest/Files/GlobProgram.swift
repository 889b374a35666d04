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

/// A set of byte values, as 256 bits.
struct ByteSet: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    func contains(_ byte: UInt8) -> Bool {
        let word: UInt64
        switch byte >> 6 {
        case 0: word = words.0
        case 1: word = words.1
        case 2: word = words.2
        default: word = words.3
        }
        return word & (1 << UInt64(byte & 63)) != 0
    }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    mutating func remove(_ byte: UInt8) {
        guard contains(byte) else { return }
        invert()
        insert(byte)
        invert()
    }

    mutating func invert() {
        words = (~words.0, ~words.1, ~words.2, ~words.3)
    }

    static func == (left: ByteSet, right: ByteSet) -> Bool {
        left.words == right.words
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
