/// How the names of properties are written in rules of custom resources, where some are no identifiers.
///
/// Source:
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
/// (escaping), apiserver `pkg/cel/escaping.go`.
enum PropertyName {
    /// Words that are no identifiers in the language.
    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// The identifier for a property: `a-b` becomes `a__dash__b`; `nil` when the name cannot be written at all.
    static func escaped(_ name: String) -> String? {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        if reserved.contains(name) { return "__\(name)__" }
        var result = ""
        var bytes = name.utf8[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "_") where bytes.first == UInt8(ascii: "_"):
                bytes.removeFirst()
                result += "__underscores__"
            case UInt8(ascii: "."): result += "__dot__"
            case UInt8(ascii: "-"): result += "__dash__"
            case UInt8(ascii: "/"): result += "__slash__"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                result.unicodeScalars.append(UnicodeScalar(byte))
            default: return nil
            }
        }
        return result
    }

    /// The name that an identifier stands for. Identifiers that were never escaped stand for themselves.
    static func unescaped(_ identifier: String) -> String {
        guard identifier.utf8.contains(UInt8(ascii: "_")) else { return identifier }
        if identifier.hasPrefix("__"), identifier.hasSuffix("__"), identifier.utf8.count > 4 {
            let word = String(identifier.dropFirst(2).dropLast(2))
            if reserved.contains(word) { return word }
        }
        var result = ""
        var rest = identifier[...]
        while let character = rest.first {
            if character == "_", let (escape, text) = escapes.first(where: { rest.hasPrefix($0.escape) }) {
                result += text
                rest = rest.dropFirst(escape.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    private static let escapes: [(escape: String, text: String)] = [
        ("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"),
    ]
}
