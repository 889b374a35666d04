public import GitOpsManifest

extension PolicyRule {
    /// Reads a rule as it stands in a role; what is no string is left out.
    public init(_ node: Node) {
        func texts(_ name: String) -> [String] { node[name].map { $0.elements.compactMap(\.string) } ?? [] }
        self.init(
            verbs: texts("verbs"), apiGroups: texts("apiGroups"), resources: texts("resources"),
            resourceNames: texts("resourceNames"), nonResourceURLs: texts("nonResourceURLs"))
    }
}
