import GitOpsManifest

/// Why a text is no address or network; the message is the one that Kubernetes gives.
struct NetworkSyntaxError: Error, Hashable {
    let message: String
}

extension IPAddress {
    /// Reads an address as the function `ip` does: zones and mapped addresses are refused.
    ///
    /// Source: `parseIPAddr` in `k8s.io/apiserver/pkg/cel/library/ip.go`.
    init(parsing text: String) throws(NetworkSyntaxError) {
        let (address, zone): (IPAddress, Bool)
        do throws(NetworkSyntaxError) {
            (address, zone) = try Self.parse(Array(text.utf8))
        } catch {
            let quoted = text.goQuoted
            throw NetworkSyntaxError(
                message: "IP Address \(quoted) parse error during conversion from string: \(error.message)")
        }
        if zone {
            throw NetworkSyntaxError(message: "IP address \(text.goQuoted) with zone value is not allowed")
        }
        if address.isMapped {
            throw NetworkSyntaxError(message: "IPv4-mapped IPv6 address \(text.goQuoted) is not allowed")
        }
        self = address
    }

    /// An address and whether it had a zone, as `netip.ParseAddr` reads it.
    static func parse(_ text: [UInt8]) throws(NetworkSyntaxError) -> (IPAddress, hasZone: Bool) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "."): return (IPAddress(version4: try version4(text[...], of: text)), false)
            case UInt8(ascii: ":"): return try version6(text)
            case UInt8(ascii: "%"): throw .address(text, "missing IPv6 address")
            default: continue
            }
        }
        throw .address(text, "unable to parse IP")
    }

    /// Four decimal numbers below 256 without leading zeros.
    private static func version4(_ part: ArraySlice<UInt8>, of text: [UInt8]) throws(NetworkSyntaxError) -> UInt32 {
        var address: UInt32 = 0
        var field: UInt32 = 0
        var digits = 0
        var dots = 0
        for index in part.indices {
            let byte = part[index]
            if byte.isDecimalDigit {
                if digits == 1 && field == 0 { throw .address(text, "IPv4 field has octet with leading zero") }
                field = field * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                if field > 255 { throw .address(text, "IPv4 field has value >255") }
            } else if byte == UInt8(ascii: ".") {
                if digits == 0 || index == part.endIndex - 1 {
                    throw .address(text, "IPv4 field must have at least one digit", at: part[index...])
                }
                if dots == 3 { throw .address(text, "IPv4 address too long") }
                address = address << 8 | field
                dots += 1
                (field, digits) = (0, 0)
            } else {
                throw .address(text, "unexpected character", at: part[index...])
            }
        }
        if dots < 3 { throw .address(text, "IPv4 address too short") }
        return address << 8 | field
    }

    private static func version6(_ text: [UInt8]) throws(NetworkSyntaxError) -> (IPAddress, hasZone: Bool) {
        var rest = text[...]
        var hasZone = false
        if let percent = text.firstIndex(of: UInt8(ascii: "%")) {
            if percent == text.count - 1 { throw .address(text, "zone must be a non-empty string") }
            rest = text[..<percent]
            hasZone = true
        }
        var fields = IPv6Fields()
        if rest.starts(with: "::".utf8) {
            fields.gap = 0
            rest = rest.dropFirst(2)
        }
        while fields.count < 8 && !(rest.isEmpty && fields.gap == fields.count) {
            let (field, digits) = try hexadecimalField(rest, of: text)
            if rest.dropFirst(digits).first == UInt8(ascii: ".") {
                try fields.append(version4: { () throws(NetworkSyntaxError) in try version4(rest, of: text) }) {
                    NetworkSyntaxError.address(text, $0, at: rest)
                }
                rest = []
                break
            }
            fields.append(field)
            rest = rest.dropFirst(digits)
            if rest.isEmpty { break }
            if rest.first != UInt8(ascii: ":") {
                throw .address(text, "unexpected character, want colon", at: rest)
            }
            if rest.count == 1 { throw .address(text, "colon must be followed by more characters", at: rest) }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: ":") {
                if fields.gap != nil { throw .address(text, "multiple :: in address", at: rest) }
                fields.gap = fields.count
                rest = rest.dropFirst()
                if rest.isEmpty { break }
            }
        }
        if !rest.isEmpty { throw .address(text, "trailing garbage after address", at: rest) }
        if fields.count < 8 && fields.gap == nil { throw .address(text, "address string too short") }
        if fields.count == 8 && fields.gap != nil {
            throw .address(text, "the :: must expand to at least one field of zeros")
        }
        return (fields.address, hasZone)
    }

    private static func hexadecimalField(
        _ rest: ArraySlice<UInt8>, of text: [UInt8]
    ) throws(NetworkSyntaxError) -> (field: UInt16, digits: Int) {
        var field: UInt16 = 0
        var digits = 0
        for byte in rest {
            guard let digit = byte.hexadecimalDigit else { break }
            if digits == 4 { throw .address(text, "each group must have 4 or less digits", at: rest) }
            field = field << 4 | UInt16(digit)
            digits += 1
        }
        if digits == 0 {
            throw .address(text, "each colon-separated field must have at least one digit", at: rest)
        }
        return (field, digits)
    }
}

/// The fields of a version 6 address while it is read.
private struct IPv6Fields {
    private var fields: [UInt16] = []
    /// The number of fields before `::`.
    var gap: Int?

    var count: Int { fields.count }

    mutating func append(_ field: UInt16) { fields.append(field) }

    /// Takes the last two fields from dotted decimals.
    mutating func append(
        version4 read: () throws(NetworkSyntaxError) -> UInt32, error: (String) -> NetworkSyntaxError
    ) throws(NetworkSyntaxError) {
        if gap == nil && count != 6 {
            throw error("embedded IPv4 address must replace the final 2 fields of the address")
        }
        if count > 6 { throw error("too many hex fields to fit an embedded IPv4 at the end of the address") }
        let address = try read()
        fields.append(UInt16(truncatingIfNeeded: address >> 16))
        fields.append(UInt16(truncatingIfNeeded: address))
    }

    /// The address, with zeros in the gap.
    var address: IPAddress {
        var whole = fields
        if let gap { whole.insert(contentsOf: repeatElement(0, count: 8 - fields.count), at: gap) }
        let high = whole[..<4].reduce(0 as UInt64) { $0 << 16 | UInt64($1) }
        let low = whole[4...].reduce(0 as UInt64) { $0 << 16 | UInt64($1) }
        return IPAddress(high: high, low: low)
    }
}

extension NetworkSyntaxError {
    /// An error with the words of `netip.ParseAddr`.
    fileprivate static func address(
        _ text: [UInt8], _ problem: String, at rest: ArraySlice<UInt8> = []
    ) -> NetworkSyntaxError {
        let whole = String(decoding: text, as: UTF8.self).goQuoted
        let place = rest.isEmpty ? "" : " (at \(String(decoding: rest, as: UTF8.self).goQuoted))"
        return NetworkSyntaxError(message: "ParseAddr(\(whole)): \(problem)\(place)")
    }
}
