/// `find` and `findAll` of Kubernetes.
package enum KubernetesRegexFunction: UInt8, LibraryFunction {
    case find, findAll

    package static var library: Library { .kubernetesRegex }
}
