/// Takes a keyring apart.
struct OpenPGPKeyringReader {
    let file: String
    let allowsSHA1: Bool
    private(set) var certificates: [OpenPGPCertificate] = []
    private(set) var skippedKeys: [String] = []
    /// Revocations that stand alone, or with another key than the one that made them.
    private(set) var revocations: [OpenPGPSignature] = []
    private var current: OpenPGPCertificate?
    private var part = OpenPGPCertificate.Part.other
    /// Whether packets belong to a key that was left out.
    private var isSkipping = false

    init(file: String, allowsSHA1: Bool) {
        (self.file, self.allowsSHA1) = (file, allowsSHA1)
    }

    /// Reads armored blocks; text between them is for people.
    mutating func readBlocks(_ bytes: [UInt8]) throws(TrustFileError) {
        let begin = Array("-----BEGIN PGP ".utf8)
        let end = Array("-----END PGP ".utf8)
        var start: TrustFileLine?
        var hasBlock = false
        for line in TrustFileLines(String(decoding: bytes, as: UTF8.self)) {
            if line.content.starts(with: begin) {
                guard start == nil else {
                    throw TrustFileError(.malformedArmor, file: file, line: line.number, column: 1)
                }
                start = line
            } else if line.content.starts(with: end) {
                guard let first = start else {
                    throw TrustFileError(.malformedArmor, file: file, line: line.number, column: 1)
                }
                let block = Array(bytes[first.content.startIndex..<line.content.endIndex]) + [UInt8(ascii: "\n")]
                try readBlock(block, line: first.number)
                start = nil
                hasBlock = true
            }
        }
        if let start { throw TrustFileError(.malformedArmor, file: file, line: start.number, column: 1) }
        guard hasBlock else { throw TrustFileError(.empty, file: file, line: 1, column: 1) }
    }

    private mutating func readBlock(_ block: [UInt8], line: Int) throws(TrustFileError) {
        if block.starts(with: Array("-----BEGIN \(OpenPGPArmor.privateKey)".utf8)) {
            throw TrustFileError(.privateKey, file: file, line: line, column: 1)
        }
        guard let bytes = OpenPGPArmor.decode(block, label: OpenPGPArmor.publicKey) else {
            throw TrustFileError(.malformedArmor, file: file, line: line, column: 1)
        }
        try read(bytes, line: line)
    }

    /// Reads packets; the line is that of the armor around them.
    mutating func read(_ bytes: [UInt8], line: Int) throws(TrustFileError) {
        var reader = ByteReader(bytes)
        let before = certificates.count + skippedKeys.count + revocations.count
        while !reader.isAtEnd {
            let offset = reader.rest.startIndex
            do {
                try add(try reader.openPGPPacket(), line: line)
            } catch let error as TrustFileError {
                throw error
            } catch {
                throw TrustFileError(.malformedPacket, file: file, line: line, column: offset)
            }
        }
        finishKey()
        guard certificates.count + skippedKeys.count + revocations.count > before else {
            throw TrustFileError(.empty, file: file, line: line, column: 0)
        }
    }

    private mutating func finishKey() {
        if let current { certificates.append(current) }
        (current, part, isSkipping) = (nil, .other, false)
    }

    private mutating func add(_ packet: OpenPGPPacket, line: Int) throws {
        switch packet.tag {
        case OpenPGPPacket.publicKey:
            finishKey()
            do {
                current = OpenPGPCertificate(primary: try OpenPGPKeyPacket(packet.body))
                part = .primary
            } catch {
                guard case .version(let version) = error else { throw ByteReader.Malformed() }
                skippedKeys.append("\(file): a key of version \(version)")
                isSkipping = true
            }
        case OpenPGPPacket.userID:
            current?.userIDs.append(UserID(bytes: Array(packet.body)))
            part = current.map { .userID($0.userIDs.count - 1) } ?? .other
        case OpenPGPPacket.publicSubkey:
            part = .other
            guard current != nil else { return }
            do {
                current?.subkeys.append(OpenPGPCertificate.Subkey(key: try OpenPGPKeyPacket(packet.body)))
                part = current.map { .subkey($0.subkeys.count - 1) } ?? .other
            } catch {
                guard case .version(let version) = error else { throw ByteReader.Malformed() }
                skippedKeys.append("\(file): a subkey of version \(version)")
            }
        case OpenPGPPacket.signature:
            try noteRevocation(packet.body)
            current?.add(packet.body, on: part, allowsSHA1: allowsSHA1)
        case OpenPGPPacket.secretKey, OpenPGPPacket.secretSubkey:
            throw TrustFileError(.privateKey, file: file, line: line, column: packet.offset)
        case OpenPGPPacket.userAttribute: part = .other
        case OpenPGPPacket.marker, OpenPGPPacket.trust, OpenPGPPacket.padding: break
        // From 40 on packets may be skipped by those who do not know them (RFC 9580, section 4.3).
        case 40...: break
        default: throw ByteReader.Malformed()
        }
    }

    /// Keeps a revocation of a key other than the one it stands with, such as a revocation certificate.
    private mutating func noteRevocation(_ body: ArraySlice<UInt8>) throws {
        let types = [OpenPGPSignature.keyRevocation, OpenPGPSignature.subkeyRevocation]
        guard let type = body.dropFirst().first, types.contains(type) else { return }
        do throws(OpenPGPSignature.Unreadable) {
            let signature = try OpenPGPSignature(body)
            guard let current, let issuer = signature.issuerKeyID, issuer == current.primary.keyID else {
                revocations.append(signature)
                return
            }
        } catch {
            // With a key it is taken for a revocation of that key.
            guard current == nil, !isSkipping else { return }
            guard case .version(let version) = error else { throw ByteReader.Malformed() }
            skippedKeys.append("\(file): a revocation of version \(version)")
        }
    }
}
