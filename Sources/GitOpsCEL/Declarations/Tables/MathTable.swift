extension LibraryTable {
    /// Source: https://github.com/google/cel-go/blob/master/ext/math.go.
    static let math = LibraryTable(
        [
            .init("math.@min", MathFunction.least, extremes("min")),
            .init("math.@max", MathFunction.greatest, extremes("max")),
        ],
        [
            .init("math.ceil", MathFunction.ceil, Overload("math_ceil_double", [.double], .double)),
            .init("math.floor", MathFunction.floor, Overload("math_floor_double", [.double], .double)),
            .init("math.round", MathFunction.round, Overload("math_round_double", [.double], .double)),
            .init("math.trunc", MathFunction.trunc, Overload("math_trunc_double", [.double], .double)),
            .init("math.isInf", MathFunction.isInf, Overload("math_isInf_double", [.double], .boolean)),
            .init("math.isNaN", MathFunction.isNaN, Overload("math_isNaN_double", [.double], .boolean)),
            .init("math.isFinite", MathFunction.isFinite, Overload("math_isFinite_double", [.double], .boolean)),
            .init("math.abs", MathFunction.abs, numbers.map { Overload("math_abs_\($0)", [$0], $0) }),
            .init("math.sign", MathFunction.sign, numbers.map { Overload("math_sign_\($0)", [$0], $0) }),
            .init("math.bitAnd", MathFunction.bitAnd, bits("bitAnd")),
            .init("math.bitOr", MathFunction.bitOr, bits("bitOr")),
            .init("math.bitXor", MathFunction.bitXor, bits("bitXor")),
            .init(
                "math.bitNot", MathFunction.bitNot,
                Overload("math_bitNot_int_int", [.integer], .integer),
                Overload("math_bitNot_uint_uint", [.unsigned], .unsigned)),
            .init("math.bitShiftLeft", MathFunction.bitShiftLeft, shifts("bitShiftLeft")),
            .init("math.bitShiftRight", MathFunction.bitShiftRight, shifts("bitShiftRight")),
        ],
        [.init("math.sqrt", MathFunction.sqrt, numbers.map { Overload("math_sqrt_\($0)", [$0], .double) })])

    private static let numbers: [CELType] = [.double, .integer, .unsigned]

    private static func extremes(_ name: String) -> [Overload] {
        let single = numbers.map { Overload("math_@\(name)_\($0)", [$0], $0) }
        let same = numbers.map { Overload("math_@\(name)_\($0)_\($0)", [$0, $0], $0) }
        let mixed = [CELType.integer, .double, .unsigned].flatMap { left in
            [CELType.unsigned, .integer, .double].filter { $0 != left }.map { right in
                Overload("math_@\(name)_\(left)_\(right)", [left, right], .dynamic)
            }
        }
        let lists = numbers.map { Overload("math_@\(name)_list_\($0)", [.list($0)], $0) }
        return single + same + mixed + lists
    }

    private static func bits(_ name: String) -> [Overload] {
        [CELType.integer, .unsigned].map { Overload("math_\(name)_\($0)_\($0)", [$0, $0], $0) }
    }

    private static func shifts(_ name: String) -> [Overload] {
        [CELType.integer, .unsigned].map { Overload("math_\(name)_\($0)_int", [$0, .integer], $0) }
    }
}
