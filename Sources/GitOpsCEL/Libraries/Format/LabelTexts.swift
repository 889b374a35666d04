import GitOpsManifest

/// The rules of keys and values of labels, and the messages about them.
///
/// Source: `IsLabelKey` and `IsLabelValue` in `k8s.io/apimachinery/pkg/api/validate/content/kube.go`.
enum LabelTexts {
    static func keyProblems(_ text: String) -> [String] {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count <= 2, let name = parts.last else {
            return [
                "a valid label key \(keyMessage) with an optional DNS subdomain prefix and '/' "
                    + "(e.g. 'example.com/MyName')"
            ]
        }
        var problems: [String] = []
        if parts.count == 2 {
            let found = parts[0].isEmpty ? ["must be non-empty"] : DNSNames.subdomainProblems(parts[0])
            problems += found.map { "prefix part \($0)" }
        }
        let found = name.isEmpty ? ["must be non-empty"] : DNSNames.tooLong(name, limit: 63)
        problems += found.map { "name part \($0)" }
        if !isName(name) { problems.append("name part \(keyMessage)") }
        return problems
    }

    static func valueProblems(_ text: String) -> [String] {
        DNSNames.tooLong(text, limit: 63) + (text.isEmpty || isName(text) ? [] : [valueMessage])
    }

    /// Letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return first.isLetterOrDigit && last.isLetterOrDigit
            && text.utf8.allSatisfy { $0.isLetterOrDigit || Self.inner.contains($0) }
    }

    private static let inner = Array("-_.".utf8)

    private static let name = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

    private static let keyMessage = DNSNames.expectation(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
            + "character",
        name, examples: "MyName", "my.name", "123-abc")

    private static let valueMessage = DNSNames.expectation(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
            + "and end with an alphanumeric character", "(\(name))?", examples: "MyValue", "my_value", "12345")
}
