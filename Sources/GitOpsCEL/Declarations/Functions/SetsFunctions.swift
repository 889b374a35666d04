/// Lists taken as sets: `sets.contains`, `sets.equivalent`, `sets.intersects`.
package enum SetsFunction: UInt8, LibraryFunction {
    case contains, equivalent, intersects

    package static var library: Library { .sets }
}
