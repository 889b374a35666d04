public import GitOpsManifest

/// What a finding is about.
public enum FindingSubject: Sendable, Hashable {
    /// A Kubernetes object.
    case resource(ResourceID)
    /// Anything else, as people call it: a user, a commit, a file.
    case other(String)
}

extension FindingSubject: CustomStringConvertible {
    /// `Role.rbac.authorization.k8s.io shop/web`, or the text.
    public var description: String {
        switch self {
        case .resource(let id): id.description
        case .other(let text): text
        }
    }
}

extension FindingSubject: Comparable {
    /// Objects first, in the order of listings, then texts by their bytes.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.resource(let one), .resource(let other)): one < other
        case (.other(let one), .other(let other)): one.precedesByBytes(other)
        case (.resource, .other): true
        case (.other, .resource): false
        }
    }
}
