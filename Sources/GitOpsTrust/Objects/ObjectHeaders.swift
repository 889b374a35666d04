/// The headers of a commit or tag. Those that Git reads may stand once, and in the order in which Git writes them.
struct ObjectHeaders {
    private(set) var author: SigningPerson?
    private(set) var committer: SigningPerson?
    /// The value of the header with the signature for this object format, continuation lines joined.
    private(set) var signature: [UInt8]?
    /// The whole object without the headers that hold signatures.
    private(set) var withoutSignatures: [UInt8] = []
    /// Where the message begins.
    private(set) var messageStart = 0

    /// Headers that Git writes at the beginning, in this order; a commit may repeat `parent`.
    private static let order: [SignedObject.Kind: [String]] = [
        .commit: ["tree", "parent", "author", "committer"], .tag: ["object", "type", "tag", "tagger"],
    ]

    /// Headers that may stand once. Others, such as `mergetag` and those of other tools, may repeat.
    private static let single: Set<String> = [
        "tree", "author", "committer", "object", "type", "tag", "tagger", "encoding", "gpgsig", "gpgsig-sha256",
    ]

    init(_ bytes: [UInt8], kind: SignedObject.Kind) throws(SignedObjectError) {
        var scan = HeaderScan(bytes: bytes, kind: kind)
        withoutSignatures.reserveCapacity(bytes.count)
        let order = Self.order[kind] ?? []
        var position = 0
        var seen: Set<String> = []
        var usesSHA256 = false
        while let header = try scan.next() {
            let isSignature = header.name == "gpgsig" || header.name == "gpgsig-sha256"
            if !isSignature { withoutSignatures += bytes[header.range] }
            guard seen.insert(header.name).inserted || !Self.single.contains(header.name) else {
                throw scan.error(.repeatedHeader(header.name), at: header.range.lowerBound)
            }
            if let place = order.firstIndex(of: header.name) {
                // A header after its place would be read by some and overlooked by others.
                guard place >= position else {
                    throw scan.error(.misplacedHeader(header.name), at: header.range.lowerBound)
                }
                position = place
            } else {
                position = order.count
            }
            switch header.name {
            case "tree", "object", "parent":
                guard Self.isObjectName(header.value) else {
                    throw scan.error(.malformedHeader(header.name), at: header.range.lowerBound)
                }
                if header.name != "parent" { usesSHA256 = header.value.count == 64 }
            case "author": author = try scan.person(header)
            case "committer", "tagger": committer = try scan.person(header)
            case "gpgsig" where kind == .commit && !usesSHA256: signature = header.joinedValue
            case "gpgsig-sha256" where kind == .commit && usesSHA256: signature = header.joinedValue
            default: break
            }
        }
        // Tags of old had no tagger.
        for name in order where name != "parent" && name != "tagger" && !seen.contains(name) {
            throw scan.error(.missingHeader(name), at: scan.offset)
        }
        messageStart = scan.offset
        withoutSignatures += bytes[min(scan.bodyStart, bytes.count)...]
    }

    private static func isObjectName(_ value: ArraySlice<UInt8>) -> Bool {
        (value.count == 40 || value.count == 64)
            && value.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

/// One header after the other.
private struct HeaderScan {
    let bytes: [UInt8]
    let kind: SignedObject.Kind
    /// Where the next line begins.
    private(set) var offset = 0
    /// Where the empty line after the headers begins, or the end.
    private(set) var bodyStart = 0

    init(bytes: [UInt8], kind: SignedObject.Kind) {
        self.bytes = bytes
        self.kind = kind
    }

    struct Header {
        let name: String
        /// The whole header with its line ends.
        let range: Range<Int>
        /// The value on the first line.
        let value: ArraySlice<UInt8>
        /// The values of the continuation lines, without the blank in front.
        let continuations: [ArraySlice<UInt8>]

        var joinedValue: [UInt8] {
            var joined = Array(value)
            joined.append(UInt8(ascii: "\n"))
            for line in continuations {
                joined += line
                joined.append(UInt8(ascii: "\n"))
            }
            return joined
        }
    }

    func error(_ problem: SignedObjectError.Problem, at offset: Int) -> SignedObjectError {
        SignedObjectError(problem, kind: kind, byteOffset: offset)
    }

    func person(_ header: Header) throws(SignedObjectError) -> SigningPerson {
        guard header.continuations.isEmpty, let person = SigningPerson(header.value) else {
            throw error(.malformedHeader(header.name), at: header.range.lowerBound)
        }
        return person
    }

    /// The next header, or `nil` before the message.
    mutating func next() throws(SignedObjectError) -> Header? {
        bodyStart = offset
        guard offset < bytes.count else { return nil }
        let start = offset
        let line = try takeLine()
        guard let first = line.first else { return nil }
        guard first != UInt8(ascii: " "), let blank = line.firstIndex(of: UInt8(ascii: " ")) else {
            throw error(.malformedLine, at: start)
        }
        var continuations: [ArraySlice<UInt8>] = []
        while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") {
            continuations.append(try takeLine().dropFirst())
        }
        return Header(
            name: String(decoding: line[..<blank], as: UTF8.self), range: start..<offset, value: line[(blank + 1)...],
            continuations: continuations)
    }

    private mutating func takeLine() throws(SignedObjectError) -> ArraySlice<UInt8> {
        guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else {
            throw error(.unfinishedLine, at: offset)
        }
        defer { offset = end + 1 }
        return bytes[offset..<end]
    }
}
