/// Why a label or a label selector is not valid.
public enum LabelError: Error, Hashable, Sendable {
    /// A key breaks a rule.
    case invalidKey(String, Rule)

    /// A value breaks a rule.
    case invalidValue(String, Rule)

    /// `In` and `NotIn` need at least one value.
    case missingValues(key: String)

    /// `Exists` and `DoesNotExist` take no values.
    case unexpectedValues(key: String)

    /// `gt` and `lt` take one whole number of 64 bits.
    case notANumber(key: String, value: String)

    /// The operator is none of `In`, `NotIn`, `Exists` and `DoesNotExist`.
    case unknownOperator(String, key: String)

    /// The selector's text goes on otherwise than expected, at an offset in bytes from the start.
    case unexpectedToken(String, expected: String, offset: Int)

    /// The rules of keys and values.
    public enum Rule: Hashable, Sendable {
        /// A key has at most one `/`.
        case tooManySlashes
        /// The prefix before `/` is not empty.
        case emptyPrefix
        /// The prefix has at most 253 bytes.
        case prefixTooLong
        /// The prefix is a lowercase DNS subdomain.
        case prefixNotASubdomain
        /// The name is not empty.
        case emptyName
        /// The name, or the value, has at most 63 bytes.
        case nameTooLong
        /// The name, or the value, has letters, digits, `-`, `_` and `.`, and a letter or digit at both ends.
        case nameCharacters
    }
}

extension LabelError: CustomStringConvertible {
    /// What is wrong, what was expected and what to do.
    public var description: String {
        switch self {
        case .invalidKey(let key, let rule): return "the label key \"\(key)\" is not valid: \(rule.advice)"
        case .invalidValue(let value, let rule): return "the label value \"\(value)\" is not valid: \(rule.advice)"
        case .missingValues(let key): return "the label \"\(key)\" is compared with no value: list at least one"
        case .unexpectedValues(let key): return "the label \"\(key)\" is only tested for presence: remove the values"
        case .notANumber(let key, let value):
            return "the label \"\(key)\" is compared with \"\(value)\": write one whole number"
        case .unknownOperator(let name, let key):
            return "the label \"\(key)\" has the unknown operator \"\(name)\": use In, NotIn, Exists or DoesNotExist"
        case .unexpectedToken(let found, let expected, let offset):
            return "the selector has \"\(found)\" at offset \(offset): write \(expected) there"
        }
    }
}

extension LabelError.Rule {
    var advice: String {
        switch self {
        case .tooManySlashes: return "use at most one /"
        case .emptyPrefix: return "write a domain before the /, or remove it"
        case .prefixTooLong: return "shorten the part before / to \(LabelSyntax.prefixLimit) bytes"
        case .prefixNotASubdomain: return "write a lowercase domain such as example.com before the /"
        case .emptyName: return "write a name"
        case .nameTooLong: return "shorten it to \(LabelSyntax.nameLimit) bytes"
        case .nameCharacters: return "use letters, digits, -, _ and ., with a letter or digit at both ends"
        }
    }
}
