import GitOpsCEL
import GitOpsManifest
import GitOpsSchema

extension AdmissionRequest {
    /// The variable `request` of expressions, with the kind and resource that a policy matched.
    ///
    /// Source: `CreateAdmissionRequest` in `k8s.io/apiserver/pkg/admission/plugin/cel/condition.go`.
    func expressionDocument(kind matched: GroupVersionKind, resource: GroupVersionResource) -> Document? {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("uid", uid)
        builder.append("kind", matched)
        builder.append("resource", resource)
        if !subresource.isEmpty { builder.member("subResource", subresource) }
        builder.append("requestKind", original?.kind ?? kind)
        builder.append("requestResource", original?.resource ?? self.resource)
        let requested = original?.subresource ?? subresource
        if !requested.isEmpty { builder.member("requestSubResource", requested) }
        if !name.isEmpty { builder.member("name", name) }
        if !namespace.isEmpty { builder.member("namespace", namespace) }
        builder.member("operation", operation.rawValue)
        builder.key("userInfo")
        if let user {
            user.append(to: &builder)
        } else {
            builder.append(
                .value, saying: "request.userInfo, and nobody told who applies the manifests; give a user")
        }
        builder.key("dryRun")
        builder.append(isDryRun)
        builder.key("options")
        if let options { builder.append(options) } else { appendOptions(to: &builder) }
        builder.end()
        return try? builder.finish()
    }

    /// The options of a request that was not sent: what the client sets is not known.
    private func appendOptions(to builder: inout DocumentBuilder) {
        if operation == .connect { return builder.append(.value, saying: "request.options, which the client sets") }
        builder.beginObject()
        switch operation {
        case .create: builder.member("kind", "CreateOptions")
        case .update: builder.member("kind", "UpdateOptions")
        case .delete: builder.member("kind", "DeleteOptions")
        case .connect: break
        }
        builder.member("apiVersion", "meta.k8s.io/v1")
        if isDryRun {
            builder.key("dryRun")
            builder.beginArray()
            builder.append("All")
            builder.end()
        }
        for name in operation == .delete ? Self.deleteOptions : Self.writeOptions {
            builder.key(name)
            builder.append(.presence, saying: "request.options.\(name), which the client sets")
        }
        builder.end()
    }

    /// Sources: `CreateOptions`, `UpdateOptions` and `DeleteOptions` in
    /// `k8s.io/apimachinery/pkg/apis/meta/v1/types.go`.
    private static let writeOptions = ["fieldManager", "fieldValidation"]
    private static let deleteOptions = [
        "gracePeriodSeconds", "preconditions", "orphanDependents", "propagationPolicy",
        "ignoreStoreReadErrorWithClusterBreakingPotential",
    ]
}

extension DocumentBuilder {
    fileprivate mutating func append(_ name: String, _ kind: GroupVersionKind) {
        key(name)
        beginObject()
        member("group", kind.group)
        member("version", kind.version)
        member("kind", kind.kind)
        end()
    }

    fileprivate mutating func append(_ name: String, _ resource: GroupVersionResource) {
        key(name)
        beginObject()
        member("group", resource.group)
        member("version", resource.version)
        member("resource", resource.resource)
        end()
    }
}
