public import GitOpsManifest

/// A permission that somebody used, as audit logs tell: one kind of request, however often it came.
public struct ObservedUse: Sendable {
    /// Whose request it was; the impersonated user where somebody acted for another.
    public let subject: Subject
    /// What was asked of the authorizer.
    public let attributes: SubjectAccessReview.Attributes
    /// How many events tell of it.
    public let count: Int
    /// Where the first of them stands.
    public let first: AuditPlace
}

/// A place in an audit log.
public struct AuditPlace: Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public let source: String
    /// The line and column where the event begins.
    public let position: SourcePosition?

    /// `audit.log:12:1`.
    public var description: String { position.map { "\(source):\($0)" } ?? source }
}

extension AuditPlace {
    /// Whether a place of the same log comes before another.
    static func < (left: Self, right: Self) -> Bool {
        (left.position?.byteOffset ?? 0) < (right.position?.byteOffset ?? 0)
    }
}

extension ObservedUse: CustomStringConvertible {
    /// `ServiceAccount shop/web: get secrets [tls] in shop (3)`.
    public var description: String { "\(subject): \(attributes.text) (\(count))" }
}

extension SubjectAccessReview.Attributes: CustomStringConvertible {
    /// `get secrets [tls] in shop`, `get /healthz`.
    public var description: String { text }

    var text: String {
        switch self {
        case .nonResource(let attributes): return "\(attributes.verb) \(attributes.path)"
        case .resource(let attributes):
            let subresource = attributes.subresource.isEmpty ? "" : "/\(attributes.subresource)"
            let group = attributes.group.isEmpty ? "" : ".\(attributes.group)"
            let name = attributes.name.isEmpty ? "" : " [\(attributes.name)]"
            let scope = attributes.namespace.isEmpty ? "cluster-wide" : "in \(attributes.namespace)"
            return "\(attributes.verb) \(attributes.resource)\(subresource)\(group)\(name) \(scope)"
        }
    }

    /// By which listings are ordered.
    fileprivate var parts: [String] {
        switch self {
        case .nonResource(let attributes): ["", attributes.path, attributes.verb]
        case .resource(let attributes):
            [
                "resource", attributes.namespace, attributes.group, attributes.resource, attributes.subresource,
                attributes.verb, attributes.name,
            ]
        }
    }
}

extension ObservedUse {
    /// Paths first, then by namespace, group, resource, verb and name.
    static func precedes(_ left: ObservedUse, _ right: ObservedUse) -> Bool {
        if left.subject != right.subject { return left.subject < right.subject }
        for (one, other) in zip(left.attributes.parts, right.attributes.parts) where !one.hasSameBytes(as: other) {
            return one.precedesByBytes(other)
        }
        return false
    }
}
