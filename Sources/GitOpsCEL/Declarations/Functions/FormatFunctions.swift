/// Named formats of Kubernetes.
package enum FormatFunction: UInt8, LibraryFunction {
    case validate
    /// `format.named`.
    case named
    /// `format.dns1123Label()` and so on: a format by its own function.
    case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName
    case dns1123LabelPrefix, dns1123SubdomainPrefix, dns1035LabelPrefix, labelValue
    case uri, uuid, byte, date, datetime

    package static var library: Library { .format }
}
