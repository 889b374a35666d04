/// SplitMix64: a reproducible source of test cases, whose seed a failing law prints.
package struct SeededGenerator: RandomNumberGenerator {
    package let seed: UInt64
    private var state: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Text made of bytes of an alphabet, with now and then any byte at all.
    package mutating func bytes(of alphabet: String, upTo length: Int) -> [UInt8] {
        let alphabet = Array(alphabet.utf8)
        return (0..<Int.random(in: 0...length, using: &self)).map { _ in
            if Int.random(in: 0..<50, using: &self) == 0 { return UInt8.random(in: .min ... .max, using: &self) }
            return alphabet[Int.random(in: 0..<alphabet.count, using: &self)]
        }
    }

    package mutating func text(of alphabet: String, upTo length: Int) -> String {
        String(decoding: bytes(of: alphabet, upTo: length), as: UTF8.self)
    }

    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}
