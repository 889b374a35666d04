import GitOpsManifest

/// An address and how many of its bits name the network: `10.1.2.3/8`.
///
/// Source: `netip.Prefix`.
package struct NetworkPrefix: Hashable, Sendable, BitwiseCopyable {
    let address: IPAddress
    /// From 0 to 32 or 128.
    let length: Int

    init(address: IPAddress, length: Int) {
        self.address = address
        self.length = length
    }

    /// The same network with the bits of the host set to zero.
    var masked: NetworkPrefix {
        if address.isVersion4 {
            let mask = length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
            return NetworkPrefix(
                address: IPAddress(version4: UInt32(truncatingIfNeeded: address.low) & mask), length: length)
        }
        // Shifts beyond the width give zero, as they must.
        let highMask = ~UInt64(0) << UInt64(max(0, 64 - length))
        let lowMask = ~UInt64(0) << UInt64(min(64, 128 - length))
        return NetworkPrefix(
            address: IPAddress(high: address.high & highMask, low: address.low & lowMask), length: length)
    }

    /// Whether an address of the same version lies in the network.
    func contains(_ other: IPAddress) -> Bool {
        other.isVersion4 == address.isVersion4
            && NetworkPrefix(address: other, length: length).masked.address == masked.address
    }

    /// Whether all addresses of another network lie in this one.
    func contains(_ other: NetworkPrefix) -> Bool {
        length <= other.length && contains(other.address)
    }
}

extension NetworkPrefix: CustomStringConvertible {
    package var description: String { "\(address)/\(length)" }
}

extension NetworkPrefix {
    /// Reads a network as the function `cidr` does; bits of the host may be set.
    ///
    /// Source: `parseCIDR` in `k8s.io/apiserver/pkg/cel/library/cidr.go`.
    init(parsing text: String) throws(NetworkSyntaxError) {
        do throws(NetworkSyntaxError) {
            self = try Self.parse(text)
        } catch {
            throw NetworkSyntaxError(
                message: "network address parse error during conversion from string: \(error.message)")
        }
        if address.isMapped {
            throw NetworkSyntaxError(message: "IPv4-mapped IPv6 address \(text.goQuoted) is not allowed")
        }
    }

    /// Reads what `netip.ParsePrefix` reads.
    static func parse(_ text: String) throws(NetworkSyntaxError) -> NetworkPrefix {
        func failed(_ problem: String) -> NetworkSyntaxError {
            NetworkSyntaxError(message: "netip.ParsePrefix(\(text.goQuoted)): \(problem)")
        }
        let bytes = Array(text.utf8)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { throw failed("no '/'") }
        let (address, hasZone): (IPAddress, Bool)
        do throws(NetworkSyntaxError) {
            (address, hasZone) = try IPAddress.parse(Array(bytes[..<slash]))
        } catch {
            throw failed(error.message)
        }
        if hasZone { throw failed("IPv6 zones cannot be present in a prefix") }
        let digits = bytes[(slash + 1)...]
        let isNumber = !digits.isEmpty && digits.allSatisfy(\.isDecimalDigit)
        guard isNumber && (digits.count == 1 || digits.first != UInt8(ascii: "0")),
            let length = Int(String(decoding: digits, as: UTF8.self))
        else { throw failed("bad bits after slash: \(String(decoding: digits, as: UTF8.self).goQuoted)") }
        guard length <= address.bitCount else { throw failed("prefix length out of range") }
        return NetworkPrefix(address: address, length: length)
    }
}
