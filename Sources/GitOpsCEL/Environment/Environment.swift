public import GitOpsManifest

/// What expressions may use: variables, types and functions, as a version of Kubernetes offers them.
///
/// ```swift
/// var environment = Environment(kubernetes: KubernetesVersion(minor: 30))
/// environment.declare("object", .dynamic)
/// ```
///
/// An environment is cheap to copy: the functions of a version are prepared once and shared.
public struct Environment: Sendable {
    /// The version whose functions it has; `nil` for the environment of the specification.
    public let kubernetes: KubernetesVersion?
    /// The package that names are looked up in first, such as `google.rpc`; empty for Kubernetes.
    public var container = ""
    package let libraries: LibrarySet
    /// Which syntax and macros it has.
    package var parserOptions: ParserOptions
    /// The patterns of expressions that share a budget; each expression has its own when there are none.
    package var constantPatterns: ConstantPatterns?
    let functions: FunctionTable
    private(set) var types: TypeTable
    private(set) var globals: [ExactText: Global] = [:]
    private var declarations: [(name: String, type: CELType)] = []
    private var objectTypes = ObjectTypes()
    private var otherProviders: [any TypeProvider] = []
    private var qualifiedRoots: Set<ExactText> = []

    /// A declared name.
    struct Global: Sendable {
        var type: TypeID
        var parameters: UInt32 = 0
        var reference: Reference
    }

    /// What the API server of a version offers to admission policies and to definitions of resources, without
    /// variables.
    ///
    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go.
    public init(kubernetes version: KubernetesVersion = .newest) {
        self.init(LibrarySet(kubernetes: version), ParserOptions(version: version), kubernetes: version)
    }

    /// Every library in its newest version, as the tests of the specification need it.
    public static let specification = Environment(.specification, ParserOptions(), kubernetes: nil)

    /// What Kyverno's policies have: the functions of Kubernetes, encoders, lists, mathematics, regular expressions of
    /// cel-go, and `cel.bind`.
    public static func kyverno(kubernetes version: KubernetesVersion = .newest) -> Environment {
        var options = ParserOptions(version: version)
        options.macros.formUnion([.bindings, .lists, .math])
        return Environment(.kyverno(version), options, kubernetes: version)
    }

    private init(_ libraries: LibrarySet, _ options: ParserOptions, kubernetes: KubernetesVersion?) {
        self.libraries = libraries
        self.kubernetes = kubernetes
        parserOptions = options
        functions = FunctionTable.of(libraries)
        types = functions.types
        declareTypeNames()
    }

    // MARK: - Declarations

    /// Declares a variable, perhaps with a qualified name (`request.auth`); a second declaration replaces the first.
    public mutating func declare(_ name: String, _ type: CELType) {
        declarations.append((name, type))
        add(name, type, .variable(name))
    }

    /// Declares a type with fields, which may be named before it is declared.
    public mutating func declare(_ type: ObjectType) { objectTypes.types[type.name] = type }

    /// Declares one more field of a type that is declared already, or changes its type. Complexity: O(1).
    package mutating func declare(field: String, _ type: CELType, of object: String) {
        objectTypes.types[object, default: ObjectType(object, fields: [:])].fields[field] = type
    }

    /// Declares many types at once, looked up when they are needed.
    public mutating func declare(_ provider: any TypeProvider) { otherProviders.append(provider) }

    /// Adds what mutations have: the types `Object…` and `JSONPatch`, and `jsonpatch.escapeKey`.
    ///
    /// Source: https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/cel/compile.go.
    public mutating func declareMutations() {
        var extended = libraries
        extended[.jsonPatch] = 0
        self = rebuilt(extended)
        otherProviders.append(MutationTypes())
    }

    private mutating func add(_ name: String, _ type: CELType, _ reference: Reference) {
        var parameters: [String] = []
        let id = types.id(of: type, parameters: &parameters)
        globals[ExactText(name)] = Global(type: id, parameters: UInt32(parameters.count), reference: reference)
        if let dot = name.firstIndex(of: ".") { qualifiedRoots.insert(ExactText(String(name[..<dot]))) }
    }

    private mutating func declareTypeNames() {
        let simple: [CELType] = [
            .boolean, .bytes, .double, .duration, .integer, .list(.parameter("A")),
            .map(key: .parameter("A"), value: .parameter("B")), .null, .string, .timestamp, .unsigned,
        ]
        for type in simple { add(type.runtimeName, .type(type), .type(type.runtimeName)) }
        let anyType = Global(type: TypeRecord.Kind.anyType.id, reference: .type("type"))
        globals[ExactText("type")] = anyType
        let others: [(Library, CELType)] = [
            (.optionals, .optional(.parameter("V"))), (.ip, .ip), (.cidr, .cidr),
        ]
        for (library, type) in others where libraries[library] != nil {
            add(type.runtimeName, .type(type), .type(type.runtimeName))
        }
    }

    /// The same declarations with other libraries.
    private func rebuilt(_ libraries: LibrarySet) -> Environment {
        var copy = Environment(libraries, parserOptions, kubernetes: kubernetes)
        copy.container = container
        copy.constantPatterns = constantPatterns
        copy.objectTypes = objectTypes
        copy.otherProviders = otherProviders
        for (name, type) in declarations { copy.declare(name, type) }
        return copy
    }
}

// MARK: - Looking up

extension Environment {
    var providers: [any TypeProvider] { [objectTypes] + otherProviders }

    func hasType(named name: String) -> Bool {
        objectTypes.hasType(named: name) || otherProviders.contains { $0.hasType(named: name) }
    }

    /// Whether a name is a type's, with fields or without.
    func isType(_ name: String) -> Bool {
        if hasType(named: name) { return true }
        guard case .type = globals[ExactText(name)]?.reference else { return false }
        return true
    }

    /// What a name may stand for, the innermost package first.
    func candidates(for name: String) -> [String] {
        if name.utf8.first == UInt8(ascii: ".") { return [String(name.dropFirst())] }
        guard !container.isEmpty else { return [name] }
        let parts = container.split(separator: ".")
        let packages = (1...max(1, parts.count)).reversed().map { parts.prefix($0).joined(separator: ".") }
        return packages.map { $0 + "." + name } + [name]
    }

    /// Whether a name that begins so may be declared as a whole: nothing is looked up for fields of plain variables.
    func mayBeQualified(_ first: String) -> Bool {
        let root = ExactText(first)
        return !container.isEmpty || qualifiedRoots.contains(root) || globals[root] == nil
    }
}

// MARK: - Other versions

extension Environment {
    /// The first later version of Kubernetes whose functions meet a condition.
    func firstVersion(where condition: (FunctionTable) -> Bool) -> KubernetesVersion? {
        guard let kubernetes else { return nil }
        return laterVersions.first { condition(FunctionTable.of(upgraded(from: kubernetes, to: $0))) }
    }

    func firstVersion(ofMacro name: String) -> KubernetesVersion? {
        guard let kubernetes, let macro = LibrarySet.kubernetesMacros.first(where: { $0.name == name }),
            macro.minor > kubernetes.minor
        else { return nil }
        return KubernetesVersion(minor: macro.minor)
    }

    /// The first later version that has more overloads of a function and accepts what this one does not.
    func firstVersion(accepting issue: Checker.Issue, in tree: ExpressionTree) -> KubernetesVersion? {
        guard let kubernetes, let function = issue.function, let number = functions.number(of: function) else {
            return nil
        }
        let count = functions.functions[number].overloads.count
        return laterVersions.first { version in
            let libraries = upgraded(from: kubernetes, to: version)
            let table = FunctionTable.of(libraries)
            guard let number = table.number(of: function), table.functions[number].overloads.count > count else {
                return false
            }
            var checker = Checker(tree, in: rebuilt(libraries))
            _ = checker.run()
            return !checker.issues.contains {
                $0.byteOffset == issue.byteOffset && $0.message.hasSameBytes(as: issue.message)
            }
        }
    }

    private var laterVersions: [KubernetesVersion] {
        guard let kubernetes, kubernetes.minor < LibrarySet.lastMinor else { return [] }
        return (kubernetes.minor + 1...LibrarySet.lastMinor).map(KubernetesVersion.init(minor:))
    }

    /// This environment's libraries with those of a later version of Kubernetes.
    private func upgraded(from: KubernetesVersion, to: KubernetesVersion) -> LibrarySet {
        var set = LibrarySet(kubernetes: to)
        let before = LibrarySet(kubernetes: from)
        for library in Library.allCases where libraries[library] != before[library] {
            set[library] = max(libraries[library] ?? 0, set[library] ?? 0)
        }
        return set
    }
}
