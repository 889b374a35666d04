import GitOpsManifest

/// What `apiVersion` and `kind` of an object say.
public struct GroupVersionKind: Sendable, Hashable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public var group: String
    /// The version in the group, `v1`.
    public var version: String
    /// The kind, `Deployment`.
    public var kind: String

    /// A kind from its parts.
    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// A kind from the two members of an object.
    public init(apiVersion: String, kind: String) {
        let group = ResourceID.group(ofAPIVersion: apiVersion)
        let version = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")).map { apiVersion.utf8.index(after: $0) }
        self.init(group: group, version: version.map { String(apiVersion[$0...]) } ?? apiVersion, kind: kind)
    }

    /// The member `apiVersion` of objects of this kind.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// `apps/v1 Deployment`
    public var description: String { "\(apiVersion) \(kind)" }
}
