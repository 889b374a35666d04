/// What a signature says about itself (RFC 9580, section 5.2.3.7).
struct OpenPGPSubpackets {
    private(set) var creation: UInt32?
    private(set) var expiration: UInt32?
    private(set) var keyExpiration: UInt32?
    private(set) var keyFlags: UInt8?
    private(set) var issuerFingerprint: [UInt8]?
    private(set) var issuerKeyID: [UInt8]?
    private(set) var embeddedSignatures: [ArraySlice<UInt8>] = []
    private(set) var designatedRevokers: [[UInt8]] = []
    private(set) var hasCriticalData = false
    private(set) var hasUnknownCriticalData = false
    /// Types in their order.
    private(set) var types: [UInt8] = []

    /// Bit of `keyFlags`.
    static let mayCertify: UInt8 = 0x01
    static let maySign: UInt8 = 0x02

    /// Types that are read here or bind only software that makes, shows or transports keys. A critical notation (20) is
    /// not among them: no notation is understood.
    private static let understood: Set<UInt8> = [
        2, 3, 4, 7, 9, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33,
    ]

    /// Types that mean something else when they stand twice.
    private static let single: Set<UInt8> = [2, 3, 9, 16, 27, 33]

    init(_ bytes: ArraySlice<UInt8>) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let first = Int(try reader.byte())
            let length: Int
            switch first {
            case ..<192: length = first
            case ..<255: length = (first - 192) << 8 + Int(try reader.byte()) + 192
            default: length = Int(try reader.uint32())
            }
            var body = ByteReader(try reader.bytes(length))
            let head = try body.byte()
            let type = head & 0x7F
            if Self.single.contains(type), types.contains(type) { throw ByteReader.Malformed() }
            types.append(type)
            if head & 0x80 != 0 {
                hasCriticalData = true
                if !Self.understood.contains(type) { hasUnknownCriticalData = true }
            }
            try read(type, &body)
        }
    }

    private mutating func read(_ type: UInt8, _ body: inout ByteReader) throws(ByteReader.Malformed) {
        switch type {
        case 2:
            creation = try body.uint32()
            try body.finish()
        case 3:
            expiration = try body.uint32()
            try body.finish()
        case 9:
            keyExpiration = try body.uint32()
            try body.finish()
        case 12:
            _ = try body.bytes(2)
            designatedRevokers.append(Array(body.rest))
        case 16:
            issuerKeyID = Array(try body.bytes(8))
            try body.finish()
        case 27: keyFlags = body.isAtEnd ? 0 : try body.byte()
        case 32: embeddedSignatures.append(body.rest)
        case 33:
            // Other versions have fingerprints of other lengths, and keys that are not read here.
            if try body.byte() == 4 {
                issuerFingerprint = Array(try body.bytes(20))
                try body.finish()
            }
        default: break
        }
    }
}
