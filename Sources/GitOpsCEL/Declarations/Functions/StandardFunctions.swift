/// Operators, conversions, and what every environment has.
package enum StandardFunction: UInt8, LibraryFunction {
    /// `_?_:_`, `_&&_`, `_||_`, `!_`, `@not_strictly_false`: not strict in their arguments, apart from `!_`.
    case conditional, and, or, not, notStrictlyFalse
    /// `_==_`, `_!=_`.
    case equals, notEquals
    /// `_<_`, `_<=_`, `_>_`, `_>=_`.
    case less, lessOrEqual, greater, greaterOrEqual
    /// `_+_`, `_-_`, `_*_`, `_/_`, `_%_`, `-_`.
    case add, subtract, multiply, divide, modulo, negate
    /// `_[_]`, `@in`.
    case index, contained
    case size, contains, startsWith, endsWith, matches
    case bool, bytes, double, duration, dyn, int, string, timestamp, type, uint
    case getFullYear, getMonth, getDayOfYear, getDate, getDayOfMonth, getDayOfWeek
    case getHours, getMinutes, getSeconds, getMilliseconds
    /// `cel.@mapInsert`: what `transformMap` and `transformMapEntry` build their map with.
    case mapInsert

    package static var library: Library { .standard }
}
