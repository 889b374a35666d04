import GitOpsManifest

/// Symbols of the members that RBAC objects have, looked up once.
struct RBACSymbols: Sendable {
    let rules = Self.symbol("rules")
    let verbs = Self.symbol("verbs")
    let apiGroups = Self.symbol("apiGroups")
    let resources = Self.symbol("resources")
    let resourceNames = Self.symbol("resourceNames")
    let nonResourceURLs = Self.symbol("nonResourceURLs")
    let roleRef = Self.symbol("roleRef")
    let subjects = Self.symbol("subjects")
    let kind = Self.symbol("kind")
    let name = Self.symbol("name")
    let namespace = Self.symbol("namespace")
    let metadata = Self.symbol("metadata")
    let aggregationRule = Self.symbol("aggregationRule")
    let apiGroup = Self.symbol("apiGroup")

    /// These are names of the built-in schema, so they have a symbol; `none` is the name of no member.
    private static func symbol(_ name: String) -> Symbol { WellKnownNames.symbol(name) ?? .none }
}

/// Reads the RBAC objects of a set into flat records, straight from the nodes: no text becomes a `String`.
struct ObjectReader {
    let symbols = RBACSymbols()
    var names = NameTable()
    var lists: [NameID] = []
    var roles: [RoleRecord] = []
    var rules: [RuleRecord] = []
    var bindings: [BindingRecord] = []
    var boundSubjects: [BoundSubject] = []
    var subjects: [SubjectRecord] = []
    var problems: [FoundProblem] = []
    /// Usernames of the accounts that the set defines.
    var definedAccounts: [NameID] = []
    /// Positions of the CustomResourceDefinitions among the manifests.
    var definitions: [UInt32] = []
    /// Verbs that were found to be listed: a few.
    var knownVerbs: [NameID] = []
    private var subjectNumbers: [[UInt32]] = [[], []]
    /// Service accounts by namespace and name, with their usernames.
    private var accounts = PairTable()
    private var accountNames: [NameID] = []
    /// Their numbers as subjects of bindings; `UInt32.max` for those that none names.
    private var accountSubjects: [UInt32] = []
    /// Bytes of the username that is being put together.
    private var username: [UInt8] = []
    private let accountPrefix = Array("system:serviceaccount:".utf8)

    /// A problem whose place is not worked out yet, unless it is that of no value.
    struct FoundProblem {
        var manifest: Int
        var node: Int
        var reason: AccessProblem.Reason
        var position: SourcePosition?
    }

    private var manifest = 0

    mutating func reserve(_ count: Int) {
        names.reserve(count)
        bindings.reserveCapacity(count)
        boundSubjects.reserveCapacity(count)
    }

    /// Number of a subject, new when it was not seen yet.
    mutating func subject(isGroup: Bool, _ name: NameID) -> UInt32 {
        let side = isGroup ? 1 : 0
        let index = Int(name)
        if index >= subjectNumbers[side].count {
            let missing = max(names.count, index + 1) - subjectNumbers[side].count
            subjectNumbers[side].append(contentsOf: repeatElement(.max, count: missing))
        }
        if subjectNumbers[side][index] != .max { return subjectNumbers[side][index] }
        let number = UInt32(truncatingIfNeeded: subjects.count)
        subjectNumbers[side][index] = number
        subjects.append(SubjectRecord(isGroup: isGroup, name: name))
        return number
    }

    /// For users and for groups: the number of the subject with a name, `UInt32.max` where there is none.
    func takeSubjectNumbers() -> (users: [UInt32], groups: [UInt32]) { (subjectNumbers[0], subjectNumbers[1]) }

    /// The number of the username of a service account.
    mutating func accountName(namespace: NameID, name: NameID) -> NameID {
        accountNames[accountNumber(namespace, name)]
    }

    /// The number of a service account as a subject, new when no binding named it yet.
    mutating func account(namespace: NameID, name: NameID) -> UInt32 {
        let number = accountNumber(namespace, name)
        if accountSubjects[number] == .max {
            accountSubjects[number] = subject(isGroup: false, accountNames[number])
        }
        return accountSubjects[number]
    }

    private mutating func accountNumber(_ namespace: NameID, _ name: NameID) -> Int {
        let pair = Int(accounts.intern(namespace, name))
        if pair == accountNames.count {
            accountNames.append(makeAccountName(namespace: namespace, name: name))
            accountSubjects.append(.max)
        }
        return pair
    }

    private mutating func makeAccountName(namespace: NameID, name: NameID) -> NameID {
        username.removeAll(keepingCapacity: true)
        username += accountPrefix
        names.withBytes(of: namespace) { username += $0 }
        username.append(UInt8(ascii: ":"))
        names.withBytes(of: name) { username += $0 }
        return username.withUnsafeBufferPointer { names.intern($0) }
    }

    mutating func report(_ reason: AccessProblem.Reason, at node: Int, position: SourcePosition? = nil) {
        problems.append(FoundProblem(manifest: manifest, node: node, reason: reason, position: position))
    }
}

// MARK: Values

extension ObjectReader {
    /// The member of an object that is not null.
    @inline(__always)
    func member(_ storage: DocumentStorage, _ container: Int, _ symbol: Symbol) -> Int? {
        guard let index = storage.member(of: container, symbol), storage.record(index).kind != .null else { return nil }
        return index
    }

    /// The name a member holds; `nil` when it is absent, null or, with a problem, of another type.
    @inline(__always)
    mutating func name(_ storage: DocumentStorage, _ container: Int, _ symbol: Symbol, _ field: String) -> NameID? {
        guard let index = member(storage, container, symbol) else { return nil }
        let record = storage.record(index)
        guard record.kind == .string else {
            report(.wrongType(field: field, expected: "a string"), at: index)
            return nil
        }
        return names.intern(storage.bytes(record))
    }

    /// The strings a member holds, as a run of `lists`.
    mutating func list(_ storage: DocumentStorage, _ container: Int, _ symbol: Symbol, _ field: String) -> Run {
        let start = UInt32(truncatingIfNeeded: lists.count)
        guard let index = member(storage, container, symbol) else { return Run(start: start, count: 0) }
        let record = storage.record(index)
        guard record.kind == .array else {
            report(.wrongType(field: field, expected: "a list of strings"), at: index)
            return Run(start: start, count: 0)
        }
        var firstWrong: Int?
        for child in record.children {
            let element = storage.record(child)
            switch element.kind {
            case .string: lists.append(names.intern(storage.bytes(element)))
            // Go reads null as the empty string.
            case .null: lists.append(NameTable.empty)
            default: firstWrong = firstWrong ?? child
            }
        }
        if let firstWrong { report(.wrongType(field: field, expected: "a list of strings"), at: firstWrong) }
        return Run(start: start, count: UInt32(truncatingIfNeeded: lists.count) - start)
    }

    /// The objects in a list member.
    mutating func objects(_ storage: DocumentStorage, _ container: Int, _ symbol: Symbol, _ field: String) -> [Int] {
        guard let index = member(storage, container, symbol) else { return [] }
        let record = storage.record(index)
        guard record.kind == .array else {
            report(.wrongType(field: field, expected: "a list"), at: index)
            return []
        }
        var objects: [Int] = []
        objects.reserveCapacity(record.children.count)
        for child in record.children {
            if storage.record(child).kind == .object {
                objects.append(child)
            } else {
                report(.wrongType(field: "\(field)[]", expected: "an object"), at: child)
            }
        }
        return objects
    }

    mutating func begin(manifest: Int) { self.manifest = manifest }
    var currentManifest: UInt32 { UInt32(truncatingIfNeeded: manifest) }
}

extension ObjectReader {
    /// The five lists of a rule.
    func lists(of rule: Int) -> [[NameID]] {
        let rule = rules[rule]
        return [rule.verbs, rule.groups, rule.resources, rule.names, rule.urls].map { Array(lists[$0.range]) }
    }
}
