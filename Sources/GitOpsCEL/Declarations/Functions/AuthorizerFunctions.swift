/// Questions to the authorizer of Kubernetes.
package enum AuthorizerFunction: UInt8, LibraryFunction {
    case path, group, serviceAccount, resource, subresource, namespace, name, fieldSelector, labelSelector, check
    case errored, error, allowed, reason

    package static var library: Library { .authorizer }
}
