/// Base64 in one spelling only: two texts that differ never stand for the same bytes, line ends aside.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Values of the alphabet, 255 elsewhere.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The bytes, or `nil` when a character is not of the alphabet, padding is missing or unused bits are set.
    ///
    /// Line ends are skipped when `skippingLineEnds` is set.
    static func decode(_ text: some Collection<UInt8>, skippingLineEnds: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var buffer: UInt32 = 0
        var characters = 0
        var padding = 0
        for character in text {
            if skippingLineEnds, character == UInt8(ascii: "\n") || character == UInt8(ascii: "\r") { continue }
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(character)]
            guard value != 255, padding == 0 else { return nil }
            buffer = (buffer << 6 | UInt32(value)) & 0xFF_FFFF
            characters += 1
            if characters % 4 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: buffer >> 16))
                bytes.append(UInt8(truncatingIfNeeded: buffer >> 8))
                bytes.append(UInt8(truncatingIfNeeded: buffer))
            }
        }
        switch (characters % 4, padding) {
        case (0, 0): break
        case (2, 2):
            guard buffer & 0xF == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: buffer >> 4))
        case (3, 1):
            guard buffer & 0x3 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: buffer >> 10))
            bytes.append(UInt8(truncatingIfNeeded: buffer >> 2))
        default: return nil
        }
        return bytes
    }

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let group = rest.prefix(3)
            rest = rest.dropFirst(3)
            let value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for index in 0..<4 {
                let digit = alphabet[Int(value >> (18 - 6 * UInt32(index)) & 63)]
                text.append(index <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return text
    }

    /// As `encode`, as a string.
    static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: encode(bytes), as: UTF8.self) }

    /// As `encode`, in lines of `width` characters, each with a line end.
    static func lines(_ bytes: some Collection<UInt8>, width: Int) -> String {
        var lines: [UInt8] = []
        var rest = encode(bytes)[...]
        while !rest.isEmpty {
            lines += rest.prefix(width)
            lines.append(UInt8(ascii: "\n"))
            rest = rest.dropFirst(width)
        }
        return String(decoding: lines, as: UTF8.self)
    }
}
