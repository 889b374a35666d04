/// Index of a type in the table of an environment, or among the types that a check makes.
struct TypeID: Hashable, Sendable, BitwiseCopyable {
    var rawValue: UInt32

    /// What has not been checked yet.
    static let none = TypeID(rawValue: .max)
}

/// One type, without pointers: unification compares and builds many of them.
struct TypeRecord: Sendable, BitwiseCopyable {
    var kind: Kind
    /// A wrapper: null fits it, too.
    var isNullable = false
    /// Whether a variable of unification is in it.
    var hasVariables = false
    /// How many records it consists of, at most ``largestSize``: types that double with every binding stay small.
    var size: UInt16 = 1
    /// Element, key, or type in it; of an object its name; of a variable its number.
    var first: UInt32 = 0
    /// Value of a map.
    var second: UInt32 = 0

    static let largestSize: UInt16 = 1_000

    enum Kind: UInt8, BitwiseCopyable {
        // The simple ones come first: each has its raw value as its `TypeID`.
        case error, dynamic, null, boolean, integer, unsigned, double, string, bytes, timestamp, duration
        /// A type of which nothing is known, the type of `type`.
        case anyType
        case list, map, optional, type, object, opaque, variable

        var id: TypeID { TypeID(rawValue: UInt32(rawValue)) }
        var isSimple: Bool { rawValue <= Kind.anyType.rawValue }
        /// Whether null fits it although it is no wrapper, as cel-go's first checker had it.
        var takesNull: Bool {
            switch self {
            case .optional, .opaque, .object, .timestamp, .duration: true
            default: false
            }
        }
    }
}

extension TypeID {
    static let error = TypeRecord.Kind.error.id
    static let dynamic = TypeRecord.Kind.dynamic.id
    static let boolean = TypeRecord.Kind.boolean.id
    static let integer = TypeRecord.Kind.integer.id
    static let string = TypeRecord.Kind.string.id
}
