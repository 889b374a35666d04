import GitOpsManifest

extension ParsedURL {
    /// Reads a URL as the function `url` does: absolute or a path from the root, with or without a fragment.
    ///
    /// Source: `stringToUrl` in `k8s.io/apiserver/pkg/cel/library/urls.go`.
    init(parsing text: String) throws(URLSyntaxError) {
        try Self.check(text)
        let bytes = Array(text.utf8)
        let hash = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.endIndex
        do throws(URLSyntaxError) {
            self = try Self.parse(Array(bytes[..<hash]), inRequest: false)
            fragment = try EscapedPart(bytes[hash...].dropFirst(), .fragment)
        } catch {
            throw URLSyntaxError("parse \(text.goQuoted): \(error.message)")
        }
    }

    /// Whether `url.ParseRequestURI` takes the text.
    static func check(_ text: String) throws(URLSyntaxError) {
        do throws(URLSyntaxError) {
            _ = try parse(Array(text.utf8), inRequest: true)
        } catch {
            throw URLSyntaxError("parse \(text.goQuoted): \(error.message)")
        }
    }

    private static func parse(_ text: [UInt8], inRequest: Bool) throws(URLSyntaxError) -> ParsedURL {
        if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw URLSyntaxError("net/url: invalid control character in URL")
        }
        if text.isEmpty && inRequest { throw URLSyntaxError("empty url") }
        var url = ParsedURL()
        if text == [UInt8(ascii: "*")] {
            url.path.decoded = text
            return url
        }
        var rest = try url.takeScheme(text)
        url.takeQuery(&rest)
        if rest.first != UInt8(ascii: "/") {
            if !url.scheme.isEmpty {
                url.opaque = Array(rest)
                return url
            }
            if inRequest { throw URLSyntaxError("invalid URI for request") }
            // `cache_object:foo` would look like a scheme that is none.
            if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                throw URLSyntaxError("first path segment in URL cannot contain colon")
            }
        }
        let mayHaveHost = !url.scheme.isEmpty || !inRequest && !rest.starts(with: "///".utf8)
        if mayHaveHost && rest.starts(with: "//".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest[authority.endIndex...]
            try url.takeAuthority(authority)
        } else if !url.scheme.isEmpty && rest.first == UInt8(ascii: "/") {
            url.omitsHost = true
        }
        url.path = try EscapedPart(rest, .path)
        return url
    }

    /// Takes `scheme:` off the front, if there is one.
    private mutating func takeScheme(_ text: [UInt8]) throws(URLSyntaxError) -> ArraySlice<UInt8> {
        for (index, byte) in text.enumerated() {
            switch byte {
            case _ where byte.isLowercaseLetter || byte.isUppercaseLetter: continue
            case _
            where byte.isDecimalDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "."):
                if index == 0 { return text[...] }
            case UInt8(ascii: ":"):
                if index == 0 { throw URLSyntaxError("missing protocol scheme") }
                scheme = text[..<index].map { $0.isUppercaseLetter ? $0 + 32 : $0 }
                return text[(index + 1)...]
            default: return text[...]
            }
        }
        return text[...]
    }

    private mutating func takeQuery(_ rest: inout ArraySlice<UInt8>) {
        guard let mark = rest.firstIndex(of: UInt8(ascii: "?")) else { return }
        hasEmptyQuery = mark == rest.endIndex - 1
        rawQuery = Array(rest[(mark + 1)...])
        rest = rest[..<mark]
    }

    private mutating func takeAuthority(_ authority: ArraySlice<UInt8>) throws(URLSyntaxError) {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try hostAndPort(authority)
            return
        }
        host = try hostAndPort(authority[(at + 1)...])
        let info = authority[..<at]
        let isValid = info.allSatisfy { $0.isLetterOrDigit || Self.userInfoBytes.contains($0) }
        guard isValid else { throw URLSyntaxError("net/url: invalid userinfo") }
        let colon = info.firstIndex(of: UInt8(ascii: ":"))
        user = UserInfo(name: try PercentEncoding.userInfo.decode(info[..<(colon ?? info.endIndex)]))
        if let colon { user?.password = try PercentEncoding.userInfo.decode(info[(colon + 1)...]) }
    }

    private static let userInfoBytes = Array("-._:~!$&'()*+,;=%@".utf8)

    private func hostAndPort(_ text: ArraySlice<UInt8>) throws(URLSyntaxError) -> [UInt8] {
        if let bracket = text.lastIndex(of: UInt8(ascii: "[")) {
            guard bracket == text.startIndex else { throw URLSyntaxError("invalid IP-literal") }
            return try literalHost(text)
        }
        if let first = text.firstIndex(of: UInt8(ascii: ":")) {
            // Lists of hosts, as databases use them, have colons inside; HTTP has no such lists.
            let isHTTP = scheme.elementsEqual("http".utf8) || scheme.elementsEqual("https".utf8)
            let colon = isHTTP ? first : text.lastIndex(of: UInt8(ascii: ":")) ?? first
            try Self.checkPort(text[colon...])
        }
        return try PercentEncoding.host.decode(text)
    }

    /// A version 6 address in brackets, perhaps with a zone, and a port.
    private func literalHost(_ text: ArraySlice<UInt8>) throws(URLSyntaxError) -> [UInt8] {
        guard let end = text.lastIndex(of: UInt8(ascii: "]")) else {
            throw URLSyntaxError("missing ']' in host")
        }
        let port = text[(end + 1)...]
        try Self.checkPort(port)
        let inner = text[..<end].dropFirst()
        let zone = inner.indices.first { inner[$0...].starts(with: "%25".utf8) } ?? inner.endIndex
        let name =
            try PercentEncoding.host.decode(inner[..<zone]) + PercentEncoding.zone.decode(inner[zone...])
        let address: IPAddress
        do throws(NetworkSyntaxError) {
            address = try IPAddress.parse(name).0
        } catch {
            throw URLSyntaxError("invalid host: \(error.message)")
        }
        if address.isVersion4 { throw URLSyntaxError("invalid IP-literal") }
        return [UInt8(ascii: "[")] + name + [UInt8(ascii: "]")] + port
    }

    private static func checkPort(_ text: ArraySlice<UInt8>) throws(URLSyntaxError) {
        guard isOptionalPort(text) else {
            throw URLSyntaxError("invalid port \(String(decoding: text, as: UTF8.self).goQuoted) after host")
        }
    }
}

extension ParsedURL.EscapedPart {
    init(_ text: ArraySlice<UInt8>, _ encoding: PercentEncoding) throws(URLSyntaxError) {
        decoded = try encoding.decode(text)
        if !encoding.encode(decoded).elementsEqual(text) { written = Array(text) }
    }
}
