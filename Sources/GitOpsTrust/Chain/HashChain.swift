import Crypto

/// A chain of hashes through the lines of a text: whoever changes, drops or moves a line breaks it from there on.
///
/// Each line has the hash of the line before it, 64 zeros in the first, and at its end its own: SHA-256 of the line as
/// it would be without that. A chain proves that lines belong together in this order, not who made them: keep its head
/// elsewhere, or sign it.
public struct HashChain: Sendable, Hashable {
    /// The hash of the last line in 64 hexadecimal digits; zeros before the first.
    public private(set) var head: String
    /// Number of lines.
    public private(set) var count = 0

    private static let hashLength = 64

    /// An empty chain.
    public init() { head = String(repeating: "0", count: Self.hashLength) }

    /// How a line carries the hashes.
    public enum LineForm: Sendable, Hashable {
        /// A JSON object on one line, whose last members are `previous` and `hash`.
        case json
        /// Comma-separated values, whose last fields are the hash of the line before and the line's own.
        case csv
    }

    /// Adds a line without hashes, as the names of columns. Complexity: linear in the bytes.
    public mutating func append(_ line: some Collection<UInt8>) {
        head = Self.hash(Array(line))
        count += 1
    }

    /// Adds a record, and returns its line without a line end. Complexity: linear in the bytes.
    ///
    /// - Parameters:
    ///   - record: for JSON an object with at least one member.
    ///   - form: how the line carries the hashes.
    public mutating func line(_ record: String, form: LineForm) -> String {
        var text = Array(record.utf8)
        func close(_ name: String, _ hash: String) {
            switch form {
            case .json:
                text.removeLast()
                text += Array(",\"\(name)\":\"\(hash)\"}".utf8)
            case .csv: text += Array(",\(hash)".utf8)
            }
        }
        close("previous", head)
        append(text)
        close("hash", head)
        return String(decoding: text, as: UTF8.self)
    }

    /// Adds a line if it goes on with the chain. Complexity: linear in the bytes.
    ///
    /// - Parameters:
    ///   - line: without a line end.
    ///   - form: how the line carries the hashes.
    /// - Throws: `HashChainError`; the chain stays as it is.
    public mutating func add(line: some Collection<UInt8>, form: LineForm) throws(HashChainError) {
        var rest = Array(line)[...]
        func take(_ count: Int) throws(HashChainError) -> ArraySlice<UInt8> {
            guard rest.count >= count else { throw .malformed }
            defer { rest = rest.dropLast(count) }
            return rest.suffix(count)
        }
        func drop(_ text: String) throws(HashChainError) {
            guard try take(text.utf8.count).elementsEqual(text.utf8) else { throw .malformed }
        }
        try drop(form == .json ? "\"}" : "")
        let hash = try take(Self.hashLength)
        try drop(form == .json ? ",\"hash\":\"" : ",")
        let content = form == .json ? Array(rest) + [UInt8(ascii: "}")] : Array(rest)
        try drop(form == .json ? "\"" : "")
        let previous = try take(Self.hashLength)
        try drop(form == .json ? ",\"previous\":\"" : ",")
        guard previous.elementsEqual(head.utf8) else { throw .otherPrevious }
        let found = Self.hash(content)
        guard hash.elementsEqual(found.utf8) else { throw .otherContent }
        head = found
        count += 1
    }

    /// SHA-256 in 64 hexadecimal digits.
    static func hash(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(hashLength)
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

/// Why a line does not go on with a chain.
public enum HashChainError: String, Error, Sendable, Hashable, CustomStringConvertible {
    /// It does not end in two hashes.
    case malformed
    /// It follows another line than the one before it: lines are missing, or in another order.
    case otherPrevious = "other-previous"
    /// Its hash is not that of its content.
    case otherContent = "other-content"

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .malformed: "the line does not end in the two hashes of a chain; give whole lines as they were written"
        case .otherPrevious:
            "the line does not follow the one before it: lines are missing or in another order; look for the whole text"
        case .otherContent: "the line was changed after it was written; compare it with a copy kept elsewhere"
        }
    }
}
