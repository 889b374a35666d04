/// The values of a document in few bytes, without positions: about a third of the text, for objects that are kept by the
/// thousand and seldom looked at.
///
/// A value is a byte with its kind and a number, which goes on in further bytes where it is large: the integer itself, the
/// bytes of a string, or the children. Names of the built-in schema are numbers, also behind the `f:` of managed fields,
/// and so are the other names from their second occurrence on.
package struct PackedDocument: Sendable {
    private let bytes: [UInt8]
    /// That of the root.
    package let contentHash: UInt64

    /// Packs a value with all that is in it; `nil` for values that are nested too deeply for documents of their own.
    ///
    /// Complexity: O(values).
    package init?(_ node: Node) {
        var packing = Packing(storage: node.storage)
        guard packing.append(node.index, depth: 0) else { return nil }
        // Without the room that the buffer has left.
        bytes = packing.bytes.withUnsafeBufferPointer { Array($0) }
        contentHash = node.contentHash
    }

    /// The values in a document again. Complexity: O(values).
    package func document() throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        bytes.withUnsafeBufferPointer { bytes in
            var unpacking = Unpacking(bytes: bytes)
            unpacking.appendValue(to: &builder)
        }
        return try builder.finish()
    }

    /// Bytes that the values take.
    package var byteCount: Int { bytes.count }
}

/// The number of a kind takes three bits of the first byte of a value; the other five have a number below this, or this.
private let longNumber: UInt64 = 31

/// The first number that stands for a name which the built-in schema does not have.
private let firstOwnName = Int(WellKnownNames.count) * 2

private struct Packing: ~Copyable {
    let storage: DocumentStorage
    var bytes: [UInt8] = []
    /// The numbers of the names that were packed.
    private var names: [Symbol: Int] = [:]
    private var ownNames = 0

    init(storage: DocumentStorage) {
        self.storage = storage
        bytes.reserveCapacity(1 << 10)
    }

    mutating func append(_ index: Int, depth: Int) -> Bool {
        let record = storage.record(index)
        switch record.kind {
        case .null, .boolean, .unsigned: begin(record.kind, record.bits)
        case .signed:
            let value = Int64(bitPattern: record.bits)
            begin(.signed, UInt64(bitPattern: value << 1 ^ value >> 63))
        case .string, .number:
            begin(record.kind, UInt64(record.high))
            bytes.append(contentsOf: storage.bytes(record))
        case .array, .object:
            guard depth < ReadingLimits.maximumDepth - 1 else { return false }
            begin(record.kind, UInt64(record.high))
            for child in record.children {
                if record.kind == .object { appendName(storage.record(child).key) }
                guard append(child, depth: depth + 1) else { return false }
            }
        }
        return true
    }

    private mutating func begin(_ kind: NodeRecord.Kind, _ number: UInt64) {
        bytes.append(kind.rawValue | UInt8(min(number, longNumber)) << 3)
        if number >= longNumber { append(number - longNumber) }
    }

    /// Seven bits a byte, the lowest first.
    private mutating func append(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func appendName(_ symbol: Symbol) {
        if symbol.isWellKnown { return append(UInt64(symbol.rawValue) * 2) }
        if let number = names[symbol] { return append(UInt64(number)) }
        let text = storage.nameBytes(symbol)
        if let field = fieldName(text) {
            let number = Int(field.rawValue) * 2 + 1
            names[symbol] = number
            return append(UInt64(number))
        }
        names[symbol] = firstOwnName + ownNames
        append(UInt64(firstOwnName + ownNames))
        ownNames += 1
        append(UInt64(text.count))
        bytes.append(contentsOf: text)
    }

    /// The name of the built-in schema in the name of a managed field.
    private func fieldName(_ text: UnsafeBufferPointer<UInt8>) -> Symbol? {
        guard text.starts(with: fieldPrefix.utf8), let start = text.baseAddress else { return nil }
        let name = start + fieldPrefix.utf8CodeUnitCount
        let count = text.count - fieldPrefix.utf8CodeUnitCount
        return WellKnownNames.symbol(name, count, hash: ContentHash.bytes(name, count))
    }
}

/// Before the name of a field in `fieldsV1`.
private let fieldPrefix: StaticString = "f:"

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}

/// Reads what `Packing` wrote, and nothing else.
private struct Unpacking: ~Copyable {
    let bytes: UnsafeBufferPointer<UInt8>
    private var next = 0
    private var ownNames: [UnsafeBufferPointer<UInt8>] = []

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func appendValue(to builder: inout DocumentBuilder) {
        let first = bytes[next]
        next += 1
        var number = UInt64(first >> 3)
        if number == longNumber { number += self.number() }
        guard let kind = NodeRecord.Kind(rawValue: first & 7) else { return }
        switch kind {
        case .null: builder.appendNull()
        case .boolean: builder.append(number != 0)
        case .signed: builder.append(Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1))
        case .unsigned: builder.append(number)
        case .string: builder.append(string: text(Int(number)))
        case .number: builder.append(number: text(Int(number)))
        case .array:
            builder.beginArray()
            for _ in 0..<number { appendValue(to: &builder) }
            builder.end()
        case .object:
            builder.beginObject()
            for _ in 0..<number {
                appendName(to: &builder)
                appendValue(to: &builder)
            }
            builder.end()
        }
    }

    private mutating func appendName(to builder: inout DocumentBuilder) {
        let number = Int(self.number())
        if number < firstOwnName {
            let symbol = Symbol(rawValue: UInt32(number / 2))
            if number.isMultiple(of: 2) { return builder.key(symbol) }
            return builder.key(fieldPrefix.utf8, WellKnownNames.bytes(symbol))
        }
        if number - firstOwnName == ownNames.count { ownNames.append(text(Int(self.number()))) }
        builder.key(UnsafeBufferPointer(start: nil, count: 0), ownNames[number - firstOwnName])
    }

    private mutating func number() -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[next]
            next += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    private mutating func text(_ count: Int) -> UnsafeBufferPointer<UInt8> {
        defer { next += count }
        return UnsafeBufferPointer(rebasing: bytes[next..<next + count])
    }
}
