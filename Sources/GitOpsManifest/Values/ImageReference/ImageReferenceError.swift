/// Why an image reference was not read.
public enum ImageReferenceError: Error, Hashable, Sendable {
    /// The text is empty.
    case empty

    /// The whole text is 64 hexadecimal digits, which tools take for an image's identifier.
    case identifierAsName

    /// The repository has a capital letter.
    case uppercaseRepository(String)

    /// The registry is no host name with an optional port.
    case invalidRegistry(String)

    /// The repository breaks the rules of its components.
    case invalidRepository(String)

    /// The repository is longer than 255 bytes.
    case repositoryTooLong(Int)

    /// The tag is empty, longer than 128 bytes or has a byte that no tag has.
    case invalidTag(String)

    /// The digest is not `algorithm:hexadecimal` in lowercase.
    case invalidDigest(String)

    /// The algorithm of the digest is not known.
    case unknownDigestAlgorithm(String)

    /// The digest has another number of digits than its algorithm yields.
    case wrongDigestLength(ImageDigest.Algorithm, found: Int)
}

extension ImageReferenceError: CustomStringConvertible {
    /// What is wrong, what was expected and what to do.
    public var description: String {
        switch self {
        case .empty: return "the image reference is empty: write one such as nginx:1.27"
        case .identifierAsName:
            return "64 hexadecimal digits are an image's identifier and no name: write name@sha256: before them"
        case .uppercaseRepository(let name):
            return "the repository \"\(name)\" has capital letters: write it in lowercase"
        case .invalidRegistry(let name):
            return "\"\(name)\" is no registry: write a host name such as quay.io or localhost:5000"
        case .invalidRepository(let name):
            return "\"\(name)\" is no repository: write lowercase letters and digits, joined by ., _, __ or dashes, "
                + "in parts joined by /"
        case .repositoryTooLong(let length):
            return "the repository has \(length) bytes: write at most \(ImageReference.repositoryLimit)"
        case .invalidTag(let tag):
            return "\"\(tag)\" is no tag: write at most \(ImageReference.tagLimit) letters, digits, _, . and -, "
                + "not beginning with . or -"
        case .invalidDigest(let text):
            return "\"\(text)\" is no digest: write sha256: and 64 lowercase hexadecimal digits"
        case .unknownDigestAlgorithm(let name):
            return "the digest algorithm \"\(name)\" is not known: use sha256, sha384 or sha512"
        case .wrongDigestLength(let algorithm, let found):
            return "the \(algorithm.rawValue) digest has \(found) digits: write \(algorithm.hexadecimalLength)"
        }
    }
}
