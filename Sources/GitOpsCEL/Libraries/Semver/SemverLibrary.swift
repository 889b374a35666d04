/// Versions by the rules of semver.org.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/semverlib.go`.
enum SemverLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = SemverFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        if function == .semver || function == .isSemver { return parse(function, arguments, in: &evaluation) }
        guard case .semver(let version) = evaluation.libraryValue(first) else { return evaluation.noSuchOverload() }
        switch function {
        // Numbers beyond the range wrap around, as Go converts them.
        case .major: return .integer(Int64(bitPattern: version.major))
        case .minor: return .integer(Int64(bitPattern: version.minor))
        case .patch: return .integer(Int64(bitPattern: version.patch))
        default: break
        }
        guard arguments.count > 1, case .semver(let other) = evaluation.libraryValue(arguments[1]) else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .isGreaterThan: return .boolean(version > other)
        case .isLessThan: return .boolean(version < other)
        case .compareTo: return .integer(Int64(version.compare(other)))
        default: return evaluation.noSuchOverload()
        }
    }

    private static func parse(
        _ function: SemverFunction, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        let normalizes = arguments.count > 1 ? arguments[1] : .no
        guard arguments[0].tag == .string, normalizes.tag == .boolean else { return evaluation.noSuchOverload() }
        do throws(SemanticVersionError) {
            let version = try SemanticVersion(parsing: arguments[0].text, normalizing: normalizes.boolean)
            return function == .isSemver ? .yes : evaluation.makeLibraryValue(.semver(version))
        } catch {
            return function == .isSemver ? .no : evaluation.fail(.invalidArgument, error.message)
        }
    }
}
