import SwiftASN1

/// A value that is not DER, or not of the form that its place prescribes.
struct MalformedDER: Error {}

extension ASN1Node {
    /// The values inside of a constructed one.
    func children() throws(MalformedDER) -> [ASN1Node] {
        guard case .constructed(let nodes) = content else { throw MalformedDER() }
        return Array(nodes)
    }

    func children(of identifier: ASN1Identifier) throws(MalformedDER) -> [ASN1Node] {
        guard self.identifier == identifier else { throw MalformedDER() }
        return try children()
    }

    /// The bytes of a primitive value.
    func bytes(of identifier: ASN1Identifier) throws(MalformedDER) -> ArraySlice<UInt8> {
        guard self.identifier == identifier, case .primitive(let bytes) = content else { throw MalformedDER() }
        return bytes
    }

    func objectIdentifier() throws(MalformedDER) -> ASN1ObjectIdentifier {
        do { return try ASN1ObjectIdentifier(derEncoded: self, withIdentifier: .objectIdentifier) } catch {
            throw MalformedDER()
        }
    }

    /// The object identifier of an AlgorithmIdentifier whose parameters are absent or NULL.
    func algorithm() throws(MalformedDER) -> ASN1ObjectIdentifier {
        let parts = try children(of: .sequence)
        guard let first = parts.first, parts.count <= 2 else { throw MalformedDER() }
        if parts.count == 2, parts[1].identifier != .null { throw MalformedDER() }
        return try first.objectIdentifier()
    }

    func isContext(_ number: UInt) -> Bool {
        identifier == ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}
