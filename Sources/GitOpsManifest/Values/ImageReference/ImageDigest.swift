/// The cryptographic digest that names an image by its content: `sha256:9f86d0…`.
///
/// Source: `github.com/opencontainers/go-digest`, `algorithm.go`; OCI image specification, "Digests".
public struct ImageDigest: Hashable, Sendable {
    /// The digest algorithms that registries accept.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        /// SHA-256, 64 hexadecimal digits.
        case sha256
        /// SHA-384, 96 hexadecimal digits.
        case sha384
        /// SHA-512, 128 hexadecimal digits.
        case sha512

        /// The number of hexadecimal digits.
        package var hexadecimalLength: Int {
            switch self {
            case .sha256: return 64
            case .sha384: return 96
            case .sha512: return 128
            }
        }
    }

    /// The algorithm.
    public let algorithm: Algorithm

    /// The value in lowercase hexadecimal digits.
    public let hexadecimal: String

    /// Reads `algorithm:hexadecimal`.
    ///
    /// - Throws: ``ImageReferenceError`` when the algorithm is unknown, or the value has another length than the
    ///   algorithm's or a byte that is no lowercase hexadecimal digit.
    public init(parsing text: some StringProtocol) throws(ImageReferenceError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .invalidDigest(String(text)) }
        let name = String(text[..<colon])
        guard let algorithm = Algorithm(rawValue: name) else { throw .unknownDigestAlgorithm(name) }
        let value = text.utf8[text.utf8.index(after: colon)...]
        guard value.count == algorithm.hexadecimalLength else {
            throw .wrongDigestLength(algorithm, found: value.count)
        }
        guard value.allSatisfy(\.isLowercaseHexadecimal) else { throw .invalidDigest(String(text)) }
        self.algorithm = algorithm
        hexadecimal = String(decoding: value, as: UTF8.self)
    }
}

extension ImageDigest: CustomStringConvertible {
    /// `algorithm:hexadecimal`.
    public var description: String { algorithm.rawValue + ":" + hexadecimal }
}
