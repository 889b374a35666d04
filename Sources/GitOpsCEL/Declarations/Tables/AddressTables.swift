extension LibraryTable {
    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/ip.go.
    static let ip = LibraryTable([
        .init("ip", IPFunction.ip, Overload("string_to_ip", [.string], .ip)),
        .init("family", IPFunction.family, .member("ip_family", [.ip], .integer)),
        .init("ip.isCanonical", IPFunction.isCanonical, Overload("ip_is_canonical", [.string], .boolean)),
        .init("isUnspecified", IPFunction.isUnspecified, .member("ip_is_unspecified", [.ip], .boolean)),
        .init("isLoopback", IPFunction.isLoopback, .member("ip_is_loopback", [.ip], .boolean)),
        .init(
            "isLinkLocalMulticast", IPFunction.isLinkLocalMulticast,
            .member("ip_is_link_local_multicast", [.ip], .boolean)),
        .init(
            "isLinkLocalUnicast", IPFunction.isLinkLocalUnicast,
            .member("ip_is_link_local_unicast", [.ip], .boolean)),
        .init("isGlobalUnicast", IPFunction.isGlobalUnicast, .member("ip_is_global_unicast", [.ip], .boolean)),
        .init("isIP", IPFunction.isIP, Overload("is_ip", [.string], .boolean)),
        .init("string", IPFunction.string, Overload("ip_to_string", [.ip], .string)),
    ])

    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/cidr.go.
    static let cidr = LibraryTable([
        .init("cidr", CIDRFunction.cidr, Overload("string_to_cidr", [.string], .cidr)),
        .init(
            "containsIP", CIDRFunction.containsIP,
            .member("cidr_contains_ip_string", [.cidr, .string], .boolean),
            .member("cidr_contains_ip_ip", [.cidr, .ip], .boolean)),
        .init(
            "containsCIDR", CIDRFunction.containsCIDR,
            .member("cidr_contains_cidr_string", [.cidr, .string], .boolean),
            .member("cidr_contains_cidr", [.cidr, .cidr], .boolean)),
        .init("ip", CIDRFunction.ip, .member("cidr_ip", [.cidr], .ip)),
        .init("prefixLength", CIDRFunction.prefixLength, .member("cidr_prefix_length", [.cidr], .integer)),
        .init("masked", CIDRFunction.masked, .member("cidr_masked", [.cidr], .cidr)),
        .init("isCIDR", CIDRFunction.isCIDR, Overload("is_cidr", [.string], .boolean)),
        .init("string", CIDRFunction.string, Overload("cidr_to_string", [.cidr], .string)),
    ])

    /// What it adds to the addresses and ranges of Kubernetes, whose types and names it shares.
    ///
    /// Source: https://github.com/google/cel-go/blob/master/ext/network.go.
    static let network = LibraryTable([
        .init("isMask", NetworkFunction.isMask, .member("cidr_is_mask", [.cidr], .boolean))
    ])
}
