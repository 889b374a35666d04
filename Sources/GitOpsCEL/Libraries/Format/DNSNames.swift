import GitOpsManifest

/// The rules of names in Kubernetes, and the messages about them.
///
/// Source: `IsDNS1123Label`, `IsDNS1123Subdomain`, `IsDNS1035Label` in `k8s.io/apimachinery/pkg/util/validation`.
enum DNSNames {
    static func labelProblems(_ text: String) -> [String] {
        var problems = tooLong(text, limit: 63)
        if !isLabel(text.utf8[...]) {
            problems.append(isSubdomain(text) ? "must not contain dots" : labelMessage)
        }
        return problems
    }

    static func subdomainProblems(_ text: String) -> [String] {
        tooLong(text, limit: 253) + (isSubdomain(text) ? [] : [subdomainMessage])
    }

    /// The older label, which begins with a letter.
    static func oldLabelProblems(_ text: String) -> [String] {
        let isValid = isLabel(text.utf8[...]) && text.utf8.first?.isLowercaseLetter == true
        return tooLong(text, limit: 63) + (isValid ? [] : [oldLabelMessage])
    }

    /// The text with a letter in place of its last two bytes when it ends in a dash: a name to which more is added.
    static func maskingLastDash(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count > 1, bytes.last == UInt8(ascii: "-") else { return text }
        return String(decoding: bytes.dropLast(2), as: UTF8.self) + "a"
    }

    static func tooLong(_ text: String, limit: Int) -> [String] {
        text.utf8.count > limit ? ["must be no more than \(limit) bytes"] : []
    }

    /// Lowercase letters, digits and inner dashes.
    private static func isLabel(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last, first != UInt8(ascii: "-"), last != UInt8(ascii: "-")
        else { return false }
        return text.allSatisfy { $0.isLowercaseLetter || $0.isDecimalDigit || $0 == UInt8(ascii: "-") }
    }

    /// Labels joined by periods.
    static func isSubdomain(_ text: String) -> Bool {
        text.utf8[...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

    private static let labelMessage = expectation(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
            + "with an alphanumeric character", label, examples: "my-name", "123-abc")

    private static let subdomainMessage = expectation(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
            + "and end with an alphanumeric character", "\(label)(\\.\(label))*", examples: "example.com")

    private static let oldLabelMessage = expectation(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            + "character, and end with an alphanumeric character", "[a-z]([-a-z0-9]*[a-z0-9])?",
        examples: "my-name", "abc-123")

    /// A rule with examples and the expression that checks it; the odd blanks are those of Kubernetes.
    static func expectation(_ rule: String, _ expression: String, examples: String...) -> String {
        let examples = examples.map { "'\($0)', " }.joined(separator: " or ")
        return "\(rule) (e.g. \(examples)regex used for validation is '\(expression)')"
    }
}
