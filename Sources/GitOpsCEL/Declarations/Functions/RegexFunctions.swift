/// `regex.extract`, `regex.extractAll` and `regex.replace` of cel-go.
package enum RegexFunction: UInt8, LibraryFunction {
    case extract, extractAll, replace

    package static var library: Library { .regex }
}
