/// What each version of Kubernetes brings.
///
/// Sources: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go, and for what an
/// unversioned library has, the release of cel-go in the `go.mod` of each version.
extension LibrarySet {
    static let kubernetesLibraries: [(library: Library, version: Int, minors: Range<Int>)] = [
        (.standard, 0, 0..<32),
        (.standard, 1, 32..<Int.max),
        (.url, 0, 0..<Int.max),
        (.kubernetesRegex, 0, 0..<Int.max),
        (.kubernetesLists, 0, 0..<37),
        (.kubernetesLists, 1, 37..<Int.max),
        // 1.31 has selectors of fields and labels behind a feature gate that is off.
        (.authorizer, 0, 27..<32),
        (.authorizer, 1, 32..<Int.max),
        (.optionals, 0, 28..<29),
        (.optionals, 1, 29..<33),
        (.optionals, 2, 33..<Int.max),
        (.quantity, 0, 28..<Int.max),
        (.strings, 0, 0..<29),
        (.strings, 2, 29..<Int.max),
        (.sets, 0, 29..<Int.max),
        (.ip, 0, 30..<Int.max),
        (.cidr, 0, 30..<Int.max),
        (.format, 0, 31..<Int.max),
        (.semver, 1, 33..<Int.max),
        (.lists, 3, 34..<Int.max),
    ]

    static let kubernetesRules: [(rules: Rules, minors: Range<Int>)] = [
        (.sameElements, 0..<29),
        (.crossTypeComparisons, 28..<Int.max),
        ([.homogeneousLiterals, .validLiterals], 29..<Int.max),
        (.validFormats, 31..<Int.max),
    ]

    /// The versions that brought macros, which are calls of unknown functions before.
    static let kubernetesMacros: [(name: String, minor: Int)] = [
        ("optMap", 28), ("optFlatMap", 29), ("transformList", 32), ("transformMap", 32), ("transformMapEntry", 32),
        ("existsOne", 34), ("sortBy", 34),
    ]

    /// The last version with anything new in these tables.
    static let lastMinor = 37
}
