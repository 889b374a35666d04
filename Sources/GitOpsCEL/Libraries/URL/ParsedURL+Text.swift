extension ParsedURL: Hashable {
    /// Two URLs are equal when they are written the same, as in Kubernetes.
    package static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension ParsedURL: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The URL put together again.
    ///
    /// Source: `URL.String` in `net/url/url.go`.
    var bytes: [UInt8] {
        var result: [UInt8] = []
        if !scheme.isEmpty { result += scheme + [UInt8(ascii: ":")] }
        if opaque.isEmpty {
            appendHierarchy(&result)
        } else {
            result += opaque
        }
        if hasEmptyQuery || !rawQuery.isEmpty { result += [UInt8(ascii: "?")] + rawQuery }
        if !fragment.decoded.isEmpty { result += [UInt8(ascii: "#")] + fragment.escaped(.fragment) }
        return result
    }

    private func appendHierarchy(_ result: inout [UInt8]) {
        let hasAuthority = !host.isEmpty || user != nil
        if !scheme.isEmpty || hasAuthority, !(omitsHost && !hasAuthority) {
            if hasAuthority || !path.decoded.isEmpty { result += "//".utf8 }
            if let user {
                result += PercentEncoding.userInfo.encode(user.name)
                if let password = user.password {
                    result += [UInt8(ascii: ":")] + PercentEncoding.userInfo.encode(password)
                }
                result.append(UInt8(ascii: "@"))
            }
            result += PercentEncoding.host.encode(host)
        }
        let path = escapedPath
        if let first = path.first, first != UInt8(ascii: "/"), !host.isEmpty { result.append(UInt8(ascii: "/")) }
        if result.isEmpty && path.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
            result += "./".utf8
        }
        result += path
    }
}
