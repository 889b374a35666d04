import GitOpsCEL
import GitOpsManifest

/// What expressions of admission policies may use.
///
/// Source: `k8s.io/apiserver/pkg/admission/plugin/cel/compile.go`.
struct AdmissionEnvironments {
    private let plain: Environment
    private let withParams: Environment

    init(kubernetes: KubernetesVersion) {
        var environment = Environment(kubernetes: kubernetes)
        environment.constantPatterns = ConstantPatterns()
        for type in Self.types { environment.declare(type) }
        environment.declare("object", .dynamic)
        environment.declare("oldObject", .dynamic)
        environment.declare("namespaceObject", .object("kubernetes.Namespace"))
        environment.declare("request", .object("kubernetes.AdmissionRequest"))
        plain = environment
        environment.declare("params", .dynamic)
        withParams = environment
    }

    /// How expressions are read, the same for all of them.
    var parserOptions: ParserOptions { plain.parserOptions }

    func environment(hasParams: Bool, hasAuthorizer: Bool) -> Environment {
        var environment = hasParams ? withParams : plain
        if hasAuthorizer {
            environment.declare("authorizer", .authorizer)
            environment.declare("authorizer.requestResource", .resourceCheck)
        }
        return environment
    }

    private static let texts = CELType.map(key: .string, value: .string)

    private static let types: [ObjectType] = [
        ObjectType("kubernetes.GroupVersionKind", fields: ["group": .string, "version": .string, "kind": .string]),
        ObjectType(
            "kubernetes.GroupVersionResource", fields: ["group": .string, "version": .string, "resource": .string]),
        ObjectType(
            "kubernetes.UserInfo",
            fields: [
                "username": .string, "uid": .string, "groups": .list(.string),
                "extra": .map(key: .string, value: .list(.string)),
            ]),
        ObjectType(
            "kubernetes.AdmissionRequest",
            fields: [
                "kind": .object("kubernetes.GroupVersionKind"),
                "resource": .object("kubernetes.GroupVersionResource"), "subResource": .string,
                "requestKind": .object("kubernetes.GroupVersionKind"),
                "requestResource": .object("kubernetes.GroupVersionResource"), "requestSubResource": .string,
                "name": .string, "namespace": .string, "operation": .string,
                "userInfo": .object("kubernetes.UserInfo"), "dryRun": .boolean, "options": .dynamic,
            ]),
        ObjectType("kubernetes.NamespaceSpec", fields: ["finalizers": .list(.string)]),
        ObjectType(
            "kubernetes.NamespaceCondition",
            fields: [
                "status": .string, "type": .string, "lastTransitionTime": .timestamp, "message": .string,
                "reason": .string,
            ]),
        ObjectType(
            "kubernetes.NamespaceStatus",
            fields: ["conditions": .list(.object("kubernetes.NamespaceCondition")), "phase": .string]),
        ObjectType(
            "kubernetes.NamespaceMetadata",
            fields: [
                "name": .string, "generateName": .string, "namespace": .string, "labels": texts, "annotations": texts,
                "UID": .string, "creationTimestamp": .timestamp, "deletionGracePeriodSeconds": .integer,
                "deletionTimestamp": .timestamp, "generation": .integer, "resourceVersion": .string,
                "finalizers": .list(.string),
            ]),
        ObjectType(
            "kubernetes.Namespace",
            fields: [
                "metadata": .object("kubernetes.NamespaceMetadata"), "spec": .object("kubernetes.NamespaceSpec"),
                "status": .object("kubernetes.NamespaceStatus"),
            ]),
    ]
}

extension Environment {
    private static let variablesType = "kubernetes.variables"

    /// Declares `variables`, with the fields that are known.
    mutating func declareVariables(_ fields: [String: CELType] = [:]) {
        declare(ObjectType(Self.variablesType, fields: fields))
        declare("variables", .object(Self.variablesType))
    }

    /// Declares a field of `variables`, for the expressions behind it.
    mutating func declareVariable(_ name: String, _ type: CELType) {
        declare(field: name, type, of: Self.variablesType)
    }
}
