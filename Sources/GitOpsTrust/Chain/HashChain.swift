import Crypto

/// A chain of hashes over records: whoever changes, drops or moves one breaks it from there on.
///
/// The hash of a record is SHA-256 over the 32 bytes of the hash before it and the bytes of the record; before the first
/// stand 32 zero bytes. A chain proves that records belong together in this order, not who made them: keep its head
/// elsewhere, or sign it.
public struct HashChain: Sendable, Hashable {
    /// The hash of the last record in lower-case hexadecimal digits; zeros before the first.
    public private(set) var head: String
    /// Number of records.
    public private(set) var count = 0
    private var bytes: [UInt8]

    /// Characters of a hash.
    public static let hashLength = 64

    /// An empty chain.
    public init() {
        bytes = Array(repeating: 0, count: 32)
        head = String(repeating: "0", count: Self.hashLength)
    }

    /// Adds a record. Complexity: linear in the bytes.
    ///
    /// - Returns: the hash before it, and its own.
    @discardableResult
    public mutating func append(_ record: some Collection<UInt8>) -> (previous: String, hash: String) {
        var hash = SHA256()
        hash.update(data: bytes)
        hash.update(data: Array(record))
        let previous = head
        bytes = Array(hash.finalize())
        head = bytes.map { Self.digits[Int($0)] }.joined()
        count += 1
        return (previous, head)
    }

    private static let digits: [String] = (0...255).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
}

// MARK: Lines

extension HashChain {
    /// How a line carries the hashes of its record.
    public enum LineForm: Sendable, Hashable {
        /// A JSON object on one line: `previous` and `hash` are its last members, the record is the object without them.
        case json
        /// Comma-separated values: the hashes are the last two fields, the record is the line without them.
        case csv
    }

    /// Why a line does not go on with a chain.
    public enum Problem: String, Error, Sendable, Hashable {
        /// It does not end in two hashes.
        case malformed
        /// It follows another record than the one before it: lines are missing, or in another order.
        case otherPrevious = "other-previous"
        /// Its hash is not that of its content.
        case otherContent = "other-content"
    }

    /// Adds a record, and returns its line without a line end.
    ///
    /// - Parameters:
    ///   - record: for JSON an object with at least one member.
    ///   - form: how the line carries the hashes.
    public mutating func line(_ record: String, form: LineForm) -> String {
        let link = append(record.utf8)
        switch form {
        case .json: return record.dropLast() + ",\"previous\":\"\(link.previous)\",\"hash\":\"\(link.hash)\"}"
        case .csv: return record + ",\(link.previous),\(link.hash)"
        }
    }

    /// Adds the record of a line if it goes on with the chain.
    ///
    /// - Parameters:
    ///   - line: without a line end.
    ///   - form: how the line carries the hashes.
    /// - Throws: `Problem`; the chain stays as it is.
    public mutating func add(line: some Collection<UInt8>, form: LineForm) throws(Problem) {
        let line = Array(line)
        let marks: (before: [UInt8], between: [UInt8], after: [UInt8]) =
            switch form {
            case .json: (Array(",\"previous\":\"".utf8), Array("\",\"hash\":\"".utf8), Array("\"}".utf8))
            case .csv: ([UInt8(ascii: ",")], [UInt8(ascii: ",")], [])
            }
        var rest = line[...]
        func take(_ count: Int) throws(Problem) -> ArraySlice<UInt8> {
            guard rest.count >= count else { throw .malformed }
            defer { rest = rest.dropLast(count) }
            return rest.suffix(count)
        }
        guard try take(marks.after.count).elementsEqual(marks.after) else { throw .malformed }
        let hash = try take(Self.hashLength)
        guard try take(marks.between.count).elementsEqual(marks.between) else { throw .malformed }
        let previous = try take(Self.hashLength)
        guard try take(marks.before.count).elementsEqual(marks.before) else { throw .malformed }
        guard previous.elementsEqual(head.utf8) else { throw .otherPrevious }
        var next = self
        next.append(form == .json ? Array(rest) + [UInt8(ascii: "}")] : Array(rest))
        guard hash.elementsEqual(next.head.utf8) else { throw .otherContent }
        self = next
    }
}
