/// The binary format of `ssh-keygen -k` (OpenSSH's `PROTOCOL.krl`).
enum KeyRevocationList {
    static let magic: [UInt8] = Array("SSHKRL\n".utf8) + [0]

    /// Sections with more serial numbers in a bitmap than this are refused: they would cost more memory than the file.
    private static let maximumBitmapBytes = 1 << 20

    static func read(_ bytes: [UInt8], file: String) throws(TrustFileError) -> RevokedSSHKeys {
        var reader = ByteReader(bytes)
        var revoked = RevokedSSHKeys()
        do {
            _ = try reader.bytes(magic.count)
            guard try reader.uint32() == 1 else { throw Unsupported() }
            _ = try reader.bytes(24)
            _ = try reader.sshString()
            _ = try reader.sshString()
            while !reader.isAtEnd {
                let type = try reader.byte()
                var section = ByteReader(try reader.sshString())
                try read(&section, type: type, into: &revoked)
            }
        } catch is Unsupported {
            throw TrustFileError(.unsupportedRevocationList, file: file, column: reader.rest.startIndex)
        } catch {
            throw TrustFileError(.malformedRevocationList, file: file, column: reader.rest.startIndex)
        }
        return revoked
    }

    private struct Unsupported: Error {}

    private static func read(
        _ section: inout ByteReader, type: UInt8, into revoked: inout RevokedSSHKeys
    ) throws {
        switch type {
        case 1: revoked.certificates.append(try certificates(&section))
        case 2:
            while !section.isAtEnd {
                guard let key = SSHPublicKey(blob: Array(try section.sshString())) else { throw ByteReader.Malformed() }
                revoked.keys.insert(key)
            }
        case 3:
            while !section.isAtEnd { revoked.sha1Digests.insert(Array(try section.sshString())) }
        // A signature over the list: OpenSSH itself does not look at it any more.
        case 4: break
        case 5:
            while !section.isAtEnd { revoked.sha256Digests.insert(Array(try section.sshString())) }
        default: throw Unsupported()
        }
    }

    private static func certificates(_ section: inout ByteReader) throws -> RevokedSSHKeys.RevokedCertificates {
        let authority = Array(try section.sshString())
        _ = try section.sshString()
        let key = SSHPublicKey(blob: authority)
        guard authority.isEmpty || key != nil else { throw ByteReader.Malformed() }
        var revoked = RevokedSSHKeys.RevokedCertificates(authority: key)
        while !section.isAtEnd {
            let type = try section.byte()
            var part = ByteReader(try section.sshString())
            switch type {
            case 0x20:
                while !part.isAtEnd { revoked.serials.insert(try part.uint64()) }
            case 0x21:
                let (low, high) = (try part.uint64(), try part.uint64())
                guard low <= high else { throw ByteReader.Malformed() }
                revoked.ranges.append(low...high)
            case 0x22:
                let offset = try part.uint64()
                try insert(bitmap: try part.sshInteger(), offset: offset, into: &revoked)
            case 0x23:
                while !part.isAtEnd { revoked.keyIDs.insert(try part.sshText()) }
            default: throw Unsupported()
            }
            try part.finish()
        }
        return revoked
    }

    /// Bit 0 is the lowest of the last byte and stands for the serial number `offset`.
    private static func insert(
        bitmap: ArraySlice<UInt8>, offset: UInt64, into revoked: inout RevokedSSHKeys.RevokedCertificates
    ) throws {
        guard bitmap.count <= maximumBitmapBytes else { throw Unsupported() }
        for (index, byte) in bitmap.reversed().enumerated() where byte != 0 {
            for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 {
                let (serial, overflow) = offset.addingReportingOverflow(UInt64(index * 8 + bit))
                guard !overflow else { throw ByteReader.Malformed() }
                revoked.serials.insert(serial)
            }
        }
    }
}
