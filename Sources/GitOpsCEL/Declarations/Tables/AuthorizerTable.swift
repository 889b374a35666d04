extension LibraryTable {
    /// Version 1 has the selectors.
    ///
    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/authz.go.
    static let authorizer = LibraryTable(
        [
            .init(
                "path", AuthorizerFunction.path, .member("authorizer_path", [.authorizer, .string], .pathCheck)),
            .init(
                "group", AuthorizerFunction.group, .member("authorizer_group", [.authorizer, .string], .groupCheck)),
            .init(
                "serviceAccount", AuthorizerFunction.serviceAccount,
                .member("authorizer_serviceaccount", [.authorizer, .string, .string], .authorizer)),
            .init(
                "resource", AuthorizerFunction.resource,
                .member("groupcheck_resource", [.groupCheck, .string], .resourceCheck)),
            narrowing("subresource", .subresource),
            narrowing("namespace", .namespace),
            narrowing("name", .name),
            .init(
                "check", AuthorizerFunction.check,
                .member("pathcheck_check", [.pathCheck, .string], .decision),
                .member("resourcecheck_check", [.resourceCheck, .string], .decision)),
            .init("errored", AuthorizerFunction.errored, .member("decision_errored", [.decision], .boolean)),
            .init("error", AuthorizerFunction.error, .member("decision_error", [.decision], .string)),
            .init("allowed", AuthorizerFunction.allowed, .member("decision_allowed", [.decision], .boolean)),
            .init("reason", AuthorizerFunction.reason, .member("decision_reason", [.decision], .string)),
        ],
        [
            narrowing("fieldSelector", .fieldSelector, id: "authorizer_fieldselector"),
            narrowing("labelSelector", .labelSelector, id: "authorizer_labelselector"),
        ])

    private static func narrowing(
        _ name: String, _ function: AuthorizerFunction, id: String? = nil
    ) -> FunctionDeclaration {
        FunctionDeclaration(
            name, function, .member(id ?? "resourcecheck_" + name, [.resourceCheck, .string], .resourceCheck))
    }
}
