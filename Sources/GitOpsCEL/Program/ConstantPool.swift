/// Memory for the constants of a program: values whose bytes and parts live as long as it does.
///
/// Invariant: blocks are never moved or freed before the pool is, so that addresses into them stay good.
struct ConstantPool: ~Copyable {
    private var blocks: [UnsafeMutableRawPointer] = []
    private var next: UnsafeMutableRawPointer?
    private var room = 0

    init() {}

    deinit {
        for block in blocks { block.deallocate() }
    }

    mutating func take(_ count: Int) -> UnsafeMutableRawPointer {
        let rounded = (count + 15) & ~15
        if rounded > room || next == nil {
            room = max(rounded, 1024)
            let block = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
            blocks.append(block)
            next = block
        }
        let place = next.unsafelyUnwrapped
        next = place + rounded
        room -= rounded
        return place
    }

    mutating func bytes(_ bytes: UnsafeBufferPointer<UInt8>, _ tag: Value.Tag) -> Value {
        let place = take(bytes.count).bindMemory(to: UInt8.self, capacity: bytes.count)
        var isASCII = true
        for (offset, byte) in bytes.enumerated() {
            (place + offset).initialize(to: byte)
            isASCII = isASCII && byte < 0x80
        }
        return .text(tag, place, bytes.count, isASCII: isASCII)
    }

    mutating func string(_ text: String, _ tag: Value.Tag = .string) -> Value {
        var text = text
        return text.withUTF8 { bytes($0, tag) }
    }

    mutating func values(_ values: [Value]) -> UnsafeMutablePointer<Value> {
        let place = take(values.count * MemoryLayout<Value>.stride)
            .bindMemory(to: Value.self, capacity: max(values.count, 1))
        for (offset, value) in values.enumerated() { (place + offset).initialize(to: value) }
        return place
    }

    /// A list of constants.
    mutating func list(_ elements: [Value]) -> Value {
        Value(tag: .list, count: UInt32(elements.count), payload: UInt64(UInt(bitPattern: values(elements))))
    }

    /// A copy of a scalar whose bytes lie in scratch memory; `nil` for values that are no constants.
    mutating func copy(_ value: Value) -> Value? {
        switch value.tag {
        case .null, .boolean, .integer, .unsigned, .double, .timestamp, .duration: value
        case .string, .bytes, .type: bytes(value.bytes, value.tag)
        default: nil
        }
    }

    /// Hands the blocks over to a program.
    mutating func takeBlocks() -> [UnsafeMutableRawPointer] {
        defer { blocks = [] }
        next = nil
        room = 0
        return blocks
    }
}
