/// What a library declares, by its versions: each adds to the ones before.
struct LibraryTable: Sendable {
    let versions: [[FunctionDeclaration]]

    init(_ versions: [FunctionDeclaration]...) { self.versions = versions }

    /// All functions up to a version.
    func functions(version: Int) -> some Sequence<FunctionDeclaration> {
        versions.prefix(version + 1).joined()
    }
}

extension LibraryTable {
    static func of(_ library: Library) -> LibraryTable {
        switch library {
        case .standard: standard
        case .optionals: optionals
        case .strings: strings
        case .lists: lists
        case .sets: sets
        case .math: math
        case .encoders: encoders
        case .regex: regex
        // Nothing but macros.
        case .protos: LibraryTable()
        case .kubernetesLists: kubernetesLists
        case .kubernetesRegex: kubernetesRegex
        case .url: url
        case .quantity: quantity
        case .ip: ip
        case .cidr: cidr
        case .format: format
        case .semver: semver
        case .authorizer: authorizer
        case .jsonPatch: jsonPatch
        case .network: network
        }
    }
}

extension FunctionDeclaration {
    init(_ name: String, _ function: some LibraryFunction, _ overloads: Overload...) {
        self.init(name, function.code, overloads)
    }

    init(_ name: String, _ function: some LibraryFunction, _ overloads: [Overload]) {
        self.init(name, function.code, overloads)
    }
}
