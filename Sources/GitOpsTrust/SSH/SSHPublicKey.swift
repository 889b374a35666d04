import Crypto

/// A public key of OpenSSH as its bytes; equal bytes are the same key.
public struct SSHPublicKey: Sendable, Hashable {
    /// The type that the bytes name: `ssh-ed25519`.
    public let type: String
    /// The bytes that base64 stands for in `authorized_keys` (RFC 4253, section 6.6).
    public let blob: [UInt8]

    /// `SHA256:` and the digest of the bytes in base64, as `ssh-keygen -l` prints it.
    public var fingerprint: String {
        "SHA256:" + String(Base64.text(Array(SHA256.hash(data: blob))).prefix { $0 != "=" })
    }

    /// The key with these bytes; `nil` when they do not begin with a type.
    public init?(blob: [UInt8]) {
        var reader = ByteReader(blob)
        guard let type = try? reader.sshText(), !type.isEmpty, !reader.isAtEnd else { return nil }
        self.type = type
        self.blob = blob
    }

    /// Reads `TYPE BASE64 [COMMENT]`; `nil` when the text is something else or the type is not that of the bytes.
    public init?(_ text: String) {
        self.init(line: Array(text.utf8)[...])
    }

    init?(line: ArraySlice<UInt8>) {
        // A file from Windows ends its lines in CR LF.
        let words = line.split(maxSplits: 2, omittingEmptySubsequences: true) {
            $0 == 0x20 || $0 == 0x09 || $0 == 0x0D
        }
        guard words.count >= 2, let blob = Base64.decode(words[1]), let key = SSHPublicKey(blob: blob),
            key.type.utf8.elementsEqual(words[0])
        else { return nil }
        self = key
    }

    var identifier: KeyIdentifier { KeyIdentifier(format: .ssh, text: fingerprint) }
}

extension SSHPublicKey: CustomStringConvertible {
    /// `TYPE BASE64`.
    public var description: String { "\(type) \(Base64.text(blob))" }
}
