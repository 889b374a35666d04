/// URLs of Kubernetes.
package enum URLFunction: UInt8, LibraryFunction {
    case url, getScheme, getHost, getHostname, getPort, getEscapedPath, getQuery, isURL

    package static var library: Library { .url }
}
