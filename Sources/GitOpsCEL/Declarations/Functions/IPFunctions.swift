/// Addresses of Kubernetes.
package enum IPFunction: UInt8, LibraryFunction {
    case ip, family
    /// `ip.isCanonical`.
    case isCanonical
    case isUnspecified, isLoopback, isLinkLocalMulticast, isLinkLocalUnicast, isGlobalUnicast, isIP
    case string

    package static var library: Library { .ip }
}
