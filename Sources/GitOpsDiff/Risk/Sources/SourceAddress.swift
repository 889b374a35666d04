import GitOpsManifest

/// The address of a repository, so that spellings of the same one are told from another one.
///
/// `https://github.com/shop/web.git`, `git@github.com:shop/web` and `ssh://git@GitHub.com:22/shop/web/` are one. Whether the server tells
/// `shop` from `Shop` is its own matter: such addresses are two.
struct SourceAddress: Hashable {
    private let host: String
    private let path: ExactText

    init(_ text: String) {
        var rest = text.trimmingSpaces[...]
        let scheme = rest.firstRange(of: "://").map { range in
            defer { rest = rest[range.upperBound...] }
            return rest[..<range.lowerBound].lowercased()
        }
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<end]
        var path = rest[end...]
        // `git@host:path` has no scheme, and its colon does not begin a port.
        if scheme == nil, let colon = rest[..<end].lastIndex(of: ":") {
            authority = rest[..<colon]
            path = rest[rest.index(after: colon)...]
        }
        if let user = authority.lastIndex(of: "@") { authority = authority[authority.index(after: user)...] }
        var host = authority.lowercased()
        for port in [":22", ":443", ":80", ":9418"] where host.hasSuffix(port) {
            host.removeLast(port.utf8.count)
            break
        }
        self.host = host
        var name = path.drop { $0 == "/" }
        while name.last == "/" { name = name.dropLast() }
        if name.hasSuffix(".git") { name = name.dropLast(4) }
        self.path = ExactText(String(name))
    }

    /// Whether everybody on the way can change what is fetched.
    static func isUnprotected(_ text: String) -> Bool {
        let text = text.trimmingSpaces.lowercased()
        return ["http://", "git://", "ftp://"].contains { text.hasPrefix($0) }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self[...].drop { $0 == " " }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
