private let a = CELType.parameter("A")
private let b = CELType.parameter("B")
private let key = CELType.parameter("K")
private let value = CELType.parameter("V")

extension LibraryTable {
    /// Source: https://github.com/google/cel-go/blob/master/common/stdlib/standard.go; version 1 has what the
    /// comprehensions with two variables need, https://github.com/google/cel-go/blob/master/ext/comprehensions.go.
    static let standard = LibraryTable(
        logic + arithmetic + order + containers + conversions + texts + times,
        [
            FunctionDeclaration(
                "cel.@mapInsert", StandardFunction.mapInsert,
                Overload(
                    "@mapInsert_map_key_value", [.map(key: key, value: value), key, value],
                    .map(key: key, value: value)),
                Overload(
                    "@mapInsert_map_map", [.map(key: key, value: value), .map(key: key, value: value)],
                    .map(key: key, value: value)))
        ])

    private static let logic: [FunctionDeclaration] = [
        .init("_?_:_", StandardFunction.conditional, Overload("conditional", [.boolean, a, a], a)),
        .init("_&&_", StandardFunction.and, Overload("logical_and", [.boolean, .boolean], .boolean)),
        .init("_||_", StandardFunction.or, Overload("logical_or", [.boolean, .boolean], .boolean)),
        .init("!_", StandardFunction.not, Overload("logical_not", [.boolean], .boolean)),
        .init(
            "@not_strictly_false", StandardFunction.notStrictlyFalse,
            Overload("not_strictly_false", [.boolean], .boolean)),
        .init("_==_", StandardFunction.equals, Overload("equals", [a, a], .boolean)),
        .init("_!=_", StandardFunction.notEquals, Overload("not_equals", [a, a], .boolean)),
    ]

    private static let arithmetic: [FunctionDeclaration] = [
        .init(
            "_+_", StandardFunction.add,
            Overload("add_bytes", [.bytes, .bytes], .bytes),
            Overload("add_double", [.double, .double], .double),
            Overload("add_duration_duration", [.duration, .duration], .duration),
            Overload("add_duration_timestamp", [.duration, .timestamp], .timestamp),
            Overload("add_timestamp_duration", [.timestamp, .duration], .timestamp),
            Overload("add_int64", [.integer, .integer], .integer),
            Overload("add_list", [.list(a), .list(a)], .list(a)),
            Overload("add_string", [.string, .string], .string),
            Overload("add_uint64", [.unsigned, .unsigned], .unsigned)),
        .init(
            "_/_", StandardFunction.divide,
            Overload("divide_double", [.double, .double], .double),
            Overload("divide_int64", [.integer, .integer], .integer),
            Overload("divide_uint64", [.unsigned, .unsigned], .unsigned)),
        .init(
            "_%_", StandardFunction.modulo,
            Overload("modulo_int64", [.integer, .integer], .integer),
            Overload("modulo_uint64", [.unsigned, .unsigned], .unsigned)),
        .init(
            "_*_", StandardFunction.multiply,
            Overload("multiply_double", [.double, .double], .double),
            Overload("multiply_int64", [.integer, .integer], .integer),
            Overload("multiply_uint64", [.unsigned, .unsigned], .unsigned)),
        .init(
            "-_", StandardFunction.negate,
            Overload("negate_double", [.double], .double),
            Overload("negate_int64", [.integer], .integer)),
        .init(
            "_-_", StandardFunction.subtract,
            Overload("subtract_double", [.double, .double], .double),
            Overload("subtract_duration_duration", [.duration, .duration], .duration),
            Overload("subtract_int64", [.integer, .integer], .integer),
            Overload("subtract_timestamp_duration", [.timestamp, .duration], .timestamp),
            Overload("subtract_timestamp_timestamp", [.timestamp, .timestamp], .duration),
            Overload("subtract_uint64", [.unsigned, .unsigned], .unsigned)),
    ]

    private static let order: [FunctionDeclaration] = [
        .init("_<_", StandardFunction.less, comparison("less")),
        .init("_<=_", StandardFunction.lessOrEqual, comparison("less_equals")),
        .init("_>_", StandardFunction.greater, comparison("greater")),
        .init("_>=_", StandardFunction.greaterOrEqual, comparison("greater_equals")),
    ]

    private static func comparison(_ name: String) -> [Overload] {
        let numbers: [(name: String, type: CELType)] = [
            ("int64", .integer), ("uint64", .unsigned), ("double", .double),
        ]
        var overloads = [Overload("\(name)_bool", [.boolean, .boolean], .boolean)]
        for left in numbers {
            overloads.append(Overload("\(name)_\(left.name)", [left.type, left.type], .boolean))
            for right in numbers where right.type != left.type {
                overloads.append(Overload("\(name)_\(left.name)_\(right.name)", [left.type, right.type], .boolean))
            }
        }
        let others: [CELType] = [.string, .bytes, .timestamp, .duration]
        return overloads + others.map { Overload("\(name)_\($0)", [$0, $0], .boolean) }
    }

    private static let containers: [FunctionDeclaration] = [
        .init(
            "_[_]", StandardFunction.index,
            Overload("index_list", [.list(a), .integer], a),
            Overload("index_map", [.map(key: a, value: b), a], b)),
        .init(
            "@in", StandardFunction.contained,
            Overload("in_list", [a, .list(a)], .boolean),
            Overload("in_map", [a, .map(key: a, value: b)], .boolean)),
        .init(
            "size", StandardFunction.size,
            Overload("size_bytes", [.bytes], .integer),
            .member("bytes_size", [.bytes], .integer),
            Overload("size_list", [.list(a)], .integer),
            .member("list_size", [.list(a)], .integer),
            Overload("size_map", [.map(key: a, value: b)], .integer),
            .member("map_size", [.map(key: a, value: b)], .integer),
            Overload("size_string", [.string], .integer),
            .member("string_size", [.string], .integer)),
    ]

    private static let conversions: [FunctionDeclaration] = [
        .init("type", StandardFunction.type, Overload("type", [a], .type(a))),
        .init(
            "bool", StandardFunction.bool,
            Overload("bool_to_bool", [.boolean], .boolean),
            Overload("string_to_bool", [.string], .boolean)),
        .init(
            "bytes", StandardFunction.bytes,
            Overload("bytes_to_bytes", [.bytes], .bytes),
            Overload("string_to_bytes", [.string], .bytes)),
        .init(
            "double", StandardFunction.double,
            Overload("double_to_double", [.double], .double),
            Overload("int64_to_double", [.integer], .double),
            Overload("string_to_double", [.string], .double),
            Overload("uint64_to_double", [.unsigned], .double)),
        .init(
            "duration", StandardFunction.duration,
            Overload("duration_to_duration", [.duration], .duration),
            Overload("string_to_duration", [.string], .duration)),
        .init("dyn", StandardFunction.dyn, Overload("to_dyn", [a], .dynamic)),
        .init(
            "int", StandardFunction.int,
            Overload("int64_to_int64", [.integer], .integer),
            Overload("double_to_int64", [.double], .integer),
            Overload("duration_to_int64", [.duration], .integer),
            Overload("string_to_int64", [.string], .integer),
            Overload("timestamp_to_int64", [.timestamp], .integer),
            Overload("uint64_to_int64", [.unsigned], .integer)),
        .init(
            "string", StandardFunction.string,
            Overload("string_to_string", [.string], .string),
            Overload("bool_to_string", [.boolean], .string),
            Overload("bytes_to_string", [.bytes], .string),
            Overload("double_to_string", [.double], .string),
            Overload("duration_to_string", [.duration], .string),
            Overload("int64_to_string", [.integer], .string),
            Overload("timestamp_to_string", [.timestamp], .string),
            Overload("uint64_to_string", [.unsigned], .string)),
        .init(
            "timestamp", StandardFunction.timestamp,
            Overload("timestamp_to_timestamp", [.timestamp], .timestamp),
            Overload("int64_to_timestamp", [.integer], .timestamp),
            Overload("string_to_timestamp", [.string], .timestamp)),
        .init(
            "uint", StandardFunction.uint,
            Overload("uint64_to_uint64", [.unsigned], .unsigned),
            Overload("double_to_uint64", [.double], .unsigned),
            Overload("int64_to_uint64", [.integer], .unsigned),
            Overload("string_to_uint64", [.string], .unsigned)),
    ]

    private static let texts: [FunctionDeclaration] = [
        .init("contains", StandardFunction.contains, .member("contains_string", [.string, .string], .boolean)),
        .init("endsWith", StandardFunction.endsWith, .member("ends_with_string", [.string, .string], .boolean)),
        .init("startsWith", StandardFunction.startsWith, .member("starts_with_string", [.string, .string], .boolean)),
        .init(
            "matches", StandardFunction.matches,
            Overload("matches", [.string, .string], .boolean),
            .member("matches_string", [.string, .string], .boolean)),
    ]

    private static let times: [FunctionDeclaration] = [
        part("getFullYear", .getFullYear, "timestamp_to_year"),
        part("getMonth", .getMonth, "timestamp_to_month"),
        part("getDayOfYear", .getDayOfYear, "timestamp_to_day_of_year"),
        part("getDayOfMonth", .getDayOfMonth, "timestamp_to_day_of_month"),
        part("getDate", .getDate, "timestamp_to_day_of_month_1_based"),
        part("getDayOfWeek", .getDayOfWeek, "timestamp_to_day_of_week"),
        part("getHours", .getHours, "timestamp_to_hours", ofDuration: "duration_to_hours"),
        part("getMinutes", .getMinutes, "timestamp_to_minutes", ofDuration: "duration_to_minutes"),
        part(
            "getSeconds", .getSeconds, "timestamp_to_seconds", inZone: "timestamp_to_seconds_tz",
            ofDuration: "duration_to_seconds"),
        part("getMilliseconds", .getMilliseconds, "timestamp_to_milliseconds", ofDuration: "duration_to_milliseconds"),
    ]

    private static func part(
        _ name: String, _ function: StandardFunction, _ id: String, inZone: String? = nil, ofDuration: String? = nil
    ) -> FunctionDeclaration {
        var overloads: [Overload] = [
            .member(id, [.timestamp], .integer),
            .member(inZone ?? id + "_with_tz", [.timestamp, .string], .integer),
        ]
        if let ofDuration { overloads.append(.member(ofDuration, [.duration], .integer)) }
        return FunctionDeclaration(name, function, overloads)
    }
}
