/// What objects have to satisfy, in the Common Expression Language.
public enum ControlCheck: Sendable, Hashable {
    /// No item of a list satisfies a condition about `it`. What is found is said with the name of each such item, and
    /// stands at what decided about it. A condition that some of several values break filters them rather than asking whether
    /// there is one, so that each of them decides, and one more of them makes the finding a new one.
    case none(of: String, where: String, says: String, naming: String = "it.?name.orValue('?')")
    /// An expression is true.
    case holds(String, says: String)

    /// The variables that the expressions need.
    var variables: [Control.Variable] {
        switch self {
        case .none(let list, let condition, _, _):
            [Control.Variable(name: "offenders", expression: "\(list).filter(it, \(condition))")]
        case .holds: []
        }
    }

    /// False for objects that break the control.
    public var expression: String {
        switch self {
        // All offenders are needed to count them, so that each of them decides and has its place.
        case .none: "variables.offenders.size() == 0"
        case .holds(let expression, _): expression
        }
    }

    /// What is said about an object that breaks the control.
    public var message: String {
        switch self {
        case .none(_, _, let says, _), .holds(_, let says): says
        }
    }

    /// An expression for the message with names.
    public var messageExpression: String? {
        switch self {
        case .none(_, _, let says, let naming):
            "\(CELText.literal("\(says): ")) + variables.offenders.map(it, \(naming)).join(', ')"
        case .holds: nil
        }
    }
}

/// Texts inside expressions.
enum CELText {
    /// A pattern of what is one version to Helm and Flux, `1.2.3`, or is filled in later: `{{version}}`, `${VERSION}`.
    ///
    /// What is shorter is a range, and so is `1.2.0 - 2.0.0`: https://github.com/Masterminds/semver.
    static let fixedVersion = #"r'^=?v?[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$|^[^*^~<>|, ]*(\{\{|\$\{)'"#

    /// A literal that means the text, whatever stands in it.
    static func literal(_ text: String) -> String {
        var literal = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'", "\\": literal += "\\\(scalar)"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "'"
    }

    /// A list of literals.
    static func list(_ texts: [String]) -> String { "[\(texts.map(literal).joined(separator: ", "))]" }
}
