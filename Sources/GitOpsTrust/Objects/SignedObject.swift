/// A commit or an annotated tag, taken apart into what is signed and the signature.
///
/// Git signs a commit without its `gpgsig` headers and a tag up to the line on which the signature begins
/// (`Documentation/gitformat-signature.txt` of Git). Objects that two readers could take apart differently are refused:
/// a repeated header would let a signature of one content vouch for another.
public struct SignedObject: Sendable, Hashable {
    /// Commit or tag.
    public let kind: Kind
    /// The bytes that the signature is about; the whole object when there is none.
    public let signedPayload: [UInt8]
    /// The signature, or `nil` when there is none.
    public let signature: EmbeddedSignature?
    /// Who wrote a commit; `nil` for a tag.
    public let author: SigningPerson?
    /// Who made a commit or tag; `nil` for a tag without tagger.
    public let committer: SigningPerson?

    /// The kinds of objects that may be signed.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A commit.
        case commit
        /// An annotated tag.
        case tag
    }

    /// Takes a commit or tag apart, as `git cat-file commit` and `git cat-file tag` print it.
    ///
    /// Throws `SignedObjectError`. Complexity: linear in the bytes.
    ///
    /// - Parameters:
    ///   - bytes: the content of the object, without `commit LENGTH` before it.
    ///   - kind: commit or tag.
    ///   - maximumByteCount: objects with more bytes are refused.
    public init(_ bytes: [UInt8], kind: Kind, maximumByteCount: Int = 16 << 20) throws(SignedObjectError) {
        guard bytes.count <= maximumByteCount else {
            throw SignedObjectError(.tooLarge(maximum: maximumByteCount), kind: kind, byteOffset: maximumByteCount)
        }
        if let offset = bytes.firstIndex(of: 0) { throw SignedObjectError(.nul, kind: kind, byteOffset: offset) }
        let headers = try ObjectHeaders(bytes, kind: kind)
        self.kind = kind
        author = headers.author
        committer = headers.committer
        switch kind {
        case .commit:
            signedPayload = headers.withoutSignatures
            signature = headers.signature.map(EmbeddedSignature.init)
        case .tag:
            guard let start = Self.signatureStart(in: bytes, from: headers.messageStart) else {
                signedPayload = headers.withoutSignatures
                signature = nil
                return
            }
            // Git leaves out signature headers of a tag too: they belong to its twin in the other object format.
            signedPayload = Array(headers.withoutSignatures.dropLast(bytes.count - start))
            signature = EmbeddedSignature(Array(bytes[start...]))
        }
    }

    /// Where the last line starts that begins a signature, as Git looks for it.
    private static func signatureStart(in bytes: [UInt8], from message: Int) -> Int? {
        var found: Int?
        var start = message
        while start < bytes.count {
            if EmbeddedSignature.format(of: bytes[start...]) != nil { found = start }
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            start = end + 1
        }
        return found
    }
}

/// The text of a signature inside a commit or tag.
public struct EmbeddedSignature: Sendable, Hashable {
    /// The family, or `nil` when the text begins like none of them.
    public let format: SignatureFormat?
    /// The text with its armor.
    public let text: [UInt8]

    /// The signature whose text this is.
    public init(_ text: [UInt8]) {
        self.text = text
        format = Self.format(of: text[...])
    }

    /// The first lines of each family, as Git tells them apart (`gpg-interface.c`).
    private static let beginnings: [(line: [UInt8], format: SignatureFormat)] = [
        (Array("-----BEGIN PGP SIGNATURE-----".utf8), .openPGP),
        (Array("-----BEGIN PGP MESSAGE-----".utf8), .openPGP),
        (Array("-----BEGIN SSH SIGNATURE-----".utf8), .ssh),
        (Array("-----BEGIN SIGNED MESSAGE-----".utf8), .x509),
    ]

    static func format(of text: ArraySlice<UInt8>) -> SignatureFormat? {
        guard text.first == UInt8(ascii: "-") else { return nil }
        return beginnings.first { text.starts(with: $0.line) }?.format
    }
}
