/// A resource of the API, as paths name it: `deployments` of `apps/v1`.
public struct GroupVersionResource: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version in the group, `v1`.
    public var version: String
    /// The resource in the plural and lowercase, without a subresource.
    public var resource: String

    /// A resource from its parts.
    public init(group: String, version: String, resource: String) {
        self.group = group
        self.version = version
        self.resource = resource
    }

    /// `deployments.apps`, or `pods` for the core group.
    package var groupResource: String { group.isEmpty ? resource : "\(resource).\(group)" }
}

extension GroupVersionResource: CustomStringConvertible {
    /// `apps/v1 deployments`
    public var description: String { "\(group.isEmpty ? version : "\(group)/\(version)") \(resource)" }
}
