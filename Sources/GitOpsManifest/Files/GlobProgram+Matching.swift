extension GlobProgram {
    /// Whether all of a text matches.
    ///
    /// The automaton is simulated state by state: one bit a token says whether the text so far may end there. A state
    /// stays alive without consuming a byte only in a star, and a star is entered through a byte consumed, so no more
    /// states are alive than the text has bytes, a small factor aside.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= prefix.count, zip(text, prefix).allSatisfy(==) else { return false }
        let rest = UnsafeBufferPointer(rebasing: text[prefix.count...])
        if tokens.isEmpty { return rest.isEmpty }
        let words = tokens.count / 64 + 1
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words * 2) { states in
            states.initialize(repeating: 0)
            var alive = UnsafeMutableBufferPointer(rebasing: states[..<words])
            var next = UnsafeMutableBufferPointer(rebasing: states[words...])
            alive[0] = 1
            for byte in rest {
                guard step(byte, from: alive, to: next) else { return false }
                swap(&alive, &next)
                next.update(repeating: 0)
            }
            enterStars(alive)
            return alive[tokens.count >> 6] & (1 << UInt64(tokens.count & 63)) != 0
        }
    }

    /// Consumes one byte; false when no state survives it.
    func step(
        _ byte: UInt8, from alive: UnsafeMutableBufferPointer<UInt64>, to next: UnsafeMutableBufferPointer<UInt64>
    ) -> Bool {
        enterStars(alive)
        var survives = false
        for word in alive.indices {
            var bits = alive[word]
            while bits != 0 {
                let index = word << 6 + bits.trailingZeroBitCount
                bits &= bits - 1
                guard index < tokens.count, let target = Self.target(of: tokens[index], index, byte) else { continue }
                next[target >> 6] |= 1 << UInt64(target & 63)
                survives = true
            }
        }
        return survives
    }

    /// Where a state goes by consuming a byte.
    private static func target(of token: Token, _ index: Int, _ byte: UInt8) -> Int? {
        switch token {
        case .byte(let wanted): return byte == wanted ? index + 1 : nil
        case .anyByte: return byte == UInt8(ascii: "/") ? nil : index + 1
        case .oneOf(let set): return set.contains(byte) ? index + 1 : nil
        case .star: return byte == UInt8(ascii: "/") ? nil : index
        case .doubleStar: return index
        case .optionalDirectories: return nil
        }
    }

    /// Adds the states that are reached without consuming a byte. They all lie further on, so one pass suffices.
    func enterStars(_ alive: UnsafeMutableBufferPointer<UInt64>) {
        for word in alive.indices {
            var done: UInt64 = 0
            while case let bits = alive[word] & ~done, bits != 0 {
                let index = word << 6 + bits.trailingZeroBitCount
                done |= bits & (~bits + 1)
                guard index < tokens.count else { continue }
                switch tokens[index] {
                case .star, .doubleStar:
                    alive[(index + 1) >> 6] |= 1 << UInt64((index + 1) & 63)
                case .optionalDirectories:
                    alive[(index + 1) >> 6] |= 1 << UInt64((index + 1) & 63)
                    alive[(index + 3) >> 6] |= 1 << UInt64((index + 3) & 63)
                case .byte, .anyByte, .oneOf:
                    break
                }
            }
        }
    }
}
