import GitOpsManifest

extension Environment {
    /// A function that the version brought and an expression calls: the API server takes what is stored with it, and
    /// refuses it in a new or changed object, so that the version before can still read all objects.
    ///
    /// Complexity: O(nodes). Source: `DefaultCompatibilityVersion` of
    /// https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go.
    package func newFunction(in tree: ExpressionTree) -> (name: String, node: ExpressionID)? {
        guard let minor = kubernetes?.minor, minor > 0 else { return nil }
        let before = FunctionTable.of(LibrarySet(kubernetes: KubernetesVersion(minor: minor - 1)))
        let now = FunctionTable.of(LibrarySet(kubernetes: KubernetesVersion(minor: minor)))
        // Nearly all versions bring none.
        guard before !== now else { return nil }
        for index in tree.nodes.indices {
            let id = ExpressionID(rawValue: UInt32(index))
            let name: String
            switch tree[id].kind {
            case .call(let text, _): name = tree.text(text)
            case .memberCall(let text, let target, _):
                var prefix = ""
                if case .identifier(let space) = tree[target].kind { prefix = tree.text(space) + "." }
                name = now.number(of: prefix + tree.text(text)) == nil ? tree.text(text) : prefix + tree.text(text)
            default: continue
            }
            let isNew = now.number(of: name) != nil && before.number(of: name) == nil
            if isNew, !Self.gated.contains(where: { $0.name == name && $0.minor == minor }) { return (name, id) }
        }
        return nil
    }

    /// What came with the version before, behind a feature gate that was off.
    private static let gated = [("fieldSelector", 32), ("labelSelector", 32)].map { (name: $0.0, minor: $0.1) }
}
