import Foundation

/// Writes the macro `cel.block`, which only tests know, as nested `cel.bind`s.
///
/// `cel.block([a, b], e)` computes `a` and `b` once, and `cel.index(0)` means `a`. `cel.iterVar` and `cel.accuVar` name
/// variables of comprehensions.
enum BlockRewriting {
    static func rewritten(_ expression: String) -> String {
        let named = renamed(expression)
        let prefix = "cel.block(["
        guard named.hasPrefix(prefix), named.hasSuffix(")") else { return named }
        let inside = Array(named.dropFirst(prefix.count).dropLast())
        guard let end = closingBracket(inside) else { return named }
        let elements = split(inside[..<end])
        var rest = inside[(end + 1)...].drop { $0 == "," || $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return elements.enumerated().reversed().reduce(String(rest)) { body, element in
            "cel.bind(index_\(element.offset), \(element.element), \(body))"
        }
    }

    private static func renamed(_ text: String) -> String {
        var result = text
        for (macro, name) in [("cel.index(", "index"), ("cel.iterVar(", "iterVar"), ("cel.accuVar(", "accuVar")] {
            var parts = result.components(separatedBy: macro)
            let first = parts.removeFirst()
            result = parts.reduce(into: first) { result, part in
                let numbers = part.prefix { $0 != ")" }.filter { $0 != " " }.map { $0 == "," ? "_" : $0 }
                result += name + "_" + String(numbers) + part.drop { $0 != ")" }.dropFirst()
            }
        }
        return result
    }

    private static func closingBracket(_ text: [Character]) -> Int? {
        var depth = 0
        for (index, isQuoted) in marked(text) where !isQuoted {
            if "([{".contains(text[index]) { depth += 1 }
            if ")]}".contains(text[index]) { depth -= 1 }
            if depth < 0 { return index }
        }
        return nil
    }

    private static func split(_ text: ArraySlice<Character>) -> [String] {
        let text = Array(text)
        var depth = 0
        var parts = [""]
        for (index, isQuoted) in marked(text) {
            if !isQuoted {
                if "([{".contains(text[index]) { depth += 1 }
                if ")]}".contains(text[index]) { depth -= 1 }
                if text[index] == ",", depth == 0 {
                    parts.append("")
                    continue
                }
            }
            parts[parts.count - 1].append(text[index])
        }
        return parts
    }

    /// Each character with whether it stands in a string literal.
    private static func marked(_ text: [Character]) -> [(Int, Bool)] {
        var quote: Character?
        return text.indices.map { index in
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
                return (index, true)
            }
            if character == "\"" || character == "'" { quote = character }
            return (index, quote != nil)
        }
    }
}
