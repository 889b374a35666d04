extension LibraryTable {
    /// Source: https://github.com/google/cel-go/blob/master/ext/encoders.go.
    static let encoders = LibraryTable([
        .init("base64.decode", EncodersFunction.base64Decode, Overload("base64_decode_string", [.string], .bytes)),
        .init("base64.encode", EncodersFunction.base64Encode, Overload("base64_encode_bytes", [.bytes], .string)),
    ])

    /// Source: https://github.com/google/cel-go/blob/master/ext/regex.go.
    static let regex = LibraryTable([
        .init(
            "regex.extract", RegexFunction.extract,
            Overload("regex_extract_string_string", [.string, .string], .optional(.string))),
        .init(
            "regex.extractAll", RegexFunction.extractAll,
            Overload("regex_extractAll_string_string", [.string, .string], .list(.string))),
        .init(
            "regex.replace", RegexFunction.replace,
            Overload("regex_replace_string_string_string", [.string, .string, .string], .string),
            Overload("regex_replace_string_string_string_int", [.string, .string, .string, .integer], .string)),
    ])

    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/regex.go.
    static let kubernetesRegex = LibraryTable([
        .init("find", KubernetesRegexFunction.find, .member("string_find_string", [.string, .string], .string)),
        .init(
            "findAll", KubernetesRegexFunction.findAll,
            .member("string_find_all_string", [.string, .string], .list(.string)),
            .member("string_find_all_string_int", [.string, .string, .integer], .list(.string))),
    ])

    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/jsonpatch.go.
    static let jsonPatch = LibraryTable([
        .init(
            "jsonpatch.escapeKey", JSONPatchFunction.escapeKey,
            Overload("string_jsonpatch_escapeKey_string", [.string], .string))
    ])

    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/format.go.
    static let format = LibraryTable([
        .init(
            "validate", FormatFunction.validate,
            .member("format-validate", [.namedFormat, .string], .optional(.list(.string)))),
        .init("format.named", FormatFunction.named, Overload("format-named", [.string], .optional(.namedFormat))),
        constant("dns1123Label", .dns1123Label),
        constant("dns1123Subdomain", .dns1123Subdomain),
        constant("dns1035Label", .dns1035Label),
        constant("qualifiedName", .qualifiedName),
        constant("dns1123LabelPrefix", .dns1123LabelPrefix),
        constant("dns1123SubdomainPrefix", .dns1123SubdomainPrefix),
        constant("dns1035LabelPrefix", .dns1035LabelPrefix),
        constant("labelValue", .labelValue),
        constant("uri", .uri),
        constant("uuid", .uuid),
        constant("byte", .byte),
        constant("date", .date),
        constant("datetime", .datetime),
    ])

    private static func constant(_ name: String, _ function: FormatFunction) -> FunctionDeclaration {
        FunctionDeclaration("format." + name, function, Overload("format." + name, [], .namedFormat))
    }
}
