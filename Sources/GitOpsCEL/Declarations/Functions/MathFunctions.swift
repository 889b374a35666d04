/// Functions of the namespace `math`.
package enum MathFunction: UInt8, LibraryFunction {
    /// `math.@min` and `math.@max`, which the macros `math.least` and `math.greatest` call.
    case least, greatest
    case ceil, floor, round, trunc
    case isInf, isNaN, isFinite
    case abs, sign
    case bitAnd, bitOr, bitXor, bitNot, bitShiftLeft, bitShiftRight
    case sqrt

    package static var library: Library { .math }
}
