// The flat records of an access index. Numbers lead into its other arrays.

/// A run of elements of another array.
struct Run: BitwiseCopyable {
    var start: UInt32 = 0
    var count: UInt32 = 0

    init(start: UInt32 = 0, count: UInt32 = 0) {
        self.start = start
        self.count = count
    }

    init(_ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        count = UInt32(truncatingIfNeeded: range.count)
    }

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A Role or ClusterRole.
struct RoleRecord {
    var manifest: UInt32
    /// `NameTable.empty` for a ClusterRole.
    var namespace: NameID
    var name: NameID
    var isClusterRole: Bool
    /// The rules written in the object.
    var written = Run()
    /// The rules in force, in `effectiveRules`: those of other roles when it is aggregated.
    var effective = Run()
    var isAggregated = false
}

/// What a decision needs of a role.
struct CompiledRole: BitwiseCopyable {
    /// One bit for each of its rows, folded into 64: most roles are ruled out by this word.
    var signature: UInt64 = 0
    /// Its slots, in `slots`: a table from rows to its first entry of that row.
    var slots = Run()
    var entries = Run()
    /// Rules that are tried one by one: those with URLs, and those too wide to be taken apart.
    var literalRules = Run()
}

/// A rule as it is written: five lists of names in `lists`, one after the other.
struct RuleRecord {
    var role: UInt32
    /// The node of the rule in its document.
    var node: UInt32
    var verbs = Run()
    var groups = Run()
    var resources = Run()
    var names = Run()
    var urls = Run()
}

/// One row (group and resource) that a rule grants, for up to 64 verbs.
struct Entry: BitwiseCopyable {
    /// Stands for all verbs.
    static let everyVerb: UInt32 = .max

    var row: UInt32
    /// `verb number / 64`, or `everyVerb`.
    var verbBlock: UInt32
    var verbs: UInt64
    var rule: UInt32
    var names: Run
}

/// A RoleBinding or ClusterRoleBinding.
struct BindingRecord {
    var manifest: UInt32
    /// `NameTable.empty` for a ClusterRoleBinding.
    var namespace: NameID
    var name: NameID
    var isClusterBinding: Bool
    var refersToClusterRole: Bool
    var roleName: NameID
    /// The role it refers to; `UInt32.max` when that does not exist, or the set replaces the binding.
    var role: UInt32 = .max
    /// Whether it is a default one, and the set has one of the same name.
    var isReplaced = false
    var subjects = Run()

    /// Whether it refers to what it can never grant.
    var isRoleInClusterBinding: Bool { isClusterBinding && !refersToClusterRole }
}

/// A subject of a binding.
struct BoundSubject {
    var subject: UInt32
    /// The node of the subject in its document.
    var node: UInt32
}

/// A user (service accounts are users by name) or a group.
struct SubjectRecord: Hashable {
    var isGroup: Bool
    var name: NameID
}

/// What rules a subject out: it answers most questions that are answered with no, without looking at the grants.
struct SubjectSummary: BitwiseCopyable {
    /// The signatures of what it holds for the whole cluster together; see `GrantRecord.signature`.
    var clusterSignature: UInt64 = 0
    /// One bit for each namespace it holds something in, folded into 64.
    var namespaces: UInt64 = 0
    /// Its grants, in `AccessIndex.grants`.
    var grants = Run()

    mutating func add(_ grant: GrantRecord) {
        if grant.namespace == NameTable.empty {
            clusterSignature |= grant.signature
        } else {
            namespaces |= Self.bit(of: grant.namespace)
        }
    }

    @inline(__always)
    static func bit(of namespace: NameID) -> UInt64 { 1 << UInt64((namespace &* 0x9E37_79B1) >> 26) }
}

/// What a subject holds through one binding.
struct GrantRecord: BitwiseCopyable {
    /// What rules its role out; see `CompiledRole.signature`. All bits for a role with literal rules, and where nothing
    /// is known.
    var signature = UInt64.max
    /// `NameTable.empty` for the whole cluster.
    var namespace: NameID
    var role: UInt32
    var binding: UInt32
    /// Position of the subject in `boundSubjects`.
    var boundSubject: UInt32
}
