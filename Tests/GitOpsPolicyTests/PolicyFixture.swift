import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

/// Short ways to manifests, policies and requests.
enum PolicyFixture {
    static func set(_ yaml: String, name: String = "test.yaml") -> ManifestSet {
        ManifestSet(SourceText(yaml, name: name))
    }

    /// A policy about Deployments with the given lines in its `spec`, indented by two blanks.
    static func policy(
        _ name: String = "p", _ spec: String = "validations: [{expression: \"true\"}]",
        rules: String =
            "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]"
    ) -> String {
        let lines = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        return """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: \(name)}
            spec:
              matchConstraints:
                resourceRules: \(rules)
            \(lines.joined(separator: "\n"))
            ---

            """
    }

    static func binding(_ name: String = "b", policy: String = "p", _ more: String = "validationActions: [Deny]")
        -> String
    {
        let lines = more.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        return """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: \(name)}
            spec:
              policyName: \(policy)
            \(lines.joined(separator: "\n"))
            ---

            """
    }

    static func deployment(_ name: String = "web", namespace: String = "shop", _ more: String = "replicas: 1") -> String
    {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name), namespace: \(namespace), labels: {app: \(name)}}
        spec:
          \(more)
        ---

        """
    }

    /// A request for an object of a kind, by default a new one.
    static func request(
        _ apiVersion: String = "apps/v1", _ kind: String = "Deployment", resource: String? = nil,
        subresource: String = "",
        name: String = "web", namespace: String = "shop", operation: AdmissionOperation = .create,
        labels: [String: String] = [:], oldLabels: [String: String]? = nil
    ) throws -> AdmissionRequest {
        let id = GroupVersionKind(apiVersion: apiVersion, kind: kind)
        var served = ResourceCatalog().resource(of: id)
        if let resource { served.resource.resource = resource }
        func object(_ labels: [String: String]) throws -> Node {
            let text = labels.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
            return try Document(
                yaml: "{apiVersion: \(apiVersion), kind: \(kind), metadata: {name: \(name), labels: {\(text)}}}"
            ).root
        }
        return AdmissionRequest(
            kind: id, served: served, subresource: subresource, name: name, namespace: namespace,
            operation: operation, object: operation == .delete ? nil : try object(labels),
            oldObject: operation == .create ? nil : try object(oldLabels ?? labels))
    }
}
