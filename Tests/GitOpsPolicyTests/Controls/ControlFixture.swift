import Testing

/// Objects that break a control, and objects that do not.
///
/// In an object that breaks it, `# <-` stands at the end of the lines whose values decide.
struct ControlFixture: Sendable {
    let id: String
    let failing: [String]
    let passing: [String]

    init(_ id: String, fails failing: String..., passes passing: String...) {
        self.id = id
        self.failing = failing
        self.passing = passing
    }

    static let all: [ControlFixture] = [
        isolation, privileges, hygiene, images, network, grants, bindings, argo, flux, secrets,
    ].flatMap { $0 }

    // MARK: Objects

    /// A pod with lines of its `spec` and of its container.
    static func pod(_ spec: String = "", container: String = "") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop}
        spec:
        \(indented(spec, by: 2))
          containers:
          - name: web
            image: registry.example/shop/web:1.4
        \(indented(container, by: 4))
        """
    }

    /// A Deployment with lines of its pod's `spec` and of its container.
    static func deployment(_ spec: String = "", container: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
        \(indented(spec, by: 6))
              containers:
              - name: web
                image: registry.example/shop/web:1.4
        \(indented(container, by: 8))
        """
    }

    static func object(_ apiVersion: String, _ kind: String, _ lines: String, name: String = "web") -> String {
        """
        apiVersion: \(apiVersion)
        kind: \(kind)
        metadata: {name: \(name), namespace: shop}
        \(lines)
        """
    }

    static func rule(_ lines: String, kind: String = "ClusterRole") -> String {
        object("rbac.authorization.k8s.io/v1", kind, "rules:\n- \(lines.replacing("\n", with: "\n  "))")
    }

    static func binding(
        _ role: String, _ subject: String, kind: String = "ClusterRoleBinding", name: String = "web"
    ) -> String {
        object(
            "rbac.authorization.k8s.io/v1", kind,
            """
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: \(role)
            subjects:
            \(subject)
            """, name: name)
    }

    static func configuration(_ name: String, _ data: String) -> String {
        object("v1", "ConfigMap", "data:\n  \(data)", name: name)
    }

    private static func indented(_ lines: String, by blanks: Int) -> String {
        lines.split(separator: "\n").map { String(repeating: " ", count: blanks) + $0 }.joined(separator: "\n")
    }
}

extension ControlFixture: CustomTestStringConvertible {
    var testDescription: String { id }
}
