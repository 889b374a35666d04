import GitOpsManifest

/// Passwords and tokens inside addresses, which nobody means to publish with a finding.
package enum AddressCredentials {
    /// What stands for what is left out.
    private static let mask: [UInt8] = Array("***".utf8)

    /// Ends of names of query parameters whose values are left out.
    private static let names = [
        "token", "password", "passwd", "secret", "key", "signature", "sig", "credential", "auth",
    ]

    /// A text whose addresses have neither user information (`https://***@host`) nor values of parameters that are named
    /// like passwords (`?token=***`). Complexity: O(bytes).
    package static func masked(_ text: String) -> String {
        // Most texts have no address.
        guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while let start = addressStart(bytes, from: index) {
            let end = addressEnd(bytes, from: start)
            let authorityEnd = bytes[start..<end].firstIndex { "/?#".utf8.contains($0) } ?? end
            if let at = bytes[start..<authorityEnd].lastIndex(of: UInt8(ascii: "@")), at > start {
                result += bytes[copied..<start] + mask
                copied = at
            }
            for value in parameterValues(bytes, authorityEnd..<end) {
                result += bytes[copied..<value.lowerBound] + mask
                copied = value.upperBound
            }
            index = end
        }
        return copied == 0 ? text : String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// Where the next address goes on behind `://`.
    private static func addressStart(_ bytes: [UInt8], from index: Int) -> Int? {
        var index = index
        while index + 3 <= bytes.count {
            if bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            {
                return index + 3
            }
            index += 1
        }
        return nil
    }

    /// Blanks and what addresses are quoted with end them.
    private static func addressEnd(_ bytes: [UInt8], from start: Int) -> Int {
        bytes[start...].firstIndex { $0 <= 0x20 || "\"'`<>".utf8.contains($0) } ?? bytes.count
    }

    private static func parameterValues(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        guard let query = bytes[range].firstIndex(of: UInt8(ascii: "?")) else { return [] }
        var found: [Range<Int>] = []
        var start = query + 1
        while start < range.upperBound {
            let end = bytes[start..<range.upperBound].firstIndex { "&;#".utf8.contains($0) } ?? range.upperBound
            if let equal = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")), equal + 1 < end {
                let name = String(decoding: bytes[start..<equal], as: UTF8.self).lowercased()
                if names.contains(where: name.hasSuffix) { found.append(equal + 1..<end) }
            }
            start = end + 1
        }
        return found
    }
}
