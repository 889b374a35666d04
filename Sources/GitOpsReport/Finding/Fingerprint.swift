public import GitOpsManifest

/// What stays the same of a finding when lines move: made of rule, subject and keyed path, never of positions.
///
/// Two findings that differ in nothing else are told apart by `details`: the sink of an escalation path, the tag of an
/// image. A path with an index instead of a key (`containers[1]`) changes when an item is put before it.
public struct Fingerprint: Sendable, Hashable {
    /// 64 hexadecimal digits: SHA-256 of the parts, each after its length in bytes.
    public let text: String

    /// The fingerprint of the given parts. Complexity: O(bytes).
    public init(rule: String, subject: FindingSubject, path: FieldPath? = nil, details: [String] = []) {
        var parts = [rule]
        switch subject {
        case .resource(let id): parts += ["resource", id.group, id.kind, id.namespace ?? "", id.name]
        case .other(let text): parts += ["other", text]
        }
        parts.append(path?.description ?? "")
        parts += details
        var bytes: [UInt8] = []
        for part in parts {
            bytes += Array("\(part.utf8.count):".utf8)
            bytes += Array(part.utf8)
        }
        text = SHA256.hexadecimal(of: bytes)
    }
}

extension Fingerprint: CustomStringConvertible {
    /// The digits.
    public var description: String { text }
}
