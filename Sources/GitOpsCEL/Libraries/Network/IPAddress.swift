/// An address of version 4 or 6 without a zone.
///
/// Source: Go's `net/netip`, which the functions `ip` and `cidr` of Kubernetes are defined by.
package struct IPAddress: Hashable, Sendable, BitwiseCopyable {
    /// The upper half of a version 6 address; 0 in version 4.
    let high: UInt64
    /// The lower half of a version 6 address; the whole address in version 4.
    let low: UInt64
    let isVersion4: Bool

    init(version4 address: UInt32) {
        high = 0
        low = UInt64(address)
        isVersion4 = true
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
        isVersion4 = false
    }

    var bitCount: Int { isVersion4 ? 32 : 128 }

    /// 4 or 6.
    var family: Int64 { isVersion4 ? 4 : 6 }

    /// Whether a version 6 address only wraps one of version 4: `::ffff:1.2.3.4`.
    var isMapped: Bool { !isVersion4 && high == 0 && low >> 32 == 0xFFFF }
}

// MARK: Special ranges

extension IPAddress {
    var isUnspecified: Bool { high == 0 && low == 0 }

    /// Source: RFC 1122 (127.0.0.0/8), RFC 4291 (::1).
    var isLoopback: Bool { isVersion4 ? low >> 24 == 127 : high == 0 && low == 1 }

    /// Source: RFC 1112 (224.0.0.0/4), RFC 4291 (ff00::/8).
    var isMulticast: Bool { isVersion4 ? low >> 28 == 0xE : high >> 56 == 0xFF }

    /// Source: RFC 5771 (224.0.0.0/24), RFC 4291 (ff02::/16 with any flags).
    var isLinkLocalMulticast: Bool { isVersion4 ? low >> 8 == 0xE0_0000 : (high >> 48) & 0xFF0F == 0xFF02 }

    /// Source: RFC 3927 (169.254.0.0/16), RFC 4291 (fe80::/10).
    var isLinkLocalUnicast: Bool { isVersion4 ? low >> 16 == 0xA9FE : (high >> 48) & 0xFFC0 == 0xFE80 }

    /// Everything that is not unspecified, broadcast, loopback, multicast or link-local: private addresses as well.
    var isGlobalUnicast: Bool {
        if isVersion4 && low == 0xFFFF_FFFF { return false }
        return !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
    }
}
