/// What the network library of cel-go has beyond the addresses and ranges of Kubernetes: `isMask` of ranges.
package enum NetworkFunction: UInt8, LibraryFunction {
    case isMask

    package static var library: Library { .network }
}
