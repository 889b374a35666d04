/// A packet: a kind and its bytes (RFC 9580, section 4.2).
struct OpenPGPPacket {
    let tag: UInt8
    let body: ArraySlice<UInt8>
    /// Where the packet begins.
    let offset: Int

    /// Tags of the packets that keys and signatures consist of.
    static let signature: UInt8 = 2
    static let secretKey: UInt8 = 5
    static let publicKey: UInt8 = 6
    static let secretSubkey: UInt8 = 7
    static let marker: UInt8 = 10
    static let trust: UInt8 = 12
    static let userID: UInt8 = 13
    static let publicSubkey: UInt8 = 14
    static let userAttribute: UInt8 = 17
    static let padding: UInt8 = 21
}

extension ByteReader {
    /// The next packet. Lengths that are told only while reading are for data, and refused here.
    mutating func openPGPPacket() throws(Malformed) -> OpenPGPPacket {
        let offset = rest.startIndex
        let head = try byte()
        guard head & 0x80 != 0 else { throw Malformed() }
        let tag: UInt8
        let length: Int
        if head & 0x40 != 0 {
            tag = head & 0x3F
            let first = Int(try byte())
            switch first {
            case ..<192: length = first
            case ..<224: length = (first - 192) << 8 + Int(try byte()) + 192
            case 255: length = Int(try uint32())
            default: throw Malformed()
            }
        } else {
            tag = head >> 2 & 0xF
            switch head & 3 {
            case 0: length = Int(try byte())
            case 1: length = Int(try uint16())
            case 2: length = Int(try uint32())
            default: throw Malformed()
            }
        }
        guard tag != 0 else { throw Malformed() }
        return OpenPGPPacket(tag: tag, body: try bytes(length), offset: offset)
    }
}
