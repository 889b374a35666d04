/// Which rules the change of a commit touches.
struct TouchedRules: Sendable {
    /// For each touched rule, by its place in the policy, the first file by its bytes of each kind of change.
    private var files: [Int: [Change: String]] = [:]

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
        let path: String
        let change: Change
    }

    var isEmpty: Bool { files.isEmpty }

    mutating func touch(_ rule: Int, path: String, _ change: Change) {
        if let known = files[rule]?[change], !path.utf8.lexicographicallyPrecedes(known.utf8) { return }
        files[rule, default: [:]][change] = path
    }

    /// Touched rules by their places, each with its changes: own ones first, which need more, then by paths.
    var rules: [(rule: Int, touches: [Touch])] {
        files.sorted { $0.key < $1.key }.map { rule, paths in
            let touches = paths.map { Touch(path: $0.value, change: $0.key) }.sorted { left, right in
                if (left.change == .own) != (right.change == .own) { return left.change == .own }
                if left.path.utf8.elementsEqual(right.path.utf8) {
                    return left.change.parents.lexicographicallyPrecedes(right.change.parents)
                }
                return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
            }
            return (rule, touches)
        }
    }

    /// The further parents whose signatures count for some change.
    var vouchingParents: [Int] { Set(files.values.flatMap { $0.keys.flatMap(\.parents) }).sorted() }
}
