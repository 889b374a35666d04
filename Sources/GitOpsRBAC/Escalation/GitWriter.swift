/// Somebody who can write a repository that Flux or Argo CD applies: who may push to it, or merge into it.
///
/// Manifests do not say who that is, so that it has to be told.
public struct GitWriter: Sendable, Hashable {
    /// A user or a group.
    public let subject: Subject
    /// The address of the repository; `nil` for every repository that the set names.
    public let repository: String?

    /// A writer; service accounts of the cluster are none.
    public init?(_ subject: Subject, repository: String? = nil) {
        guard subject.kind != .serviceAccount else { return nil }
        self.subject = subject
        self.repository = repository
    }

    /// Whether it is a repository's writer; an address that is not known may be any.
    func writes(_ address: String?) -> Bool {
        guard let repository else { return true }
        return address.map { Self.place($0).utf8.elementsEqual(Self.place(repository).utf8) } ?? false
    }

    /// Host and path alone: `https://example.com/shop.git` and `git@example.com:shop` are the same repository.
    private static func place(_ address: String) -> String {
        var bytes = Array(address.utf8)
        let slashes = bytes.indices.dropLast(2).first {
            bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: "/") && bytes[$0 + 2] == UInt8(ascii: "/")
        }
        if let slashes {
            bytes.removeFirst(slashes + 3)
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            bytes[colon] = UInt8(ascii: "/")
        }
        let hostEnd = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
        if let user = bytes[..<hostEnd].lastIndex(of: UInt8(ascii: "@")) { bytes.removeFirst(user + 1) }
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        if bytes.suffix(4).elementsEqual(".git".utf8) { bytes.removeLast(4) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
