import CGitOpsSchema
import GitOpsManifest
import GitOpsSchema

/// The words of a fact: separated by blanks; JSON values are one word; `#` begins a comment.
struct Words {
    private var words: [String] = []
    private var position = 0
    private let place: String

    init(_ line: String, place: String) throws {
        self.place = place
        var word = ""
        var depth = 0
        var isQuoted = false
        for character in line {
            if isQuoted {
                word.append(character)
                if character == "\"" { isQuoted = false }
                continue
            }
            switch character {
            case "#" where depth == 0 && word.isEmpty: return
            case "\"":
                isQuoted = true
                word.append(character)
            case "[", "{":
                depth += 1
                word.append(character)
            case "]", "}":
                depth -= 1
                word.append(character)
            case " " where depth == 0, "\t" where depth == 0:
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        if isQuoted || depth != 0 { throw GeneratorError("\(place): a quote or bracket is not closed") }
    }

    var peek: String? { position < words.count ? words[position] : nil }

    mutating func next() -> String? {
        guard position < words.count else { return nil }
        position += 1
        return words[position - 1]
    }

    mutating func literal(into builder: inout SchemaTableBuilder) throws -> UInt16 {
        guard let literal = try builder.literal(value().root) else {
            throw GeneratorError("\(place): a JSON scalar, {} or [] is expected")
        }
        return literal
    }

    private mutating func value() throws -> Document {
        guard let word = next() else { throw GeneratorError("\(place): a JSON value is expected") }
        do { return try Document(json: SourceText(word, name: place)) } catch {
            throw GeneratorError("\(place): \(word) is no JSON value")
        }
    }

    /// `a.b`, `^.x`, `^^.x`, `/x.y`
    mutating func path(into builder: inout SchemaTableBuilder) throws -> UInt16 {
        guard var word = next().map({ Substring($0) }) else { throw GeneratorError("\(place): a path is expected") }
        var steps: [UInt16] = []
        if word.hasPrefix("/") {
            steps.append(RuleRef.root)
            word.removeFirst()
        }
        while word.hasPrefix("^") {
            steps.append(RuleRef.out)
            word.removeFirst()
        }
        for name in word.split(separator: ".") { steps.append(try builder.name(String(name))) }
        if !builder.ownNames.isEmpty { throw GeneratorError("\(place): no kind has a field of each name in \(word)") }
        return try builder.path(steps)
    }

    /// `where PATH in [JSON, …]`, `where PATH begins [JSON, …]`; the path `.` is the element itself.
    private mutating func itemCondition(
        into builder: inout SchemaTableBuilder
    ) throws -> gitops_schema_condition {
        var condition = gitops_schema_condition(test: 0, literal_count: 0, path: 0, first_literal: 0)
        condition.path = try path(into: &builder)
        let test = next()
        guard test == "in" || test == "begins", let (first, count) = try builder.literals(Array(value().root.elements))
        else { throw GeneratorError("\(place): 'in' or 'begins' and a list of JSON scalars are expected") }
        (condition.first_literal, condition.literal_count) = (first, count)
        condition.test = (test == "in" ? RuleTest.itemIsOneOf : .itemBegins).rawValue
        return condition
    }

    /// `as FIELD`, `if PATH`, `unless PATH`, `if PATH = JSON`, `if PATH in [JSON, …]`, and the same with `unless`.
    mutating func condition(into builder: inout SchemaTableBuilder) throws -> gitops_schema_condition? {
        guard let word = next() else { return nil }
        if word == "where" { return try itemCondition(into: &builder) }
        if word == "as" {
            return gitops_schema_condition(
                test: RuleTest.fieldOfParent.rawValue, literal_count: 0, path: try path(into: &builder),
                first_literal: 0)
        }
        guard word == "if" || word == "unless" else {
            throw GeneratorError("\(place): 'if' is expected, not '\(word)'")
        }
        var condition = gitops_schema_condition(test: 0, literal_count: 0, path: 0, first_literal: 0)
        condition.path = try path(into: &builder)
        guard peek == "=" || peek == "in" else {
            condition.test = (word == "if" ? RuleTest.present : .absent).rawValue
            return condition
        }
        let isList = next() == "in"
        let document = try value()
        let nodes = isList ? Array(document.root.elements) : [document.root]
        guard let (first, count) = try builder.literals(nodes) else {
            throw GeneratorError("\(place): JSON scalars are expected")
        }
        (condition.first_literal, condition.literal_count) = (first, count)
        condition.test = (word == "if" ? RuleTest.oneOf : .noneOf).rawValue
        return condition
    }
}
