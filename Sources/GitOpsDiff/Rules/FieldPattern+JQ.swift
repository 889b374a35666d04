import GitOpsManifest

extension FieldPattern {
    /// Reads the part of jq's path expressions that names fields and items by their members:
    /// `.spec.template.spec.containers[] | select(.name == "x").image`, `.spec.x[]?.y`, `.metadata.annotations["a/b"]`.
    ///
    /// Source of the syntax: jq 1.7 manual, "Basic filters" and `path(path_expression)`.
    ///
    /// - Throws: `JQPathError` for everything else of the language: it is no path, or its meaning depends on values that a
    ///   path does not tell.
    public init(jq text: String) throws(JQPathError) {
        var parser = JQPathParser(text)
        self.init(try parser.parse())
    }
}

/// An expression of jq that is not a plain path.
public struct JQPathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The expression.
    public let expression: String
    /// The Unicode scalar that could not be read, counted from 0.
    public let offset: Int
    /// What was expected there.
    public let expected: String

    /// The place and what was expected.
    public var description: String {
        "the jq expression \"\(expression)\" is not a plain path at character \(offset + 1): expected \(expected)"
    }
}

private struct JQPathParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var steps: [FieldPattern.Step] = []

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    private func fail(_ expected: String) -> JQPathError {
        JQPathError(expression: text, offset: position, expected: expected)
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func skipBlanks() {
        while let scalar = next, scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" { position += 1 }
    }

    private mutating func take(_ word: String) -> Bool {
        let wanted = Array(word.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func expect(_ word: String) throws(JQPathError) {
        skipBlanks()
        guard take(word) else { throw fail("'\(word)'") }
    }

    mutating func parse() throws(JQPathError) -> [FieldPattern.Step] {
        repeat {
            skipBlanks()
            if take("select") {
                try select()
                try suffixes()
            } else {
                guard next == "." else { throw fail("'.' or 'select(…)'") }
                try path()
            }
            skipBlanks()
        } while take("|")
        guard next == nil else { throw fail("'|' or the end") }
        guard !steps.isEmpty else { throw fail("a field") }
        return steps
    }

    /// `.a."b".["c"][0][]?` from its first dot.
    private mutating func path() throws(JQPathError) {
        position += 1
        if let name = try name() {
            steps.append(.field(name))
        } else if next == "." {
            throw fail("a field; '..' names everything")
        }
        try suffixes()
    }

    private mutating func suffixes() throws(JQPathError) {
        while true {
            if take("?") { continue }
            if next == "[" {
                position += 1
                try bracket()
            } else if next == "." {
                position += 1
                if let name = try name() {
                    steps.append(.field(name))
                } else if next != "[" {
                    throw fail("a field")
                }
            } else {
                return
            }
        }
    }

    /// A name behind a dot, bare or quoted.
    private mutating func name() throws(JQPathError) -> String? {
        if next == "\"" { return try string() }
        var name = String.UnicodeScalarView()
        while let scalar = next, isNamePart(scalar, isFirst: name.isEmpty) {
            name.append(scalar)
            position += 1
        }
        return name.isEmpty ? nil : String(name)
    }

    private func isNamePart(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9": !isFirst
        default: false
        }
    }

    private mutating func bracket() throws(JQPathError) {
        skipBlanks()
        if take("]") {
            steps.append(.anyChild)
            return
        }
        if next == "\"" {
            steps.append(.field(try string()))
        } else {
            var digits = ""
            while let scalar = next, ("0"..."9").contains(scalar) {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
            guard let index = Int(digits) else { throw fail("']', a string or an index from the beginning") }
            steps.append(.index(index))
        }
        try expect("]")
    }

    /// `(.name == "x" and .port == 80)`: of an item that came from `[]`.
    private mutating func select() throws(JQPathError) {
        guard case .anyChild? = steps.last else { throw fail("'[]' before select") }
        try expect("(")
        var keys: [FieldPath.Key] = []
        repeat {
            skipBlanks()
            guard next == "." else { throw fail("a comparison as in .name == \"x\"") }
            position += 1
            guard let name = try name() else { throw fail("a field") }
            _ = take("?")
            try expect("==")
            skipBlanks()
            keys.append(FieldPath.Key(name, try scalar()))
            skipBlanks()
        } while take("and ")
        guard take(")") else { throw fail("')' or 'and'") }
        steps[steps.count - 1] = .keyed(keys)
    }

    private mutating func scalar() throws(JQPathError) -> FieldPath.Scalar {
        if next == "\"" { return .string(try string()) }
        let start = position
        while let scalar = next, !") |,".unicodeScalars.contains(scalar) { position += 1 }
        var word = String.UnicodeScalarView()
        word.append(contentsOf: scalars[start..<position])
        guard let root = try? Document(json: String(word)).root, let value = FieldPath.Scalar(root) else {
            position = start
            throw fail("a string, a number, true, false or null")
        }
        return value
    }

    private mutating func string() throws(JQPathError) -> String {
        let start = position
        position += 1
        while let scalar = next, scalar != "\"" {
            if scalar == "\\", position + 1 < scalars.count {
                guard scalars[position + 1] != "(" else { throw fail("a string without interpolation") }
                position += 1
            }
            position += 1
        }
        guard next == "\"" else { throw fail("a closing quote") }
        position += 1
        var literal = String.UnicodeScalarView()
        literal.append(contentsOf: scalars[start..<position])
        guard let text = try? Document(json: String(literal)).root.string else {
            position = start
            throw fail("a string as JSON writes it")
        }
        return text
    }
}
