extension LibraryTable {
    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/urls.go.
    static let url = LibraryTable([
        .init("url", URLFunction.url, Overload("string_to_url", [.string], .url)),
        .init("getScheme", URLFunction.getScheme, .member("url_get_scheme", [.url], .string)),
        .init("getHost", URLFunction.getHost, .member("url_get_host", [.url], .string)),
        .init("getHostname", URLFunction.getHostname, .member("url_get_hostname", [.url], .string)),
        .init("getPort", URLFunction.getPort, .member("url_get_port", [.url], .string)),
        .init("getEscapedPath", URLFunction.getEscapedPath, .member("url_get_escaped_path", [.url], .string)),
        .init(
            "getQuery", URLFunction.getQuery,
            .member("url_get_query", [.url], .map(key: .string, value: .list(.string)))),
        .init("isURL", URLFunction.isURL, Overload("is_url_string", [.string], .boolean)),
    ])

    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/quantity.go.
    static let quantity = LibraryTable([
        .init("quantity", QuantityFunction.quantity, Overload("string_to_quantity", [.string], .quantity)),
        .init("isQuantity", QuantityFunction.isQuantity, Overload("is_quantity_string", [.string], .boolean)),
        .init("sign", QuantityFunction.sign, Overload("quantity_sign", [.quantity], .integer)),
        .init(
            "isGreaterThan", QuantityFunction.isGreaterThan,
            .member("quantity_is_greater_than", [.quantity, .quantity], .boolean)),
        .init(
            "isLessThan", QuantityFunction.isLessThan,
            .member("quantity_is_less_than", [.quantity, .quantity], .boolean)),
        .init(
            "compareTo", QuantityFunction.compareTo,
            .member("quantity_compare_to", [.quantity, .quantity], .integer)),
        .init(
            "asApproximateFloat", QuantityFunction.asApproximateFloat,
            .member("quantity_get_float", [.quantity], .double)),
        .init("asInteger", QuantityFunction.asInteger, .member("quantity_get_int", [.quantity], .integer)),
        .init("isInteger", QuantityFunction.isInteger, .member("quantity_is_integer", [.quantity], .boolean)),
        .init("add", QuantityFunction.add, sums("quantity_add")),
        .init("sub", QuantityFunction.sub, sums("quantity_sub")),
    ])

    private static func sums(_ id: String) -> [Overload] {
        [
            .member(id, [.quantity, .quantity], .quantity),
            .member(id + "_int", [.quantity, .integer], .quantity),
        ]
    }

    /// Version 1 reads versions with parts left out or a leading `v`.
    ///
    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/semverlib.go.
    static let semver = LibraryTable(
        [
            .init("semver", SemverFunction.semver, Overload("string_to_semver", [.string], .semver)),
            .init("isSemver", SemverFunction.isSemver, Overload("is_semver_string", [.string], .boolean)),
            .init(
                "isGreaterThan", SemverFunction.isGreaterThan,
                .member("semver_is_greater_than", [.semver, .semver], .boolean)),
            .init(
                "isLessThan", SemverFunction.isLessThan,
                .member("semver_is_less_than", [.semver, .semver], .boolean)),
            .init(
                "compareTo", SemverFunction.compareTo, .member("semver_compare_to", [.semver, .semver], .integer)),
            .init("major", SemverFunction.major, .member("semver_major", [.semver], .integer)),
            .init("minor", SemverFunction.minor, .member("semver_minor", [.semver], .integer)),
            .init("patch", SemverFunction.patch, .member("semver_patch", [.semver], .integer)),
        ],
        [
            .init("semver", SemverFunction.semver, Overload("string_bool_to_semver", [.string, .boolean], .semver)),
            .init(
                "isSemver", SemverFunction.isSemver,
                Overload("is_semver_string_bool", [.string, .boolean], .boolean)),
        ])
}
