/// A generated value, before it is written as YAML or JSON.
///
/// It is not `Document`, because what is measured may not take part in making what it is measured with.
enum Value: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case list([Value])
    case object([Member])

    struct Member: Sendable {
        var name: String
        var value: Value
    }

    var isScalar: Bool {
        switch self {
        case .list, .object: false
        default: true
        }
    }

    /// An object with the members of this one and one more; other values stay as they are.
    func adding(_ name: String, _ value: Value) -> Value {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name: name, value: value)])
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(arrayLiteral elements: Value...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
