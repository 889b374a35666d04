/// Lists as Kubernetes extends them.
package enum KubernetesListsFunction: UInt8, LibraryFunction {
    case isSorted, sum, min, max, indexOf, lastIndexOf, includes

    package static var library: Library { .kubernetesLists }
}
