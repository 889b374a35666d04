import GitOpsManifest

/// A URL in its parts.
///
/// Source: `url.URL` in Go's `net/url/url.go`, which the function `url` of Kubernetes is defined by.
package struct ParsedURL: Sendable {
    var scheme: [UInt8] = []
    /// What follows the scheme when it does not begin with a slash.
    var opaque: [UInt8] = []
    var user: UserInfo?
    /// Name and port.
    var host: [UInt8] = []
    /// Whether there was a path right after the scheme, without `//`.
    var omitsHost = false
    var path: EscapedPart = EscapedPart()
    /// Whether there is a question mark with nothing behind it.
    var hasEmptyQuery = false
    /// Without the question mark, as it was written.
    var rawQuery: [UInt8] = []
    var fragment: EscapedPart = EscapedPart()

    struct UserInfo: Hashable, Sendable {
        var name: [UInt8]
        var password: [UInt8]?
    }

    /// A part without escapes, and as it was written when that is not the usual way to escape it.
    struct EscapedPart: Hashable, Sendable {
        var decoded: [UInt8] = []
        var written: [UInt8] = []
    }
}

extension ParsedURL {
    var escapedPath: [UInt8] {
        // The path of a request about the server itself is never escaped.
        if path.written.isEmpty && path.decoded == [UInt8(ascii: "*")] { return path.decoded }
        return path.escaped(.path)
    }

    /// The host without its port, and without the brackets of a version 6 address.
    var hostName: ArraySlice<UInt8> {
        let name = splitHost.name
        guard name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") else { return name }
        return name.dropFirst().dropLast()
    }

    /// The port's digits; empty when there is none.
    var port: ArraySlice<UInt8> { splitHost.port }

    private var splitHost: (name: ArraySlice<UInt8>, port: ArraySlice<UInt8>) {
        guard let colon = host.lastIndex(of: UInt8(ascii: ":")), Self.isOptionalPort(host[colon...]) else {
            return (host[...], [])
        }
        return (host[..<colon], host[(colon + 1)...])
    }

    /// Nothing, or a colon and digits.
    static func isOptionalPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(\.isDecimalDigit)
    }

    /// Names and values of the query in their order; pairs that cannot be read are left out, as Go leaves them out.
    var queryItems: [(name: [UInt8], value: [UInt8])] {
        let pairs = rawQuery.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        guard pairs.count <= Self.mostQueryItems else { return [] }
        return pairs.compactMap { pair in
            guard !pair.isEmpty, !pair.contains(UInt8(ascii: ";")) else { return nil }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = try? PercentEncoding.queryComponent.decode(pair[..<equals]),
                let value = try? PercentEncoding.queryComponent.decode(pair[equals...].dropFirst())
            else { return nil }
            return (name, value)
        }
    }

    /// The limit of Go since 1.25.6; a longer query has no parameters.
    static let mostQueryItems = 10_000
}

extension ParsedURL.EscapedPart {
    func escaped(_ encoding: PercentEncoding) -> [UInt8] {
        if !written.isEmpty && encoding.isValidEncoded(written) { return written }
        return encoding.encode(decoded)
    }
}
