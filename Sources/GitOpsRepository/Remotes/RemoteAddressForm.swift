/// The parts of a remote's address as Git divides it, before anything of them is trusted.
///
/// Every address goes through here, wherever it comes from, so that two readers never see two hosts in one text.
///
/// Source: the section "Git URLs" of git-clone(1).
struct RemoteAddressForm {
    /// The scheme in lower case; `ssh` for the short form, `nil` for a path of this machine.
    let scheme: String?
    /// What stands before the last `@` of the authority: a user, and maybe a password or token.
    let user: String?
    /// In lower case, an IPv6 address with its brackets; empty for a path.
    let host: String
    let port: Int?
    /// As it is written, with its first `/`; the short form of SSH may have none.
    let path: String

    /// - Throws: `GitError`: `invalidRemote`, whose text does not repeat the address.
    init(_ text: String) throws(GitError) {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(Self.isVisible) else {
            throw Self.invalid("it is empty or has blanks or control characters")
        }
        let bytes = Array(text.utf8)
        if let end = Self.schemeEnd(bytes) {
            let rest = bytes[(end + 3)...]
            let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            let scheme = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
            try self.init(scheme: scheme, authority: rest[..<slash], path: rest[slash...])
        } else if let colon = try Self.shortFormColon(bytes) {
            try self.init(scheme: "ssh", authority: bytes[..<colon], path: bytes[(colon + 1)...])
        } else {
            self.init(localPath: text)
        }
    }

    private init(localPath: String) { (scheme, user, host, port, path) = (nil, nil, "", nil, localPath) }

    private init(scheme: String, authority: ArraySlice<UInt8>, path: ArraySlice<UInt8>) throws(GitError) {
        var place = authority
        var user: String?
        if let at = place.lastIndex(of: UInt8(ascii: "@")) {
            user = String(decoding: place[..<at], as: UTF8.self)
            place = place[(at + 1)...]
        }
        self.scheme = scheme
        self.user = user
        (host, port) = try Self.hostAndPort(place)
        guard !host.isEmpty || (user == nil && port == nil) else { throw Self.invalid("it has no host") }
        self.path = String(decoding: path, as: UTF8.self)
    }

    static func invalid(_ detail: String) -> GitError { GitError(.invalidRemote, repository: "", detail: detail) }

    // MARK: Where the parts end

    /// Where `://` begins; `nil` where what stands before it is no scheme (RFC 3986, section 3.1).
    private static func schemeEnd(_ bytes: [UInt8]) -> Int? {
        let end = bytes.firstIndex { byte in
            !isLetterOrDigit(byte) && ![UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
        }
        guard let end, bytes[end...].starts(with: "://".utf8) else { return nil }
        return end
    }

    /// The colon that ends the host of the short form of SSH: the first one outside of brackets and before any slash.
    private static func shortFormColon(_ bytes: [UInt8]) throws(GitError) -> Int? {
        let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        let head = bytes[..<slash]
        var start = head.startIndex
        let host = head.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? head.startIndex
        if host < head.endIndex, head[host] == UInt8(ascii: "[") {
            start = head[host...].firstIndex(of: UInt8(ascii: "]")) ?? host
        }
        guard let colon = head[start...].firstIndex(of: UInt8(ascii: ":")) else {
            // Git would not take it for a path.
            guard !head.contains(UInt8(ascii: ":")) else { throw invalid("a host in brackets is followed by ':'") }
            return nil
        }
        guard !head[colon...].contains(UInt8(ascii: "@")) else {
            throw invalid("it has a password, or an '@' behind the host")
        }
        // `ext::COMMAND` would run a command.
        guard colon + 1 == bytes.endIndex || bytes[colon + 1] != UInt8(ascii: ":") else {
            throw invalid("transports that run a command are not allowed")
        }
        return colon
    }

    private static func hostAndPort(_ bytes: ArraySlice<UInt8>) throws(GitError) -> (String, Int?) {
        var host = bytes
        var port: Int?
        let end = bytes.lastIndex(of: UInt8(ascii: "]")) ?? bytes.startIndex
        if let colon = bytes[end...].lastIndex(of: UInt8(ascii: ":")) {
            host = bytes[..<colon]
            let digits = bytes[(colon + 1)...]
            port = digits.allSatisfy(isDigit) ? Int(String(decoding: digits, as: UTF8.self)) : nil
            guard let port, (1...65_535).contains(port) else { throw invalid("the port is no number up to 65535") }
        }
        guard isName(host) || isAddress(host) else { throw invalid("the host has characters not allowed") }
        return (String(decoding: host, as: UTF8.self).lowercased(), port)
    }

    // MARK: Characters

    /// Neither a blank nor a control character: such a text is never meant, and could change what a terminal or log
    /// shows.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
    }

    /// Whether it may be the name of a host, or an IPv4 address; an empty one may be missing.
    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.first != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                isLetterOrDigit(byte) || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
            }
    }

    /// Whether it is shaped as an IPv6 address in brackets. With one colon, Git would take what follows it for a port.
    private static func isAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else { return false }
        let inner = bytes.dropFirst().dropLast()
        return inner.count { $0 == UInt8(ascii: ":") } >= 2
            && inner.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
                    UInt8(ascii: ":"), UInt8(ascii: "."):
                    true
                default: isDigit(byte)
                }
            }
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension RemoteAddressForm {
    /// The address as it may be shown to anybody, without what identifies a user; `nil` for one that is of this machine
    /// or reached in another way than forges are.
    var shownText: String? {
        guard let scheme, ["https", "http", "ssh", "git"].contains(scheme), !host.isEmpty else { return nil }
        let end = path.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? path.utf8.endIndex
        // An `@` in the path may end a password that has a slash.
        guard !path[..<end].utf8.contains(UInt8(ascii: "@")) else { return nil }
        let trimmed = path[..<end].drop { $0 == "/" }
        let port = port.map { ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(port)\(trimmed.isEmpty ? "" : "/\(trimmed)")"
    }
}
