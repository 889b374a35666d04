/// Ranges of addresses of Kubernetes.
package enum CIDRFunction: UInt8, LibraryFunction {
    case cidr, containsIP, containsCIDR, ip, prefixLength, masked, isCIDR, string

    package static var library: Library { .cidr }
}
