import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// What mutations cannot change about an object: where it is, which one is updated, and its status.
///
/// Sources: `BeforeCreate`, `BeforeUpdate` and `EnsureObjectNamespaceMatchesRequestNamespace` in
/// `k8s.io/apiserver/pkg/registry/rest`, and the strategies of kinds in `kubernetes/pkg/registry`.
struct ObjectIdentity {
    let written: Node
    let stored: Node
    /// Empty for objects of the cluster.
    private let namespace: String
    private let isUpdate: Bool
    private let dropsStatus: Bool

    init(of request: AdmissionRequest, written: Node, stored: Node, schema: Schema) {
        self.written = written
        self.stored = stored
        namespace = request.served.scope == .clusterScoped ? "" : request.namespace
        isUpdate = request.operation == .update
        dropsStatus = request.subresource.isEmpty && Self.hasStatusSubresource(request, schema)
    }

    /// Nodes come into being with the status that their kubelet reports.
    private static func hasStatusSubresource(_ request: AdmissionRequest, _ schema: Schema) -> Bool {
        guard let resource = schema.resource(request.kind) else { return false }
        if let custom = resource.custom { return custom.hasStatusSubresource }
        return request.kind.kind != "Node" || request.operation == .update
    }

    /// Refuses another namespace than that of the request, and another name in an update.
    ///
    /// A new object may get another name: it is created under that.
    func check(_ result: Node, after seen: Node) throws(MutationFailure) {
        let found = result["metadata"]?["namespace"]?.string ?? ""
        guard found.isEmpty || namespace.isEmpty || found.hasSameBytes(as: namespace) else {
            throw MutationFailure(
                "the namespace of the provided object does not match the namespace sent on the request: the mutation "
                    + "changes \(namespace.goQuoted) to \(found.goQuoted)", refusal: .badRequest)
        }
        guard isUpdate else { return }
        let name = result["metadata"]?["name"]?.string ?? ""
        guard name.hasSameBytes(as: seen["metadata"]?["name"]?.string ?? "") else {
            throw MutationFailure(
                "metadata.name: Invalid value: \(name.goQuoted): field is immutable", refusal: .invalid)
        }
    }

    /// The mutated object with the namespace and the status that it had in `original`, as the server sets them back.
    func restoring(in mutated: Node, from original: Node) -> Node {
        var result = mutated
        if namespace.isEmpty || mutated["metadata"]?["namespace"]?.string?.isEmpty != false {
            result = Self.restoring(JSONPointer(["metadata", "namespace"]), in: result, from: original)
        }
        return dropsStatus ? Self.restoring(JSONPointer(["status"]), in: result, from: original) : result
    }

    private static func restoring(_ pointer: JSONPointer, in mutated: Node, from original: Node) -> Node {
        let before = original.value(at: pointer)
        let operation: JSONPatch.Operation
        switch (before, mutated.value(at: pointer)) {
        case (nil, nil): return mutated
        case (nil, _?): operation = .remove(path: pointer)
        case (let before?, let after):
            if before == after { return mutated } else { operation = .add(path: pointer, value: before) }
        }
        return (try? JSONPatch([operation]).apply(to: mutated).root) ?? mutated
    }
}
