import Crypto
import Foundation

/// An Ed25519 key of OpenSSH that signs commits and tags. Nothing prints the private part.
public struct SSHPrivateKey: Sendable {
    /// The public part.
    public let publicKey: SSHPublicKey
    /// The comment of the file.
    public let comment: String
    private let key: Curve25519.Signing.PrivateKey

    /// Reads a file of the form `-----BEGIN OPENSSH PRIVATE KEY-----` without passphrase (OpenSSH's `PROTOCOL.key`).
    ///
    /// Throws `TrustFileError`, whose text has nothing of the key.
    ///
    /// - Parameters:
    ///   - text: the content of the file.
    ///   - file: its name for errors.
    public init(_ text: String, file: String = "private key") throws(TrustFileError) {
        guard let armor = Armor(Array(text.utf8), label: "OPENSSH PRIVATE KEY"),
            let bytes = Base64.decode(armor.body, skippingLineEnds: true)
        else {
            let line = Array(text.utf8.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })[...]
            let problem: TrustFileError.Problem = SSHPublicKey(line: line) == nil ? .malformedPrivateKey : .publicKey
            throw TrustFileError(problem, file: file, line: 1, column: 1)
        }
        var reader = ByteReader(bytes)
        do {
            guard try reader.bytes(15).elementsEqual(Array("openssh-key-v1".utf8) + [0]) else {
                throw ByteReader.Malformed()
            }
            let cipher = try reader.sshText()
            _ = try reader.sshString()
            _ = try reader.sshString()
            guard cipher == "none" else { throw TrustFileError(.encryptedKey, file: file, line: 1, column: 1) }
            guard try reader.uint32() == 1 else { throw ByteReader.Malformed() }
            guard let publicKey = SSHPublicKey(blob: Array(try reader.sshString())) else {
                throw ByteReader.Malformed()
            }
            guard publicKey.type == "ssh-ed25519" else {
                throw TrustFileError(.unsupportedKey(publicKey.type), file: file, line: 1, column: 1)
            }
            var secret = ByteReader(try reader.sshString())
            try reader.finish()
            (key, comment) = try Self.key(&secret)
            self.publicKey = publicKey
            guard publicKey == Self.publicKey(of: key) else { throw ByteReader.Malformed() }
        } catch let error as TrustFileError {
            throw error
        } catch {
            throw TrustFileError(.malformedPrivateKey, file: file, line: 1, column: 1)
        }
    }

    /// A new key, for tests and for keys that live no longer than the process.
    public init(comment: String = "") {
        key = Curve25519.Signing.PrivateKey()
        self.comment = comment
        publicKey = Self.publicKey(of: key)
    }

    private static func publicKey(of key: Curve25519.Signing.PrivateKey) -> SSHPublicKey {
        SSHPublicKey(ed25519: Array(key.publicKey.rawRepresentation))
    }

    private static func key(_ reader: inout ByteReader) throws -> (Curve25519.Signing.PrivateKey, String) {
        guard try reader.uint32() == reader.uint32(), try reader.sshText() == "ssh-ed25519" else {
            throw ByteReader.Malformed()
        }
        _ = try reader.sshString()
        let pair = try reader.sshString()
        guard pair.count == 64 else { throw ByteReader.Malformed() }
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: Data(pair.prefix(32)))
        let comment = String(decoding: try reader.sshString(), as: UTF8.self)
        guard reader.rest.enumerated().allSatisfy({ $0.element == UInt8(truncatingIfNeeded: $0.offset + 1) }) else {
            throw ByteReader.Malformed()
        }
        return (key, comment)
    }

    /// The armored SSHSIG signature of the content of a commit or tag, as `ssh-keygen -Y sign -n git` prints it.
    ///
    /// Throws when the system has no random numbers. Complexity: linear in the bytes.
    public func sign(_ payload: [UInt8]) throws -> String {
        let namespace = Array(SSHVerifier.namespace.utf8)
        let message = SSHSignature.signedData(
            namespace: namespace, reserved: [], digestName: "sha512", digest: Array(SHA512.hash(data: payload)))
        var signature: [UInt8] = []
        signature.appendSSHString(Array("ssh-ed25519".utf8))
        signature.appendSSHString(Array(try key.signature(for: message)))
        var blob = SSHSignature.magic
        blob.appendUInt32(1)
        blob.appendSSHString(publicKey.blob)
        blob.appendSSHString(namespace)
        blob.appendSSHString([])
        blob.appendSSHString(Array("sha512".utf8))
        blob.appendSSHString(signature)
        return
            "-----BEGIN \(SSHSignature.label)-----\n\(Base64.lines(blob, width: 70))-----END "
            + "\(SSHSignature.label)-----\n"
    }
}

extension SSHPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The fingerprint of the public part.
    public var description: String { "private key of \(publicKey.fingerprint)" }
    /// The fingerprint of the public part.
    public var debugDescription: String { description }
    /// The public part alone.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}

extension SSHPublicKey {
    /// The Ed25519 key of these 32 bytes.
    init(ed25519 bytes: [UInt8]) {
        var blob: [UInt8] = []
        blob.appendSSHString(Array("ssh-ed25519".utf8))
        blob.appendSSHString(bytes)
        self.init(type: "ssh-ed25519", blob: blob)
    }

    private init(type: String, blob: [UInt8]) {
        (self.type, self.blob) = (type, blob)
    }
}
