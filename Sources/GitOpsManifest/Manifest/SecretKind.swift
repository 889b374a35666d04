/// What counts as a Secret wherever values are masked.
///
/// A kind in letters that no server takes counts as well, because somebody meant it, and so does a list.
package enum SecretKind {
    /// Whether a kind is `Secret` or `SecretList`.
    package static func matches(_ kind: some Collection<UInt8>) -> Bool { length(at: kind[...]) == kind.count }

    /// Bytes of the kind that a text begins with; `nil` when that is another one.
    package static func length(at text: some Collection<UInt8>) -> Int? {
        func begins(_ word: StaticString, at offset: Int) -> Bool {
            let bytes = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            // A capital letter and its small one differ in one bit, and no other byte becomes a small letter by it.
            return text.dropFirst(offset).prefix(bytes.count).elementsEqual(bytes) { $0 | 0x20 == $1 }
        }
        guard begins("secret", at: 0) else { return nil }
        let length = begins("list", at: 6) ? 10 : 6
        if let next = text.dropFirst(length).first, isLetter(next) { return nil }
        return length
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}

extension ResourceID {
    /// Whether the object is a Secret of the core group, whose values stand in no output.
    package var isSecret: Bool { group.isEmpty && SecretKind.matches(kind.utf8) }
}
