/// The path of a file as a URI reference. Source: RFC 3986.
struct RelativeURI {
    /// The reference, percent-encoded.
    let text: String
    /// Whether it is relative to the folder that was looked at.
    let isRelative: Bool

    /// `nil` for an empty path.
    init?(path: String) {
        guard !path.isEmpty else { return nil }
        isRelative = path.utf8.first != UInt8(ascii: "/")
        var trimmed = Substring(path)
        while trimmed.utf8.starts(with: "./".utf8), trimmed.utf8.count > 2 { trimmed = trimmed.dropFirst(2) }
        text = (isRelative ? "" : "file://") + Self.encoded(String(trimmed))
    }

    private static func encoded(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Unreserved characters and the slash: a colon in a first segment would read as a scheme.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
