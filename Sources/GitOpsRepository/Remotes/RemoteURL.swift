/// Where a remote repository is, without anything secret.
///
/// Understood are `https://`, `http://`, `ssh://` and `file://` addresses, the short form of SSH
/// (`git@example.com:shop.git`) and paths of this machine. Addresses with a password are refused, so that none reaches a
/// log: see `RemoteCredentials`.
///
/// Source: the section "Git URLs" of git-clone(1).
public struct RemoteURL: Sendable, Hashable {
    /// How the repository is reached.
    public enum Scheme: String, Sendable, Hashable {
        case https, http, ssh, file
    }

    /// How the repository is reached.
    public let scheme: Scheme
    /// The user that SSH logs in as.
    public let user: String?
    /// The host in lower case; empty for a path of this machine.
    public let host: String
    /// The port where it is not the usual one.
    public let port: Int?
    /// The path; of the short form of SSH it is relative to the user's folder and begins with no `/`.
    public let path: String

    /// Reads an address.
    ///
    /// - Throws: `GitError`: `invalidRemote`, whose text does not repeat the address.
    public init(_ text: String) throws(GitError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Self.invalid("it is empty or has blanks or control characters")
        }
        if let end = bytes.firstIndex(of: "://") {
            guard let scheme = Scheme(rawValue: String(decoding: bytes[..<end], as: UTF8.self).lowercased()) else {
                throw Self.invalid("the scheme is none of https, http, ssh and file")
            }
            try self.init(scheme: scheme, rest: bytes[(end + 3)...])
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), !bytes[..<colon].contains(UInt8(ascii: "/")) {
            // `ext::COMMAND` would run a command.
            guard bytes[(colon + 1)...].first != UInt8(ascii: ":") else {
                throw Self.invalid("transports that run a command are not allowed")
            }
            try self.init(scheme: .ssh, authority: bytes[..<colon], path: bytes[(colon + 1)...])
        } else {
            try self.init(scheme: .file, authority: [], path: bytes[...])
        }
    }

    private init(scheme: Scheme, rest: ArraySlice<UInt8>) throws(GitError) {
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let path = scheme == .file ? try Self.decoded(rest[slash...]) : rest[slash...]
        try self.init(scheme: scheme, authority: rest[..<slash], path: path)
    }

    /// The path that a `file://` address means: Git reads `%41` in it as `A`.
    private static func decoded(_ bytes: ArraySlice<UInt8>) throws(GitError) -> ArraySlice<UInt8> {
        var result: ArraySlice<UInt8> = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16), value >= 0x20 else {
                throw invalid("'%' is followed by two hexadecimal digits")
            }
            result.append(value)
            rest = rest.dropFirst(2)
        }
        return result
    }

    private init(scheme: Scheme, authority: ArraySlice<UInt8>, path: ArraySlice<UInt8>) throws(GitError) {
        var place = authority
        var user: String?
        if let at = place.lastIndex(of: UInt8(ascii: "@")) {
            guard !place[..<at].contains(UInt8(ascii: ":")) else {
                throw Self.invalid("it has a password; give it as credentials instead")
            }
            // Before HTTP, what stands there may be a token.
            guard scheme == .ssh else { throw Self.invalid("it names a user; give credentials instead") }
            user = String(decoding: place[..<at], as: UTF8.self)
            place = place[(at + 1)...]
        }
        let (host, port) = try Self.hostAndPort(place)
        guard (scheme == .file) == host.isEmpty else {
            throw Self.invalid(scheme == .file ? "a file address has no host" : "it has no host")
        }
        guard !path.isEmpty, path.first != UInt8(ascii: "-") else {
            throw Self.invalid("it has no path, or one that begins with '-'")
        }
        if let user, user.isEmpty || user.utf8.first == UInt8(ascii: "-") { throw Self.invalid("the user is empty") }
        self.scheme = scheme
        self.user = user
        self.host = host
        self.port = port
        self.path = String(decoding: path, as: UTF8.self)
    }

    private static func hostAndPort(_ bytes: ArraySlice<UInt8>) throws(GitError) -> (String, Int?) {
        var host = bytes
        var port: Int?
        let end = bytes.lastIndex(of: UInt8(ascii: "]")) ?? bytes.startIndex
        if let colon = bytes[end...].lastIndex(of: UInt8(ascii: ":")) {
            host = bytes[..<colon]
            port = Int(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
            guard let port, (1...65_535).contains(port) else { throw invalid("the port is no number up to 65535") }
        }
        let isAddress = host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
        let isPlain = host.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): isAddress
            default: false
            }
        }
        guard isPlain, host.first != UInt8(ascii: "-") else { throw invalid("the host has characters not allowed") }
        return (String(decoding: host, as: UTF8.self).lowercased(), port)
    }

    private static func invalid(_ detail: String) -> GitError {
        GitError(.invalidRemote, repository: "", detail: detail)
    }

    /// Whether another address is reached with the same credentials: the same scheme, host and port.
    func isSameHost(as other: RemoteURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }
}

extension RemoteURL: CustomStringConvertible {
    /// The address as Git reads it.
    public var description: String {
        let user = user.map { "\($0)@" } ?? ""
        let port = port.map { ":\($0)" } ?? ""
        switch scheme {
        case .file:
            guard path.utf8.first == UInt8(ascii: "/") else { return path }
            let parts = path.utf8.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
            return "file://" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "%25")
        case .ssh where path.utf8.first != UInt8(ascii: "/") && self.port == nil: return "\(user)\(host):\(path)"
        case .https, .http, .ssh:
            let slash = path.utf8.first == UInt8(ascii: "/") ? "" : "/"
            return "\(scheme.rawValue)://\(user)\(host)\(port)\(slash)\(path)"
        }
    }
}

extension Array<UInt8> {
    fileprivate func firstIndex(of text: String) -> Int? {
        let wanted = Array(text.utf8)
        guard count >= wanted.count else { return nil }
        return (0...count - wanted.count).first { self[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
