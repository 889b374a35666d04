/// Checks the clauses of a constant text against the types of the elements that `format` is called with.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/formatting.go.
extension LiteralValidation {
    mutating func validateFormat(_ node: ExpressionID) {
        guard case .memberCall(let name, let target, let arguments) = checked.tree[node].kind,
            checked.tree.text(name) == "format", isTextFormat(node),
            case .string(let text) = checked.tree[target].kind, arguments.count == 1,
            let argument = checked.tree.operands(arguments).first,
            case .list(let elements) = checked.tree[argument.expression].kind
        else { return }
        var clauses = FormatClauses(checked.tree.text(text))
        var used = 0
        do throws(FormatIssue) {
            while let clause = try clauses.next(used, of: Int(elements.count)) {
                try require(clause, fits: checked.tree.operands[Int(elements.first) + used].expression)
                used += 1
            }
        } catch {
            report(error.node ?? node, error.message)
            return
        }
        if elements.count > used {
            report(
                node,
                "too many arguments supplied to string.format (expected \(used), got \(elements.count))")
        }
    }

    private func isTextFormat(_ node: ExpressionID) -> Bool {
        guard case .function(_, let overloads) = checked.references[Int(node.rawValue)] else { return true }
        return overloads.contains { $0.id == "string_format" }
    }

    private func require(_ clause: CheckedClause, fits node: ExpressionID) throws(FormatIssue) {
        let refused = clause == .string ? unprintable(node) : clause.takes(type(of: node)) ? nil : node
        guard let refused else { return }
        let given = type(of: refused).runtimeName
        throw FormatIssue(message: "error during formatting: \(clause.requirement), was given \(given)", node: refused)
    }

    /// What in an element cannot be printed: of a literal each part is looked at.
    private func unprintable(_ node: ExpressionID) -> ExpressionID? {
        guard CheckedClause.string.takes(type(of: node)) else { return node }
        switch checked.tree[node].kind {
        case .list(let parts), .map(let parts):
            for part in checked.tree.operands(parts) {
                if let found = unprintable(part.expression) { return found }
            }
        default: break
        }
        return nil
    }
}

struct FormatIssue: Error {
    var message: String
    /// The element it is about; else it is about the call.
    var node: ExpressionID?
}

enum CheckedClause: UInt8 {
    case string = 0x73
    case decimal = 0x64
    case fixed = 0x66
    case scientific = 0x65
    case binary = 0x62
    case hexadecimal = 0x78
    case octal = 0x6F

    init?(letter: UInt8) { self.init(rawValue: letter == UInt8(ascii: "X") ? UInt8(ascii: "x") : letter) }

    func takes(_ type: CELType) -> Bool {
        switch (self, type) {
        case (_, .dynamic): true
        case (_, .wrapper(let wrapped)): takes(wrapped)
        case (.string, .object), (.string, .opaque), (.string, .optional), (.string, .error): false
        case (.string, _): true
        case (.decimal, .integer), (.decimal, .unsigned), (.octal, .integer), (.octal, .unsigned): true
        case (.binary, .integer), (.binary, .unsigned), (.binary, .boolean): true
        // A text may be NaN or Infinity.
        case (.fixed, .double), (.fixed, .string), (.scientific, .double), (.scientific, .string): true
        case (.hexadecimal, .integer), (.hexadecimal, .unsigned), (.hexadecimal, .string), (.hexadecimal, .bytes): true
        default: false
        }
    }

    /// What it takes, as cel-go says it.
    var requirement: String {
        switch self {
        case .string:
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, "
                + "and timestamps"
        case .decimal: "decimal clause can only be used on integers"
        case .fixed: "fixed-point clause can only be used on doubles"
        case .scientific: "scientific clause can only be used on doubles"
        case .binary: "only integers and bools can be formatted as binary"
        case .hexadecimal: "only integers, byte buffers, and strings can be formatted as hex"
        case .octal: "octal clause can only be used on integers"
        }
    }
}

/// The clauses of a text that `format` is called on.
private struct FormatClauses {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The next clause, which is for the element with a number.
    mutating func next(_ number: Int, of count: Int) throws(FormatIssue) -> CheckedClause? {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "%") else {
                position += 1
                continue
            }
            guard position + 1 < bytes.count else { throw FormatIssue(message: "unexpected end of string") }
            if bytes[position + 1] == UInt8(ascii: "%") {
                position += 2
                continue
            }
            guard number < count else { throw FormatIssue(message: "index \(number) out of range") }
            position += 1
            try skipPrecision()
            let letter = bytes[position]
            position += 1
            guard let clause = CheckedClause(letter: letter) else {
                throw Self.unreadable("unrecognized formatting clause \"\(Character(Unicode.Scalar(letter)))\"")
            }
            return clause
        }
        return nil
    }

    private mutating func skipPrecision() throws(FormatIssue) {
        guard bytes[position] == UInt8(ascii: ".") else { return }
        position += 1
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard position < bytes.count else {
            throw Self.unreadable("error while parsing precision: could not find end of precision specifier")
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Int(digits) == nil else { return }
        let reason = digits.isEmpty ? "invalid syntax" : "value out of range"
        throw Self.unreadable(
            "error while parsing precision: error while converting precision to integer: "
                + "strconv.Atoi: parsing \"\(digits)\": \(reason)")
    }

    private static func unreadable(_ reason: String) -> FormatIssue {
        FormatIssue(message: "could not parse formatting clause: \(reason)")
    }
}
