/// `jsonpatch.escapeKey`.
package enum JSONPatchFunction: UInt8, LibraryFunction {
    case escapeKey

    package static var library: Library { .jsonPatch }
}
