/// Where a remote repository is, without anything secret.
///
/// Understood are `https://`, `http://`, `ssh://` and `file://` addresses, the short form of SSH
/// (`git@example.com:shop.git`) and paths of this machine. Addresses with a password are refused, so that none reaches
/// a log: see `RemoteCredentials`.
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
        let form = try RemoteAddressForm(text)
        guard let scheme = form.scheme.map({ Scheme(rawValue: $0) }) ?? .file else {
            throw RemoteAddressForm.invalid("the scheme is none of https, http, ssh and file")
        }
        try Self.check(user: form.user, scheme)
        guard (scheme == .file) == form.host.isEmpty else {
            throw RemoteAddressForm.invalid(scheme == .file ? "a file address has no host" : "it has no host")
        }
        guard !form.path.isEmpty, form.path.utf8.first != UInt8(ascii: "-") else {
            throw RemoteAddressForm.invalid("it has no path, or one that begins with '-'")
        }
        if scheme == .https || scheme == .http {
            // A query may hold a token, and no server of Git wants one.
            let isPlain = form.path.utf8.allSatisfy { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            guard isPlain else { throw RemoteAddressForm.invalid("it has a query; give a token as credentials") }
        }
        self.scheme = scheme
        user = form.user
        host = form.host
        port = form.port
        path = form.scheme == "file" ? try Self.decoded(form.path) : form.path
    }

    /// Whether the host is this machine.
    var isLoopback: Bool {
        let plain = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        if plain == "localhost" || plain == "::1" { return true }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func check(user: String?, _ scheme: Scheme) throws(GitError) {
        guard let user else { return }
        guard !user.utf8.contains(UInt8(ascii: ":")) else {
            throw RemoteAddressForm.invalid("it has a password; give it as credentials instead")
        }
        // Before HTTP, what stands there may be a token.
        guard scheme == .ssh else { throw RemoteAddressForm.invalid("it names a user; give credentials instead") }
        let isPlain = user.utf8.allSatisfy { byte in
            RemoteAddressForm.isLetterOrDigit(byte) || "._+-".utf8.contains(byte)
        }
        guard isPlain, !user.isEmpty, user.utf8.first != UInt8(ascii: "-") else {
            throw RemoteAddressForm.invalid("the user is empty or has characters not allowed")
        }
    }

    /// The path that a `file://` address means: Git reads `%41` in it as `A`.
    private static func decoded(_ path: String) throws(GitError) -> String {
        var result: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
                digits.first != UInt8(ascii: "+")
            else { throw RemoteAddressForm.invalid("'%' is followed by two hexadecimal digits") }
            result.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: result, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ $0 == " " || RemoteAddressForm.isVisible($0) })
        else { throw RemoteAddressForm.invalid("the path is not UTF-8 or has control characters") }
        return text
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
