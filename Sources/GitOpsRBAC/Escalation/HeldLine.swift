/// A subject in a binding, by which somebody holds a role, or would if there were such a role.
struct HeldLine: BitwiseCopyable, Hashable {
    /// Where the binding is good; `NameTable.empty` for the whole cluster.
    var scope: NameID
    var binding: UInt32
    /// Position of the subject in `boundSubjects`.
    var boundSubject: UInt32
}

extension HeldLine {
    init(_ grant: GrantRecord) {
        self.init(scope: grant.namespace, binding: grant.binding, boundSubject: grant.boundSubject)
    }
}

/// A line that a fact depends on besides its premises: what somebody holds counts, not what it allows.
struct UsedLine: BitwiseCopyable {
    var line: HeldLine
    /// The rule that it has to give; `UInt32.max` where any role will do.
    var rule = UInt32.max
}

/// Lines by which roles are held, in the order in which they were found: the first of each scope, and that of the whole
/// cluster alone where there is one.
struct HeldLines {
    struct Found: BitwiseCopyable {
        var line: HeldLine
        /// In a search, the fact of who holds it.
        var holder = UInt32.max
    }

    private var narrow: [Found] = []
    private var seen: Set<NameID> = []
    private var wide: Found?

    var isWholeCluster: Bool { wide != nil }
    var found: [Found] { wide.map { [$0] } ?? narrow }

    /// Whether a line for a scope would be kept.
    func isMissing(_ scope: NameID) -> Bool { wide == nil && !seen.contains(scope) }

    mutating func insert(_ line: HeldLine, holder: UInt32 = .max) {
        guard isMissing(line.scope) else { return }
        if line.scope == NameTable.empty {
            wide = Found(line: line, holder: holder)
        } else {
            seen.insert(line.scope)
            narrow.append(Found(line: line, holder: holder))
        }
    }

    /// With a namespace, no line of another is inserted.
    mutating func insert(_ lines: some Collection<HeldLine>, in namespace: NameID?, holder: UInt32) {
        for line in lines where namespace == nil || line.scope == namespace { insert(line, holder: holder) }
    }
}
