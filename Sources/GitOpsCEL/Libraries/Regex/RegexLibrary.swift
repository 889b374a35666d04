import GitOpsManifest
import GitOpsRegex

/// `regex.extract`, `regex.extractAll` and `regex.replace`.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/regex.go.
enum RegexLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = RegexFunction(rawValue: function), accepts(function, arguments) else {
            return evaluation.noSuchOverload()
        }
        if function == .replace, arguments.count == 4, arguments[3].integer == 0 { return arguments[0] }
        let expression: RegularExpression
        do throws(RegularExpressionError) {
            guard let compiled = try evaluation.regularExpression(arguments[1]) else { return evaluation.final ?? .no }
            expression = compiled
        } catch {
            return evaluation.fail(.invalidArgument, error.goMessage)
        }
        if function == .replace { return replace(arguments, expression, in: &evaluation) }
        if expression.groupCount > 1 {
            return evaluation.fail(
                .invalidArgument,
                "regular expression has more than one capturing group: \(expression.pattern.goQuoted)")
        }
        return function == .extract
            ? extract(arguments[0], expression, in: &evaluation) : extractAll(arguments[0], expression, in: &evaluation)
    }

    private static func accepts(_ function: RegexFunction, _ arguments: UnsafeBufferPointer<Value>) -> Bool {
        let texts = function == .replace ? 3 : 2
        return arguments.prefix(texts).count == texts && arguments.prefix(texts).allSatisfy { $0.tag == .string }
            && arguments.count <= (function == .replace ? 4 : 2)
            && arguments.dropFirst(texts).allSatisfy { $0.tag == .integer }
    }

    /// The group's text, or that of the whole match when there is no group; none when the group is empty.
    private static func extract(_ text: Value, _ expression: RegularExpression, in evaluation: inout Evaluation)
        -> Value
    {
        guard evaluation.mayMatch(Int(text.count), expression) else { return evaluation.final ?? .no }
        guard let match = expression.firstMatch(in: text.text) else { return .none }
        let hasGroup = match.count > 1
        guard let range = hasGroup ? match[1] : match[0], !hasGroup || !range.isEmpty else { return .none }
        return evaluation.makeOptional(CodePoints(text).slice(range))
    }

    private static func extractAll(
        _ text: Value, _ expression: RegularExpression, in evaluation: inout Evaluation
    ) -> Value {
        let points = CodePoints(text)
        var found: [Value] = []
        guard let matches = expression.matches(in: text.text, limit: .max, &evaluation) else {
            return evaluation.final ?? .no
        }
        for match in matches {
            if match.count == 1, let whole = match[0] {
                found.append(points.slice(whole))
            } else if match.count > 1, let group = match[1], !group.isEmpty {
                found.append(points.slice(group))
            }
        }
        return evaluation.makeList(found.count) { _ = $0.initialize(fromContentsOf: found) }
    }

    private static func replace(
        _ arguments: UnsafeBufferPointer<Value>, _ expression: RegularExpression, in evaluation: inout Evaluation
    ) -> Value {
        let points = CodePoints(arguments[0])
        let limit = arguments.count > 3 && arguments[3].integer >= 0 ? Int(clamping: arguments[3].integer) : .max
        guard let matches = expression.matches(in: arguments[0].text, limit: limit, &evaluation) else {
            return evaluation.final ?? .no
        }
        if matches.isEmpty { return arguments[0] }
        let template: ReplacementTemplate
        do throws(FormatError) {
            template = try ReplacementTemplate(arguments[2].text, groupCount: expression.groupCount)
        } catch {
            return evaluation.fail(.invalidArgument, error.message)
        }
        var result: [UInt8] = []
        var read = 0
        for match in matches {
            guard let whole = match[0] else { continue }
            result += points.bytes[read..<whole.lowerBound]
            for piece in template.pieces {
                switch piece {
                case .text(let bytes): result += bytes
                case .group(let number): if let range = match[number] { result += points.bytes[range] }
                }
            }
            read = whole.upperBound
            if result.count > evaluation.scratch.limit { return evaluation.outOfMemory() }
        }
        result += points.bytes[read...]
        return evaluation.makeString(result.count) { _ = $0.initialize(fromContentsOf: result) }
    }
}

/// What a match is replaced by: text, and groups as `\1`.
private struct ReplacementTemplate {
    enum Piece {
        case text([UInt8])
        case group(Int)
    }

    private(set) var pieces: [Piece] = []

    init(_ text: String, groupCount: Int) throws(FormatError) {
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                append(byte)
                continue
            }
            guard let next = rest.popFirst() else {
                throw FormatError("invalid replacement string: '\(text)' \\ not allowed at end")
            }
            if next == UInt8(ascii: "\\") {
                append(next)
                continue
            }
            guard next.isDecimalDigit else {
                throw FormatError("invalid replacement string: '\(text)' \\ must be followed by a digit or \\")
            }
            let group = Int(next - UInt8(ascii: "0"))
            guard group <= groupCount else {
                throw FormatError(
                    "replacement string references group \(group) but regex has only \(groupCount) group(s)")
            }
            pieces.append(.group(group))
        }
    }

    private mutating func append(_ byte: UInt8) {
        if case .text(let bytes) = pieces.last {
            pieces[pieces.count - 1] = .text(bytes + [byte])
        } else {
            pieces.append(.text([byte]))
        }
    }
}
