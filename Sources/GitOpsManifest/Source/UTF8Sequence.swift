/// Well-formed UTF-8 byte sequences (Unicode Standard, table 3-7).
enum UTF8Sequence {
    /// Length of the well-formed sequence beyond ASCII at `start`, or `nil`.
    static func length(_ start: UnsafePointer<UInt8>, available: Int) -> Int? {
        func isContinuation(_ index: Int) -> Bool { start[index] & 0xC0 == 0x80 }
        switch start[0] {
        case 0xC2...0xDF:
            return available >= 2 && isContinuation(1) ? 2 : nil
        case 0xE0...0xEF:
            guard available >= 3, isContinuation(1), isContinuation(2) else { return nil }
            if start[0] == 0xE0, start[1] < 0xA0 { return nil }
            if start[0] == 0xED, start[1] > 0x9F { return nil }
            return 3
        case 0xF0...0xF4:
            guard available >= 4, isContinuation(1), isContinuation(2), isContinuation(3) else { return nil }
            if start[0] == 0xF0, start[1] < 0x90 { return nil }
            if start[0] == 0xF4, start[1] > 0x8F { return nil }
            return 4
        default:
            return nil
        }
    }
}
