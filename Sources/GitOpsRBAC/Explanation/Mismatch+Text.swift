extension Mismatch {
    /// A code that stays the same: `other-namespace`, `verb`, `dangling-role` …
    public var code: String {
        switch self {
        case .verbCase: "verb-case"
        case .verb: "verb"
        case .requestWithoutName: "request-without-name"
        case .otherName: "other-name"
        case .subresource: "subresource"
        case .onlySubresource: "only-subresource"
        case .notAPattern: "not-a-pattern"
        case .resourceSpelling: "resource-spelling"
        case .apiGroup: "api-group"
        case .otherResource: "other-resource"
        case .otherNamespace: "other-namespace"
        case .allNamespaces: "all-namespaces"
        case .clusterScopedResource: "cluster-scoped-resource"
        case .otherPath: "other-path"
        case .pathInRoleBinding: "path-in-role-binding"
        case .pathInRole: "path-in-role"
        case .danglingRole: "dangling-role"
        case .roleInClusterBinding: "role-in-cluster-binding"
        case .subjectNamespaceMissing: "subject-namespace-missing"
        case .subjectNamespace: "subject-namespace"
        case .subjectKind: "subject-kind"
        case .subjectCase: "subject-case"
        case .implicitGroup: "implicit-group"
        }
    }

    /// How far it is from fitting: mistakes come before grants that were meant for something else.
    var distance: Int {
        switch self {
        case .verbCase, .resourceSpelling, .notAPattern, .subjectNamespaceMissing, .subjectCase: 0
        case .danglingRole, .roleInClusterBinding, .pathInRole, .pathInRoleBinding, .implicitGroup,
            .clusterScopedResource:
            1
        case .subresource, .onlySubresource, .requestWithoutName, .allNamespaces, .apiGroup: 2
        case .otherName, .subjectKind, .subjectNamespace: 3
        case .otherNamespace: 4
        case .verb: 5
        case .otherPath: 6
        case .otherResource: 7
        }
    }
}

extension Mismatch: CustomStringConvertible {
    /// What does not fit and what to do.
    public var description: String {
        switch self {
        case .verbCase(let granted):
            "the rule has the verb \"\(granted)\", and verbs are compared as they are; write it in lowercase"
        case .verb(let granted): "the rule has the verbs \(list(granted)) only"
        case .requestWithoutName(let granted):
            "the rule is for the names \(list(granted)), and the request has none: create, list and deletecollection "
                + "are never allowed by name, list and watch with fieldSelector=metadata.name=NAME are"
        case .otherName(let granted): "the rule is for the names \(list(granted)) only"
        case .subresource(let granted):
            "the rule has \"\(granted)\", which does not give its subresources; name the subresource"
        case .onlySubresource(let granted):
            "the rule has \"\(granted)\", which does not give the resource itself; name it too"
        case .notAPattern(let granted): "\"\(granted)\" is no pattern but a name; list the subresources, or write \"*\""
        case .resourceSpelling(let granted): "the rule has \"\(granted)\"; resources are in the plural and lowercase"
        case .apiGroup(let granted): "the rule is for the API groups \(list(granted))"
        case .otherResource(let granted): "the rule is for \(list(granted))"
        case .otherNamespace(let granted): "the RoleBinding grants it in the namespace \(granted) alone"
        case .allNamespaces(let granted):
            "the RoleBinding grants it in the namespace \(granted), and the request is for all namespaces; "
                + "ask in the namespace, or bind with a ClusterRoleBinding"
        case .clusterScopedResource(let granted):
            "the resource belongs to the cluster, and a RoleBinding (in \(granted)) never grants it, "
                + "whatever kubectl auth can-i says; bind with a ClusterRoleBinding"
        case .otherPath(let granted): "the rule is for the paths \(list(granted))"
        case .pathInRoleBinding(let namespace):
            "a RoleBinding (in \(namespace)) cannot grant paths; bind with a ClusterRoleBinding"
        case .pathInRole(let role): "\(role) cannot grant paths; use a ClusterRole and a ClusterRoleBinding"
        case .danglingRole(let role): "\(role) is not in the set, so the binding grants nothing; add it"
        case .roleInClusterBinding(let name): "\(AccessProblem.Reason.roleInClusterBinding(name: name))"
        case .subjectNamespaceMissing(let account):
            "ServiceAccount \(account) has no namespace in a ClusterRoleBinding, which then never matches; write it"
        case .subjectNamespace(let subject): "the binding is for \(subject), of another namespace"
        case .subjectKind(let subject): "the binding is for \(subject), a subject of another kind; correct its kind"
        case .subjectCase(let subject): "the binding is for \(subject), and names are compared as they are"
        case .implicitGroup(let group):
            "the binding is for Group \(group), which the API server adds to every request of this user; "
                + "the question lacks it"
        }
    }

    private func list(_ values: [String]) -> String {
        values.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
    }
}

extension DenialExplanation.Conclusion: CustomStringConvertible {
    /// The conclusion in a sentence.
    public var description: String {
        switch self {
        case .almost: "a grant comes near"
        case .otherSubject: "no binding names this subject or its groups; one for another subject comes near"
        case .noBinding: "no binding names this subject or its groups"
        case .nothingNear(let bindings):
            "\(bindings == 1 ? "one binding names" : "\(bindings) bindings name") this subject or its groups, "
                + "and no rule of theirs comes near"
        }
    }
}

extension NearMiss: CustomStringConvertible {
    /// `rbac/web.yaml:12:5: the rule has the verbs get, list only`.
    public var description: String { "\(place): \(mismatches.map(\.description).joined(separator: "; and "))" }
}

extension DenialExplanation: CustomStringConvertible {
    /// The conclusion, and a near miss a line.
    public var description: String {
        ([conclusion.description] + nearMisses.map { "  \($0)" } + (scopeNote.map { ["  \($0)"] } ?? []))
            .joined(separator: "\n")
    }
}
