/// The fields of a protocol buffer message, as far as log entries need them. Unlike elsewhere, fields that are unknown
/// or stand twice are refused: with them two readers could see two entries.
struct ProtobufFields {
    private var integers: [UInt64: UInt64] = [:]
    private var texts: [UInt64: [ArraySlice<UInt8>]] = [:]

    /// Reads a message whose fields are these numbers and texts, of which some may repeat.
    init(
        _ bytes: ArraySlice<UInt8>, integers known: Set<UInt64> = [], texts knownTexts: Set<UInt64>,
        repeated: Set<UInt64> = []
    ) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let key = try reader.protobufInteger()
            let field = key >> 3
            switch key & 7 {
            case 0:
                guard known.contains(field), integers[field] == nil else { throw ByteReader.Malformed() }
                integers[field] = try reader.protobufInteger()
            case 2:
                guard knownTexts.contains(field), texts[field] == nil || repeated.contains(field),
                    let length = Int(exactly: try reader.protobufInteger())
                else { throw ByteReader.Malformed() }
                texts[field, default: []].append(try reader.bytes(length))
            default: throw ByteReader.Malformed()
            }
        }
    }

    /// A field that is not there is 0.
    func integer(_ field: UInt64) throws(ByteReader.Malformed) -> Int64 {
        guard let value = Int64(exactly: integers[field] ?? 0) else { throw ByteReader.Malformed() }
        return value
    }

    func all(_ field: UInt64) -> [ArraySlice<UInt8>] { texts[field] ?? [] }

    func last(_ field: UInt64) -> ArraySlice<UInt8>? { texts[field]?.last }

    func bytes(_ field: UInt64) throws(ByteReader.Malformed) -> ArraySlice<UInt8> {
        guard let bytes = last(field) else { throw ByteReader.Malformed() }
        return bytes
    }
}

extension ByteReader {
    fileprivate mutating func protobufInteger() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try byte()
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { throw Malformed() }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw Malformed()
    }
}
