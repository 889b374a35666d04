private let element = CELType.parameter("T")
private let list = CELType.list(element)

extension LibraryTable {
    /// Version 3 has costs of its own, and nothing else.
    ///
    /// Source: https://github.com/google/cel-go/blob/master/ext/lists.go.
    static let lists = LibraryTable(
        [.init("slice", ListsFunction.slice, .member("list_slice", [list, .integer, .integer], list))],
        [
            .init(
                "flatten", ListsFunction.flatten,
                .member("list_flatten", [.list(list)], list),
                .member("list_flatten_int", [.list(.dynamic), .integer], .list(.dynamic)))
        ],
        [
            .init(
                "sort", ListsFunction.sort,
                comparable.map { .member("list_\($0.runtimeName)_sort", [.list($0)], .list($0)) }),
            .init(
                "@sortByAssociatedKeys", ListsFunction.sortByAssociatedKeys,
                comparable.map {
                    .member("list_\($0.runtimeName)_sortByAssociatedKeys", [list, .list($0)], list)
                }),
            .init("lists.range", ListsFunction.range, Overload("lists_range", [.integer], .list(.integer))),
            .init("reverse", ListsFunction.reverse, .member("list_reverse", [list], list)),
            .init("distinct", ListsFunction.distinct, .member("list_distinct", [list], list)),
        ],
        [])

    private static let comparable: [CELType] = [
        .integer, .unsigned, .double, .boolean, .duration, .timestamp, .string, .bytes,
    ]

    /// Source: https://github.com/google/cel-go/blob/master/ext/sets.go.
    static let sets = LibraryTable([
        .init("sets.contains", SetsFunction.contains, Overload("list_sets_contains_list", [list, list], .boolean)),
        .init(
            "sets.equivalent", SetsFunction.equivalent, Overload("list_sets_equivalent_list", [list, list], .boolean)),
        .init(
            "sets.intersects", SetsFunction.intersects, Overload("list_sets_intersects_list", [list, list], .boolean)),
    ])

    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/lists.go.
    static let kubernetesLists = LibraryTable(
        [
            .init(
                "isSorted", KubernetesListsFunction.isSorted,
                comparable.map { .member("list_\(name($0))_is_sorted_bool", [.list($0)], .boolean) }),
            .init("sum", KubernetesListsFunction.sum, folds("sum", [.integer, .unsigned, .double, .duration])),
            .init("max", KubernetesListsFunction.max, folds("max", comparable)),
            .init("min", KubernetesListsFunction.min, folds("min", comparable)),
            .init(
                "indexOf", KubernetesListsFunction.indexOf,
                .member("list_a_index_of_int", [list, element], .integer)),
            .init(
                "lastIndexOf", KubernetesListsFunction.lastIndexOf,
                .member("list_a_last_index_of_int", [list, element], .integer)),
        ],
        [
            .init(
                "includes", KubernetesListsFunction.includes,
                .member("list_includes_dyn_dyn", [.dynamic, .dynamic], .boolean))
        ])

    private static func folds(_ function: String, _ types: [CELType]) -> [Overload] {
        types.map { .member("list_\(name($0))_\(function)_\(name($0))", [.list($0)], $0) }
    }

    private static func name(_ type: CELType) -> String { type.description }
}
