import SwiftASN1

/// The parameters of an RSA signature with the padding PSS (RFC 4055, section 3.1).
struct PSSParameters {
    /// What is digested.
    let digest: ASN1ObjectIdentifier
    /// The digest of the mask; `nil` when the mask is made otherwise.
    let maskDigest: ASN1ObjectIdentifier?
    let saltLength: ArraySlice<UInt8>
    let trailer: ArraySlice<UInt8>

    private static let sha1: ASN1ObjectIdentifier = [1, 3, 14, 3, 2, 26]
    private static let mask: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 8]

    /// The parameters; what is left out has its default.
    init(_ node: ASN1Node) throws {
        var (digest, maskDigest) = (Self.sha1, ASN1ObjectIdentifier?.some(Self.sha1))
        var (saltLength, trailer): (ArraySlice<UInt8>, ArraySlice<UInt8>) = ([20], [1])
        for part in try node.children(of: .sequence) {
            let values = try part.children()
            guard values.count == 1 else { throw MalformedDER() }
            if part.isContext(0) {
                digest = try values[0].algorithm()
            } else if part.isContext(1) {
                let function = try values[0].children(of: .sequence)
                guard function.count == 2 else { throw MalformedDER() }
                maskDigest = try function[0].objectIdentifier() == Self.mask ? try function[1].algorithm() : nil
            } else if part.isContext(2) {
                saltLength = try values[0].bytes(of: .integer)
            } else if part.isContext(3) {
                trailer = try values[0].bytes(of: .integer)
            } else {
                throw MalformedDER()
            }
        }
        (self.digest, self.maskDigest, self.saltLength, self.trailer) = (digest, maskDigest, saltLength, trailer)
    }

    /// Whether they are those that are verified here: one digest throughout, and a salt as long as it.
    func areUsual(_ digest: ASN1ObjectIdentifier, byteCount: Int) -> Bool {
        self.digest == digest && maskDigest == digest && trailer.elementsEqual([1])
            && saltLength.elementsEqual([UInt8(truncatingIfNeeded: byteCount)])
    }
}
