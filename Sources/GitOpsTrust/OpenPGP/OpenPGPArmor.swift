/// OpenPGP's armor: headers, an empty line, base64, a checksum (RFC 9580, section 6).
enum OpenPGPArmor {
    static let signature = "PGP SIGNATURE"
    static let publicKey = "PGP PUBLIC KEY BLOCK"
    static let privateKey = "PGP PRIVATE KEY BLOCK"

    /// The bytes, or `nil` when the armor is damaged.
    static func decode(_ text: some Collection<UInt8>, label: String) -> [UInt8]? {
        guard let armor = Armor(text, label: label) else { return nil }
        var lines = armor.body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(withoutTrailingBlanks)[...]
        // The rest of the first line, and what follows the last line end.
        guard lines.popFirst()?.isEmpty == true, lines.popLast()?.isEmpty == true else { return nil }
        guard let empty = lines.firstIndex(where: \.isEmpty), lines[..<empty].allSatisfy(isHeader) else { return nil }
        lines = lines[(empty + 1)...]
        var checksum: [UInt8]?
        if let last = lines.last, last.first == UInt8(ascii: "=") {
            guard last.count == 5, let bytes = Base64.decode(last.dropFirst()) else { return nil }
            checksum = bytes
            lines = lines.dropLast()
        }
        guard !lines.isEmpty, lines.allSatisfy({ !$0.isEmpty }), let bytes = Base64.decode(lines.joined().map { $0 })
        else { return nil }
        if let checksum, checksum != crc24(bytes) { return nil }
        return bytes
    }

    private static func withoutTrailingBlanks(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
        return line
    }

    /// `Key: value`.
    private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return false }
        return colon + 1 == line.endIndex || line[colon + 1] == 0x20
    }

    /// The checksum of RFC 9580, section 6.1.
    static func crc24(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xB7_04CE
        for byte in bytes {
            crc ^= UInt32(byte) << 16
            for _ in 0..<8 {
                crc <<= 1
                if crc & 0x100_0000 != 0 { crc ^= 0x186_4CFB }
            }
        }
        return [16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }
    }
}
