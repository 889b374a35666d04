/// A walk over bytes that never leaves them.
struct ByteReader {
    private(set) var rest: ArraySlice<UInt8>

    /// The bytes end before the value does, or a value has a form that its format forbids.
    struct Malformed: Error {}

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw Malformed() }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    mutating func byte() throws(Malformed) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Malformed() }
        return byte
    }

    mutating func uint16() throws(Malformed) -> UInt16 {
        try bytes(2).reduce(0) { $0 << 8 | UInt16($1) }
    }

    mutating func uint32() throws(Malformed) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func uint64() throws(Malformed) -> UInt64 {
        try bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    func finish() throws(Malformed) {
        guard rest.isEmpty else { throw Malformed() }
    }
}

extension ByteReader {
    /// SSH's `string`: a length in four bytes, then as many bytes (RFC 4251, section 5).
    mutating func sshString() throws(Malformed) -> ArraySlice<UInt8> {
        let length = try uint32()
        return try bytes(Int(length))
    }

    mutating func sshText() throws(Malformed) -> String {
        let bytes = try sshString()
        // OpenSSH refuses strings with a NUL where it wants text.
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { throw Malformed() }
        return text
    }

    /// SSH's `mpint`, when it is positive; leading zeros are left out.
    mutating func sshInteger() throws(Malformed) -> ArraySlice<UInt8> {
        let bytes = try sshString()
        if let first = bytes.first, first & 0x80 != 0 { throw Malformed() }
        return bytes.drop { $0 == 0 }
    }

    /// OpenPGP's multiprecision integer, whose number of bits must be exact (RFC 9580, section 3.2).
    mutating func openPGPInteger() throws(Malformed) -> ArraySlice<UInt8> {
        let bits = Int(try uint16())
        let value = try bytes((bits + 7) / 8)
        if let first = value.first {
            guard (value.count - 1) * 8 + (8 - first.leadingZeroBitCount) == bits else { throw Malformed() }
        }
        return value
    }
}

extension [UInt8] {
    mutating func appendUInt32(_ value: Int) {
        let value = UInt32(truncatingIfNeeded: value)
        append(contentsOf: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
    }

    mutating func appendUInt16(_ value: Int) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    mutating func appendSSHString(_ bytes: some Collection<UInt8>) {
        appendUInt32(bytes.count)
        append(contentsOf: bytes)
    }
}

extension Collection<UInt8> {
    /// The bytes with zeros before them until there are `count`; `nil` when there are more.
    func leftPadded(to count: Int) -> [UInt8]? {
        guard self.count <= count else { return nil }
        return [UInt8](repeating: 0, count: count - self.count) + self
    }

    var upperHexadecimal: String { hexadecimal(digits: "0123456789ABCDEF") }
    var lowerHexadecimal: String { hexadecimal(digits: "0123456789abcdef") }

    private func hexadecimal(digits: StaticString) -> String {
        let digits = digits.withUTF8Buffer { Array($0) }
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
