/// Semantic versions of Kubernetes.
package enum SemverFunction: UInt8, LibraryFunction {
    case semver, isSemver, isGreaterThan, isLessThan, compareTo, major, minor, patch

    package static var library: Library { .semver }
}
