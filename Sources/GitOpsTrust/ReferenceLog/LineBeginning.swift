import GitOpsManifest

/// Tells a line of a log that was not written to its end from anything else that may end a file.
///
/// A crash leaves the beginning of a line and nothing that differs from it. Only that may be taken away: another file
/// that was named by mistake, or a line that was changed, is not for us to mend.
struct LineBeginning {
    private enum End: Error {
        /// The bytes end here, and up to here they are those of a line.
        case here
        case elsewhere
    }

    private let bytes: ArraySlice<UInt8>
    private var rest: ArraySlice<UInt8>

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        rest = bytes
    }

    /// Whether bytes are the beginning of the line with a number that follows the one with a hash, and not all of it.
    static func matches(_ bytes: ArraySlice<UInt8>, sequence: Int, previous: String) -> Bool {
        guard bytes.count < ReferenceLog.maximumLineBytes else { return false }
        var reader = LineBeginning(bytes)
        do throws(End) {
            try reader.readLine(sequence: sequence, previous: previous)
            return false
        } catch {
            return error == .here
        }
    }

    /// Whether a file with these bytes at its start may be a log.
    static func mayBeginLog(_ bytes: some Collection<UInt8>) -> Bool {
        let start = Array("{\"sequence\":".utf8)
        return start.starts(with: bytes.prefix(start.count))
    }

    private mutating func readLine(sequence: Int, previous: String) throws(End) {
        try read("{\"sequence\":\(sequence),\"time\":\"")
        try read { (0x30...0x3A).contains($0) || "-TZ".utf8.contains($0) }
        try read("\",")
        if try read(oneOf: ["\"remote\":\"", "\"repair\":"]) == 0 {
            try readString()
            try read(",\"reference\":\"")
            try readString()
            try read(",\"old\":")
            try readID()
            try read(",\"new\":")
            try readID()
            try read(",\"event\":\"")
            try read { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
            try read("\"")
        } else {
            try read { (0x30...0x39).contains($0) }
        }
        try read(",\"previous\":\"\(previous)\"")
        let text = bytes[..<rest.startIndex]
        try read(",\"hash\":\"\(HashChain.hash(text + [UInt8(ascii: "}")]))\"}")
    }

    private mutating func read(_ text: String) throws(End) {
        _ = try read(oneOf: [text])
    }

    /// The number of the text that stands here.
    private mutating func read(oneOf texts: [String]) throws(End) -> Int {
        var endsHere = false
        for (number, text) in texts.enumerated() {
            let here = rest.prefix(text.utf8.count)
            guard text.utf8.starts(with: here) else { continue }
            if here.count == text.utf8.count {
                rest = rest.dropFirst(here.count)
                return number
            }
            endsHere = true
        }
        throw endsHere ? .here : .elsewhere
    }

    /// One byte at least.
    private mutating func read(while isMeant: (UInt8) -> Bool) throws(End) {
        guard let first = rest.first else { throw .here }
        guard isMeant(first) else { throw .elsewhere }
        rest = rest.drop(while: isMeant)
    }

    /// The rest of a string and the quotation mark behind it.
    private mutating func readString() throws(End) {
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): if rest.popFirst() == nil { throw .here }
            case 0..<0x20: throw .elsewhere
            default: break
            }
        }
        throw .here
    }

    private mutating func readID() throws(End) {
        guard try read(oneOf: ["null", "\""]) == 1 else { return }
        let digits = rest.prefix(Self.idDigits)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { throw .elsewhere }
        rest = rest.dropFirst(digits.count)
        if digits.count < Self.idDigits { throw .here }
        try read("\"")
    }

    private static let idDigits = 40
}
