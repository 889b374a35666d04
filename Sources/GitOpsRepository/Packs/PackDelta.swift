/// Makes an object from its base and a difference (gitformat-pack(5), "Deltified representation").
enum PackDelta {
    /// The object; `nil` when the difference is not for this base, or damaged.
    ///
    /// Complexity: O(difference + result).
    static func apply(_ delta: [UInt8], to base: [UInt8], maximumBytes: Int) -> [UInt8]? {
        var cursor = 0
        guard let baseCount = number(delta, &cursor), baseCount == UInt64(base.count),
            let count = number(delta, &cursor), count <= UInt64(maximumBytes)
        else { return nil }
        let total = Int(count)
        var isComplete = false
        // The buffers hold `delta.count`, `base.count` and `total` bytes; every range is checked before it is copied.
        let result = [UInt8](unsafeUninitializedCapacity: total) { target, initialized in
            delta.withUnsafeBufferPointer { delta in
                base.withUnsafeBufferPointer { base in
                    isComplete = copy(delta, cursor, base, target, total, &initialized)
                }
            }
        }
        return isComplete ? result : nil
    }

    private static func copy(
        _ delta: UnsafeBufferPointer<UInt8>, _ start: Int, _ base: UnsafeBufferPointer<UInt8>,
        _ target: UnsafeMutableBufferPointer<UInt8>, _ total: Int, _ written: inout Int
    ) -> Bool {
        var cursor = start
        while cursor < delta.count {
            let instruction = delta[cursor]
            cursor += 1
            let source: UnsafeBufferPointer<UInt8>
            let range: Range<Int>
            if instruction & 0x80 != 0 {
                guard let copied = copiedRange(instruction, delta, &cursor) else { return false }
                (source, range) = (base, copied)
            } else {
                guard instruction != 0 else { return false }
                range = cursor..<cursor + Int(instruction)
                source = delta
                cursor += Int(instruction)
            }
            guard range.upperBound <= source.count, range.count <= total - written else { return false }
            if let from = source.baseAddress, let to = target.baseAddress {
                (to + written).initialize(from: from + range.lowerBound, count: range.count)
            }
            written += range.count
        }
        return written == total
    }

    /// Up to four bytes of an offset and three of a length, as the bits of the instruction say.
    private static func copiedRange(
        _ instruction: UInt8, _ delta: UnsafeBufferPointer<UInt8>, _ cursor: inout Int
    ) -> Range<Int>? {
        var offset = 0
        var count = 0
        for bit in 0..<7 where instruction >> UInt8(bit) & 1 == 1 {
            guard cursor < delta.count else { return nil }
            let byte = Int(delta[cursor])
            cursor += 1
            if bit < 4 { offset |= byte << (bit * 8) } else { count |= byte << ((bit - 4) * 8) }
        }
        if count == 0 { count = 0x10000 }
        return offset..<offset + count
    }

    private static func number(_ bytes: [UInt8], _ cursor: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while cursor < bytes.count, shift < 63 {
            let byte = bytes[cursor]
            cursor += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}
