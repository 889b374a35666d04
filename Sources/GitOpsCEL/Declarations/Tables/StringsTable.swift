extension LibraryTable {
    /// Version 4 changes how `format` writes, and nothing else.
    ///
    /// Source: https://github.com/google/cel-go/blob/master/ext/strings.go.
    static let strings = LibraryTable(
        [
            .init("charAt", StringsFunction.charAt, .member("string_char_at_int", [.string, .integer], .string)),
            .init("indexOf", StringsFunction.indexOf, search("string_index_of_string")),
            .init("lastIndexOf", StringsFunction.lastIndexOf, search("string_last_index_of_string")),
            .init("lowerAscii", StringsFunction.lowerAscii, .member("string_lower_ascii", [.string], .string)),
            .init(
                "replace", StringsFunction.replace,
                .member("string_replace_string_string", [.string, .string, .string], .string),
                .member("string_replace_string_string_int", [.string, .string, .string, .integer], .string)),
            .init(
                "split", StringsFunction.split,
                .member("string_split_string", [.string, .string], .list(.string)),
                .member("string_split_string_int", [.string, .string, .integer], .list(.string))),
            .init(
                "substring", StringsFunction.substring,
                .member("string_substring_int", [.string, .integer], .string),
                .member("string_substring_int_int", [.string, .integer, .integer], .string)),
            .init("trim", StringsFunction.trim, .member("string_trim", [.string], .string)),
            .init("upperAscii", StringsFunction.upperAscii, .member("string_upper_ascii", [.string], .string)),
        ],
        [
            .init(
                "format", StringsFunction.format, .member("string_format", [.string, .list(.dynamic)], .string)),
            .init("strings.quote", StringsFunction.quote, Overload("strings_quote", [.string], .string)),
        ],
        [
            .init(
                "join", StringsFunction.join,
                .member("list_join", [.list(.string)], .string),
                .member("list_join_string", [.list(.string), .string], .string))
        ],
        [.init("reverse", StringsFunction.reverse, .member("string_reverse", [.string], .string))],
        [])

    private static func search(_ id: String) -> [Overload] {
        [
            .member(id, [.string, .string], .integer),
            .member(id + "_int", [.string, .string, .integer], .integer),
        ]
    }
}
