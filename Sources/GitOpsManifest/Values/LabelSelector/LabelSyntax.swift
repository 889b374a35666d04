/// The rules that the keys and values of labels obey.
///
/// Source: `IsLabelKey` and `IsLabelValue` in `k8s.io/apimachinery/pkg/api/validate/content/kube.go`, and
/// `IsDNS1123Subdomain` in `dns.go`.
public enum LabelSyntax {
    /// The longest name part of a key, and the longest value, in bytes.
    package static let nameLimit = 63

    /// The longest prefix part of a key, in bytes.
    package static let prefixLimit = 253

    /// Checks a key: a name, or a DNS subdomain, `/` and a name. Annotations obey the same rule.
    ///
    /// - Throws: ``LabelError/invalidKey(_:_:)`` with the first rule that is broken.
    public static func validate(key: String) throws(LabelError) {
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last else { throw .invalidKey(key, .tooManySlashes) }
        if parts.count == 2 {
            guard !parts[0].isEmpty else { throw .invalidKey(key, .emptyPrefix) }
            guard parts[0].count <= prefixLimit else { throw .invalidKey(key, .prefixTooLong) }
            guard isSubdomain(parts[0]) else { throw .invalidKey(key, .prefixNotASubdomain) }
        }
        guard !name.isEmpty else { throw .invalidKey(key, .emptyName) }
        guard name.count <= nameLimit else { throw .invalidKey(key, .nameTooLong) }
        guard isName(name) else { throw .invalidKey(key, .nameCharacters) }
    }

    /// Checks a value: nothing, or a name.
    ///
    /// - Throws: ``LabelError/invalidValue(_:_:)`` with the first rule that is broken.
    public static func validate(value: String) throws(LabelError) {
        guard value.utf8.count <= nameLimit else { throw .invalidValue(value, .nameTooLong) }
        guard value.isEmpty || isName(value[...].utf8) else { throw .invalidValue(value, .nameCharacters) }
    }

    /// Letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit.
    private static func isName(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first.isLetterOrDigit, last.isLetterOrDigit else {
            return false
        }
        return bytes.allSatisfy {
            $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        }
    }

    /// Labels of lowercase letters, digits and inner dashes, joined by periods.
    private static func isSubdomain(_ bytes: Substring.UTF8View) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last, first != UInt8(ascii: "-"),
                last != UInt8(ascii: "-")
            else { return false }
            return label.allSatisfy { $0.isLowercaseLetter || $0.isDecimalDigit || $0 == UInt8(ascii: "-") }
        }
    }
}
