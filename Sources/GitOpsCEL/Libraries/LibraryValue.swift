import GitOpsManifest

/// A value of a type that a library adds.
package enum LibraryValue: Sendable, Hashable {
    case quantity(QuantityNumber)
    case url(ParsedURL)
    case ip(IPAddress)
    case cidr(NetworkPrefix)
    case format(NamedFormat)
    case semver(SemanticVersion)
    case authorizer(AuthorizationSubject)
    case pathCheck(PathCheck)
    case groupCheck(GroupCheck)
    case resourceCheck(ResourceCheck)
    case decision(AuthorizationAnswer)

    /// The name that `type()` gives.
    package var typeName: StaticString {
        switch self {
        case .quantity: "kubernetes.Quantity"
        case .url: "kubernetes.URL"
        case .ip: "net.IP"
        case .cidr: "net.CIDR"
        case .format: "kubernetes.NamedFormat"
        case .semver: "kubernetes.Semver"
        case .authorizer: "kubernetes.authorization.Authorizer"
        case .pathCheck: "kubernetes.authorization.PathCheck"
        case .groupCheck: "kubernetes.authorization.GroupCheck"
        case .resourceCheck: "kubernetes.authorization.ResourceCheck"
        case .decision: "kubernetes.authorization.Decision"
        }
    }

    /// What `string()` gives, for the types it takes.
    package var text: String? {
        switch self {
        case .ip(let address): address.description
        case .cidr(let prefix): prefix.description
        default: nil
        }
    }

    /// How a value is shown as a result: what `string()` would give, or the text it was read from; authorizers and what
    /// is asked of them have none.
    package var spelling: String? {
        switch self {
        case .quantity(let number): number.quantity.canonical
        case .url(let url): url.description
        case .ip(let address): address.description
        case .cidr(let prefix): prefix.description
        case .format(let format): format.name
        case .semver(let version): version.description
        case .authorizer, .pathCheck, .groupCheck, .resourceCheck, .decision: nil
        }
    }

    /// What cost is counted by: bytes of an address, bytes that a network's length reaches into, else 1.
    package var costSize: UInt64 {
        switch self {
        case .ip(let address): UInt64(address.bitCount / 8)
        case .cidr(let prefix): UInt64((prefix.length + 7) / 8)
        default: 1
        }
    }
}
