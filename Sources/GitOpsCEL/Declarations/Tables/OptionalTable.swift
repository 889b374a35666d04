private let value = CELType.parameter("V")
private let key = CELType.parameter("K")
private let optional = CELType.optional(value)
private let list = CELType.list(value)
private let map = CELType.map(key: key, value: value)

extension LibraryTable {
    /// Version 1 has nothing but the macro `optFlatMap`.
    ///
    /// Source: https://github.com/google/cel-go/blob/master/cel/library.go.
    static let optionals = LibraryTable(
        [
            .init("optional.of", OptionalFunction.of, Overload("optional_of", [value], optional)),
            .init(
                "optional.ofNonZeroValue", OptionalFunction.ofNonZeroValue,
                Overload("optional_ofNonZeroValue", [value], optional)),
            .init("optional.none", OptionalFunction.none, Overload("optional_none", [], optional)),
            .init("value", OptionalFunction.value, .member("optional_value", [optional], value)),
            .init("hasValue", OptionalFunction.hasValue, .member("optional_hasValue", [optional], .boolean)),
            .init("or", OptionalFunction.or, .member("optional_or_optional", [optional, optional], optional)),
            .init("orValue", OptionalFunction.orValue, .member("optional_orValue_value", [optional, value], value)),
            .init(
                "_?._", OptionalFunction.select, Overload("select_optional_field", [.dynamic, .string], optional)),
            .init(
                "_[?_]", OptionalFunction.index,
                Overload("list_optindex_optional_int", [list, .integer], optional),
                Overload("optional_list_optindex_optional_int", [.optional(list), .integer], optional),
                Overload("map_optindex_optional_value", [map, key], optional),
                Overload("optional_map_optindex_optional_value", [.optional(map), key], optional)),
            .init(
                "_[_]", StandardFunction.index,
                Overload("optional_list_index_int", [.optional(list), .integer], optional),
                Overload("optional_map_index_value", [.optional(map), key], optional)),
        ],
        [],
        [
            .init("last", OptionalFunction.last, .member("list_last", [list], optional)),
            .init("first", OptionalFunction.first, .member("list_first", [list], optional)),
            .init(
                "optional.unwrap", OptionalFunction.unwrap, Overload("optional_unwrap", [.list(optional)], list)),
            .init("unwrapOpt", OptionalFunction.unwrapOpt, .member("optional_unwrapOpt", [.list(optional)], list)),
        ])
}
