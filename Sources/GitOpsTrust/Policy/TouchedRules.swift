/// Which rules the change of a commit touches.
struct TouchedRules: Sendable {
    /// For each touched rule, by its place in the policy, the first file by its bytes of each kind of change.
    private var files: [Int: [Change: [UInt8]]] = [:]

    /// Whose a change is.
    enum Change: Hashable, Sendable {
        /// The commit's own.
        case own
        /// One that a merge brings. The parents, by their places, that made it vouch for it.
        case brought(by: [Int])

        /// The further parents whose signatures count.
        var parents: [Int] {
            switch self {
            case .own: []
            case .brought(let parents): parents
            }
        }
    }

    struct Touch: Sendable {
        /// Bytes that are not UTF-8 are replaced by U+FFFD.
        let path: String
        let change: Change
    }

    var isEmpty: Bool { files.isEmpty }

    mutating func touch(_ rule: Int, path: [UInt8], _ change: Change) {
        if let known = files[rule]?[change], !path.lexicographicallyPrecedes(known) { return }
        files[rule, default: [:]][change] = path
    }

    /// Touched rules by their places, each with its changes: own ones first, which need more, then by paths.
    var rules: [(rule: Int, touches: [Touch])] {
        files.sorted { $0.key < $1.key }.map { rule, paths in
            let sorted = paths.sorted { left, right in
                if (left.key == .own) != (right.key == .own) { return left.key == .own }
                if left.value == right.value {
                    return left.key.parents.lexicographicallyPrecedes(right.key.parents)
                }
                return left.value.lexicographicallyPrecedes(right.value)
            }
            return (rule, sorted.map { Touch(path: String(decoding: $0.value, as: UTF8.self), change: $0.key) })
        }
    }

    /// The further parents whose signatures count for some change.
    var vouchingParents: [Int] { Set(files.values.flatMap { $0.keys.flatMap(\.parents) }).sorted() }
}
