/// How one value stands to another.
package enum Ordering: Int8, BitwiseCopyable {
    case less = -1
    case equal = 0
    case greater = 1
    /// One of the two is no number.
    case unordered = 2
    /// Values of these types have no order.
    case incomparable = 3

    @inline(__always)
    package static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }

    @inline(__always)
    init<Number: Comparable>(_ left: Number, _ right: Number) {
        self = left < right ? .less : left == right ? .equal : .greater
    }
}

extension Evaluation {
    /// The order of two values: of numbers whatever their types, of strings by their bytes.
    ///
    /// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#ordering.
    package func compare(_ left: Value, _ right: Value) -> Ordering {
        switch (left.tag, right.tag) {
        case (.integer, .integer): return Ordering(left.integer, right.integer)
        case (.string, .string), (.bytes, .bytes): return compareBytes(left, right)
        case (.boolean, .boolean): return Ordering(left.payload, right.payload)
        case (.duration, .duration): return Ordering(left.nanoseconds, right.nanoseconds)
        case (.timestamp, .timestamp):
            return left.payload == right.payload
                ? Ordering(left.count, right.count) : Ordering(left.integer, right.integer)
        default:
            return left.isNumber && right.isNumber ? Self.numericOrder(left, right) : .incomparable
        }
    }

    private func compareBytes(_ left: Value, _ right: Value) -> Ordering {
        let (first, second) = (left.bytes, right.bytes)
        for index in 0..<min(first.count, second.count) where first[index] != second[index] {
            return first[index] < second[index] ? .less : .greater
        }
        return Ordering(first.count, second.count)
    }

    static func numericOrder(_ left: Value, _ right: Value) -> Ordering {
        switch (left.tag, right.tag) {
        case (.integer, .integer): return Ordering(left.integer, right.integer)
        case (.unsigned, .unsigned): return Ordering(left.unsigned, right.unsigned)
        case (.integer, .unsigned):
            return left.integer < 0 ? .less : Ordering(UInt64(left.integer), right.unsigned)
        case (.unsigned, .integer):
            return right.integer < 0 ? .greater : Ordering(left.unsigned, UInt64(right.integer))
        default: break
        }
        if left.tag == .double, left.double.isNaN { return .unordered }
        if right.tag == .double, right.double.isNaN { return .unordered }
        switch (left.tag, right.tag) {
        case (.double, .double): return Ordering(left.double, right.double)
        case (.double, .integer): return order(left.double, right.integer)
        case (.integer, .double): return order(right.double, left.integer).reversed
        case (.double, .unsigned): return order(left.double, right.unsigned)
        case (.unsigned, .double): return order(right.double, left.unsigned).reversed
        default: return .incomparable
        }
    }

    /// A double within the range is compared as a double, as cel-go does, so that 2^53 + 1 equals 2.0^53.
    private static func order(_ left: Double, _ right: Int64) -> Ordering {
        if left < -0x1p63 { return .less }
        if left > 0x1p63 { return .greater }
        return Ordering(left, Double(right))
    }

    private static func order(_ left: Double, _ right: UInt64) -> Ordering {
        if left < 0 { return .less }
        if left > 0x1p64 { return .greater }
        return Ordering(left, Double(right))
    }
}

extension Ordering {
    var reversed: Ordering {
        switch self {
        case .less: .greater
        case .greater: .less
        default: self
        }
    }
}
