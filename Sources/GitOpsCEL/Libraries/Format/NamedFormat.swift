/// A format that texts can be checked against: `format.dns1123Label()`.
///
/// Source: `ConstantFormats` in `k8s.io/apiserver/pkg/cel/library/format.go`.
package enum NamedFormat: UInt8, Hashable, Sendable, CaseIterable {
    case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName
    case dns1123LabelPrefix, dns1123SubdomainPrefix, dns1035LabelPrefix
    case labelValue, uri, uuid, byte, date, datetime

    /// The format of a name such as `dns1123Label`.
    init?(name: String) {
        guard let format = Self.allCases.first(where: { name.utf8.elementsEqual($0.name.utf8) }) else { return nil }
        self = format
    }

    /// The name that `format.named` takes.
    var name: String { String(describing: self) }

    /// The length of a regular expression that would check the format, by which Kubernetes counts the cost.
    var expressionLength: UInt64 {
        switch self {
        case .dns1123Label, .dns1035Label, .dns1123LabelPrefix, .dns1035LabelPrefix: 30
        case .dns1123Subdomain, .qualifiedName, .dns1123SubdomainPrefix: 60
        case .labelValue: 40
        case .uri: 1103
        case .uuid: 70
        case .byte: 84
        case .date, .datetime: 71
        }
    }

    /// What is wrong with a text; nothing when it has the format.
    func problems(of text: String) -> [String] {
        switch self {
        case .dns1123Label: DNSNames.labelProblems(text)
        case .dns1123LabelPrefix: DNSNames.labelProblems(DNSNames.maskingLastDash(text))
        case .dns1123Subdomain: DNSNames.subdomainProblems(text)
        case .dns1123SubdomainPrefix: DNSNames.subdomainProblems(DNSNames.maskingLastDash(text))
        case .dns1035Label: DNSNames.oldLabelProblems(text)
        case .dns1035LabelPrefix: DNSNames.oldLabelProblems(DNSNames.maskingLastDash(text))
        case .qualifiedName: LabelTexts.keyProblems(text)
        case .labelValue: LabelTexts.valueProblems(text)
        case .uri: uriProblems(text)
        case .uuid: TextFormats.isUUID(text) ? [] : ["does not match the UUID format"]
        case .byte: TextFormats.isBase64(text) ? [] : ["invalid base64"]
        case .date: TextFormats.isDate(text) ? [] : ["invalid date"]
        case .datetime: TextFormats.isDateTime(text) ? [] : ["invalid datetime"]
        }
    }

    private func uriProblems(_ text: String) -> [String] {
        do throws(URLSyntaxError) {
            try ParsedURL.check(text)
            return []
        } catch {
            return [error.message]
        }
    }
}
