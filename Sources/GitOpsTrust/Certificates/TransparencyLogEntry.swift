import Crypto
import GitOpsManifest

/// An entry of Rekor, version 1: that a log has seen a signature, and when.
public struct TransparencyLogEntry: Sendable, Hashable {
    /// When the log has seen it, in seconds since 1970-01-01T00:00:00Z.
    public let integratedTime: Int64
    /// The place in the log over all of its parts.
    public let logIndex: Int64
    /// The digest of the log's key.
    let logID: [UInt8]
    /// The content, when the entry has it.
    let body: [UInt8]?
    /// The log's promise to include the entry, signed together with its time.
    let signedEntryTimestamp: [UInt8]
    let inclusion: InclusionProof?

    /// Reads what Rekor's API answers for an entry, with or without the identifier around it.
    ///
    /// Throws `TrustFileError`.
    ///
    /// - Parameters:
    ///   - json: the answer.
    ///   - file: the name of the file for errors.
    public init(json: String, file: String = "log entry") throws(TrustFileError) {
        guard let document = try? Document(json: SourceText(json, name: file)), let entry = Self(document.root) else {
            throw TrustFileError(.malformedLogEntry, file: file, line: 1, column: 1)
        }
        self = entry
    }

    private init?(_ root: Node) {
        var node = root
        if node["integratedTime"] == nil, node.members.count == 1, let member = node.members.first {
            node = member.value
        }
        guard let time = node["integratedTime"]?.int64, let index = node["logIndex"]?.int64,
            let log = node["logID"]?.string.flatMap(Self.bytes(hexadecimal:)),
            let body = node["body"]?.string.flatMap({ Base64.decode($0.utf8) }),
            let timestamp = node["verification"]?["signedEntryTimestamp"]?.string.flatMap({ Base64.decode($0.utf8) })
        else { return nil }
        integratedTime = time
        logIndex = index
        logID = log
        self.body = body
        signedEntryTimestamp = timestamp
        guard let proof = node["verification"]?["inclusionProof"] else {
            inclusion = nil
            return
        }
        guard let index = proof["logIndex"]?.int64.flatMap({ UInt64(exactly: $0) }),
            let size = proof["treeSize"]?.int64.flatMap({ UInt64(exactly: $0) }),
            let root = proof["rootHash"]?.string.flatMap(Self.bytes(hexadecimal:)),
            let hashes = proof["hashes"]?.elements.map({ $0.string.flatMap(Self.bytes(hexadecimal:)) }),
            hashes.allSatisfy({ $0 != nil }), let checkpoint = proof["checkpoint"]?.string
        else { return nil }
        inclusion = InclusionProof(
            index: index, treeSize: size, rootHash: root, hashes: hashes.compactMap { $0 },
            checkpoint: Array(checkpoint.utf8))
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Reads the message `TransparencyLogEntry` of Sigstore's `sigstore_rekor.proto`, as gitsign puts it into
    /// signatures.
    init(protobuf bytes: ArraySlice<UInt8>) throws(ByteReader.Malformed) {
        let fields = try ProtobufFields(bytes, integers: [1, 4], texts: [2, 3, 5, 6, 7])
        logIndex = try fields.integer(1)
        if let bytes = fields.last(3) {
            let kind = try ProtobufFields(bytes, texts: [1, 2])
            guard try kind.bytes(1).elementsEqual(HashedRekord.kind.utf8),
                try kind.bytes(2).elementsEqual(HashedRekord.version.utf8)
            else { throw ByteReader.Malformed() }
        }
        logID = Array(try ProtobufFields(try fields.bytes(2), texts: [1]).bytes(1))
        integratedTime = try fields.integer(4)
        signedEntryTimestamp = Array(try ProtobufFields(try fields.bytes(5), texts: [1]).bytes(1))
        body = fields.last(7).map(Array.init)
        guard let proofBytes = fields.last(6) else {
            inclusion = nil
            return
        }
        let proof = try ProtobufFields(proofBytes, integers: [1, 3], texts: [2, 4, 5], repeated: [4])
        guard let index = UInt64(exactly: try proof.integer(1)), let size = UInt64(exactly: try proof.integer(3)) else {
            throw ByteReader.Malformed()
        }
        inclusion = InclusionProof(
            index: index, treeSize: size, rootHash: Array(try proof.bytes(2)), hashes: proof.all(4).map(Array.init),
            checkpoint: Array(try ProtobufFields(try proof.bytes(5), texts: [1]).bytes(1)))
    }

    /// Whether a log has signed that it knows the content since `integratedTime`, and what it says of its tree holds.
    func isProven(for expected: [UInt8], by keys: TransparencyLogKeys) -> Bool {
        if let body, body != expected { return false }
        // The names of the members are in the order of the alphabet: the log signs JSON in canonical form (RFC 8785).
        let promise = """
            {"body":"\(Base64.text(expected))","integratedTime":\(integratedTime),"logID":"\(logID.lowerHexadecimal)",\
            "logIndex":\(logIndex)}
            """
        guard keys.isSigned(Array(promise.utf8), signature: signedEntryTimestamp, by: logID) else { return false }
        return inclusion.map { $0.holds(for: expected, of: logID, keys) } ?? true
    }
}
