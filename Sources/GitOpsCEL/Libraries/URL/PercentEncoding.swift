import GitOpsManifest

/// The parts of a URL that have escaping rules of their own.
///
/// Source: `shouldEscape`, `unescape` and `escape` in Go's `net/url/url.go`.
enum PercentEncoding {
    case path, host, zone, userInfo, queryComponent, fragment

    /// Whether a byte must be written as `%XX` here.
    func mustEscape(_ byte: UInt8) -> Bool {
        if byte.isLetterOrDigit || Self.marks.contains(byte) { return false }
        switch self {
        case .host, .zone: return !Self.hostBytes.contains(byte)
        case .path: return byte == UInt8(ascii: "?") || !Self.reserved.contains(byte)
        case .userInfo: return Self.userInfoSeparators.contains(byte) || !Self.reserved.contains(byte)
        case .queryComponent: return true
        case .fragment: return !Self.reserved.contains(byte) && !Self.fragmentBytes.contains(byte)
        }
    }

    private static let marks = Array("-_.~".utf8)
    private static let reserved = Array("$&+,/:;=?@".utf8)
    private static let hostBytes = Array("!$&'()*+,;=:[]<>\"".utf8)
    private static let userInfoSeparators = Array("@/?:".utf8)
    private static let fragmentBytes = Array("!()*".utf8)

    /// The bytes with `%XX` resolved, and `+` read as a blank in a query.
    func decode(_ text: ArraySlice<UInt8>) throws(URLSyntaxError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.first {
            if byte == UInt8(ascii: "%") {
                result.append(try escapedByte(rest.prefix(3)))
                rest = rest.dropFirst(3)
                continue
            }
            if (self == .host || self == .zone) && byte < 0x80 && mustEscape(byte) {
                let character = String(decoding: [byte], as: UTF8.self)
                throw URLSyntaxError("invalid character \(character.goQuoted) in host name")
            }
            result.append(self == .queryComponent && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            rest = rest.dropFirst()
        }
        return result
    }

    /// The byte of `%XX`; in a host only bytes outside ASCII and the percent sign itself may be written so.
    private func escapedByte(_ escape: ArraySlice<UInt8>) throws(URLSyntaxError) -> UInt8 {
        let text = String(decoding: escape, as: UTF8.self)
        guard escape.count == 3, let high = escape.dropFirst().first?.hexadecimalDigit,
            let low = escape.last?.hexadecimalDigit
        else { throw URLSyntaxError("invalid URL escape \(text.goQuoted)") }
        let byte = high << 4 | low
        let isPercent = byte == UInt8(ascii: "%")
        if self == .host && high < 8 && !isPercent
            || self == .zone && !isPercent && byte != UInt8(ascii: " ") && Self.host.mustEscape(byte)
        {
            throw URLSyntaxError("invalid URL escape \(text.goQuoted)")
        }
        return byte
    }

    /// The bytes with everything escaped that must be.
    func encode(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            guard mustEscape(byte) else {
                result.append(byte)
                continue
            }
            result += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
        }
        return result
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Whether a text that is already escaped may stay as it is.
    func isValidEncoded(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { Self.alwaysValid.contains($0) || !mustEscape($0) }
    }

    private static let alwaysValid = Array("!$&'()*+,;=:@[]%".utf8)
}

/// Why a text is no URL, in the words of `net/url`.
struct URLSyntaxError: Error, Hashable {
    let message: String

    init(_ message: String) { self.message = message }
}
