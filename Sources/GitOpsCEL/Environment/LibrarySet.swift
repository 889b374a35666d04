package import GitOpsManifest

/// The libraries an environment has, each in a version, and the rules that come with them.
package struct LibrarySet: Sendable, Hashable {
    /// By library; `nil` where the environment lacks it.
    private var versions: [Int?]
    package var rules: Rules

    package init(_ libraries: [(Library, version: Int)], rules: Rules) {
        versions = Array(repeating: nil, count: Library.allCases.count)
        self.rules = rules
        for (library, version) in libraries { self[library] = version }
    }

    /// The version of a library: the newest wins.
    package subscript(library: Library) -> Int? {
        get { versions[Int(library.rawValue)] }
        set { versions[Int(library.rawValue)] = newValue }
    }

    /// What the checker does and no function declares.
    package struct Rules: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `1 < 1.5`.
        package static let crossTypeComparisons = Rules(rawValue: 1 << 0)
        /// Elements of a literal that do not fit together make no list: the checker's own rule of the first versions.
        package static let sameElements = Rules(rawValue: 1 << 1)
        /// Elements of a literal have the same type, found out after the check: stricter, `[1, dyn(2)]` is none.
        package static let homogeneousLiterals = Rules(rawValue: 1 << 2)
        /// Constant durations, timestamps and regular expressions are read when an expression is checked.
        package static let validLiterals = Rules(rawValue: 1 << 3)
        /// The clauses of a constant text fit the arguments of `format`, whose literals may be mixed.
        package static let validFormats = Rules(rawValue: 1 << 4)
        /// A map literal that has a key twice is an error, as the specification says; in cel-go the last entry counts.
        package static let differentKeys = Rules(rawValue: 1 << 5)
    }
}

extension LibrarySet {
    /// What the API server of a version offers to admission policies and definitions of resources.
    package init(kubernetes version: KubernetesVersion) {
        self.init([], rules: [])
        for entry in Self.kubernetesLibraries where entry.minors.contains(version.minor) {
            self[entry.library] = entry.version
        }
        for entry in Self.kubernetesRules where entry.minors.contains(version.minor) { rules.insert(entry.rules) }
    }

    /// Everything there is, for the tests of the specification.
    package static let specification = LibrarySet(
        Library.allCases.map { ($0, version: max(0, LibraryTable.of($0).versions.count - 1)) },
        rules: [.crossTypeComparisons, .differentKeys])

    /// What Kyverno's policies of the group `policies.kyverno.io` have beyond Kubernetes, apart from its own libraries.
    package static func kyverno(_ version: KubernetesVersion) -> LibrarySet {
        var set = LibrarySet(kubernetes: version)
        for (library, version) in [(Library.encoders, 0), (.lists, 3), (.math, 2), (.protos, 0), (.regex, 0)] {
            set[library] = version
        }
        return set
    }
}
