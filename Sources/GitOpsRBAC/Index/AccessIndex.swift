import GitOpsManifest

/// Everything a model knows, compiled for decisions: flat arrays that are never written again.
final class AccessIndex: Sendable {
    let manifests: ModelManifests
    /// How many of the manifests are those of every API server.
    let bootstrapCount: Int
    let names: NameTable
    let lists: [NameID]
    let roles: [RoleRecord]
    let rules: [RuleRecord]
    /// Rules in force, run by run; see `RoleRecord.effective`.
    let effectiveRules: [UInt32]
    /// For rules in force those that say the same and come into force without them; see ``Aggregation``.
    let copiesOfRules: [UInt32: Set<UInt32>]
    let bindings: [BindingRecord]
    let boundSubjects: [BoundSubject]
    let subjects: [SubjectRecord]
    let rows: PairTable
    let verbs: VerbNumbers
    let compiled: CompiledRoles
    /// For each subject its grants: those for the whole cluster first, then by namespace.
    let grants: Grouped<GrantRecord>
    /// For each subject what rules it out.
    let summaries: [SubjectSummary]
    /// Bindings by role, those for the whole cluster first, then by namespace.
    let bindingsOfRole: Grouped<UInt32>
    let entriesOfVerb: VerbEntries
    /// Roles with rules that are tried one by one: ClusterRoles first, then by namespace.
    let literalRoles: [UInt32]
    /// Numbers of the subjects by name: users and groups.
    let subjectNumbers: SubjectNumbers

    let roleNumbers: RoleNumbers
    /// Usernames of the service accounts that the set defines.
    let accounts: [NameID]
    /// Positions of the CustomResourceDefinitions among the manifests.
    let definitions: [UInt32]

    init(
        reader: ObjectReader, roleNumbers: RoleNumbers, aggregation: Aggregation, manifests: ModelManifests
    ) {
        self.roleNumbers = roleNumbers
        accounts = reader.definedAccounts
        definitions = reader.definitions
        self.manifests = manifests
        bootstrapCount = manifests.bootstrapCount
        names = reader.names
        lists = reader.lists
        roles = reader.roles
        rules = reader.rules
        effectiveRules = aggregation.effective
        copiesOfRules = aggregation.copies
        bindings = reader.bindings
        boundSubjects = reader.boundSubjects
        subjects = reader.subjects
        subjectNumbers = SubjectNumbers(reader)

        var compiler = RoleCompiler(reader, effective: effectiveRules)
        compiler.compileAll()
        rows = compiler.rows
        verbs = compiler.verbs
        compiled = CompiledRoles(compiler)
        literalRoles = compiler.literalRoles.sorted {
            (reader.roles[Int($0)].namespace, $0) < (reader.roles[Int($1)].namespace, $1)
        }

        entriesOfVerb = VerbEntries(compiler, roles: reader.roles, nameCount: reader.names.count)
        bindingsOfRole = Self.bindingsByRole(reader)
        let grants = Self.grants(reader, compiled.roles)
        self.grants = grants
        summaries = reader.subjects.indices.map { subject in
            let range = grants.range(subject)
            var summary = SubjectSummary(grants: Run(range))
            for position in range { summary.add(grants.all[position]) }
            return summary
        }
    }
}

extension AccessIndex {
    func number(of role: RoleID) -> UInt32? {
        roleNumbers.number(names.find(role.namespace ?? ""), names.find(role.name))
    }

    private static func grants(_ reader: ObjectReader, _ roles: [CompiledRole]) -> Grouped<GrantRecord> {
        var records: [GrantRecord] = []
        var owners: [UInt32] = []
        records.reserveCapacity(reader.boundSubjects.count)
        owners.reserveCapacity(reader.boundSubjects.count)
        // In the order of namespaces, so that each subject's grants come out in it.
        for index in byNamespace(reader) {
            let binding = reader.bindings[index]
            guard binding.role != .max else { continue }
            let role = roles[Int(binding.role)]
            let signature = role.literalRules.count > 0 ? .max : role.signature
            for position in binding.subjects.range {
                owners.append(reader.boundSubjects[position].subject)
                records.append(
                    GrantRecord(
                        signature: signature, namespace: binding.namespace, role: binding.role,
                        binding: UInt32(truncatingIfNeeded: index),
                        boundSubject: UInt32(truncatingIfNeeded: position)))
            }
        }
        return Grouped(records, owners: owners, count: reader.subjects.count)
    }

    private static func bindingsByRole(_ reader: ObjectReader) -> Grouped<UInt32> {
        var owners: [UInt32] = []
        var records: [UInt32] = []
        for index in byNamespace(reader) where reader.bindings[index].role != .max {
            owners.append(reader.bindings[index].role)
            records.append(UInt32(truncatingIfNeeded: index))
        }
        return Grouped(records, owners: owners, count: reader.roles.count)
    }

    /// Positions of the bindings by the number of their namespace; those of the cluster have the lowest.
    private static func byNamespace(_ reader: ObjectReader) -> [Int] {
        let grouped = Grouped(
            Array(reader.bindings.indices), owners: reader.bindings.map(\.namespace), count: reader.names.count)
        return grouped.all
    }
}

/// Values in groups, one group for each owner, in the order in which they were given.
struct Grouped<Value: Sendable>: Sendable {
    private(set) var all: [Value]
    private var starts: [UInt32]

    /// Complexity: O(values + count): a counting sort.
    init(_ values: [Value], owners: [UInt32], count: Int) {
        starts = Array(repeating: 0, count: count + 1)
        for owner in owners { starts[Int(owner) + 1] &+= 1 }
        var index = 0
        while index < count {
            starts[index + 1] &+= starts[index]
            index += 1
        }
        guard let first = values.first else {
            all = []
            return
        }
        var next = starts
        all = Array(repeating: first, count: values.count)
        for (position, owner) in owners.enumerated() {
            all[Int(next[Int(owner)])] = values[position]
            next[Int(owner)] &+= 1
        }
    }

    @inline(__always)
    func range(_ owner: Int) -> Range<Int> { Int(starts[owner])..<Int(starts[owner + 1]) }

    subscript(owner: Int) -> ArraySlice<Value> { all[range(owner)] }

    var byteCount: Int { all.capacity * MemoryLayout<Value>.stride + starts.capacity * 4 }
}

/// The numbers of subjects by their names.
struct SubjectNumbers: Sendable {
    private let users: [UInt32]
    private let groups: [UInt32]

    init(_ reader: ObjectReader) { (users, groups) = reader.takeSubjectNumbers() }

    @inline(__always)
    func number(isGroup: Bool, _ name: NameID) -> UInt32? {
        let numbers = isGroup ? groups : users
        guard name < numbers.count, numbers[Int(name)] != .max else { return nil }
        return numbers[Int(name)]
    }

    var byteCount: Int { (users.capacity + groups.capacity) * 4 }
}
