/// The entries of all roles by row and verb, `*` a verb of its own; those of ClusterRoles first, then by the namespace
/// of their Role. What they find for a question are answers, whatever else the roles hold.
struct VerbEntries: Sendable {
    struct Record: BitwiseCopyable {
        /// Of the role; `NameTable.empty` for a ClusterRole.
        var namespace: NameID
        var role: UInt32
        var entry: UInt32
    }

    private let pairs: PairTable
    private let grouped: Grouped<Record>

    var all: [Record] { grouped.all }

    init(_ compiler: RoleCompiler, roles: [RoleRecord], nameCount: Int) {
        var pairs = PairTable()
        var owners: [UInt32] = []
        var records: [Record] = []
        owners.reserveCapacity(compiler.entries.count * 2)
        records.reserveCapacity(compiler.entries.count * 2)
        for role in Grouped(Array(roles.indices), owners: roles.map(\.namespace), count: nameCount).all {
            for position in compiler.roles[role].entries.range {
                let entry = compiler.entries[position]
                let record = Record(
                    namespace: roles[role].namespace, role: UInt32(truncatingIfNeeded: role),
                    entry: UInt32(truncatingIfNeeded: position))
                if entry.verbBlock == Entry.everyVerb {
                    owners.append(pairs.intern(entry.row, NameTable.star))
                    records.append(record)
                    continue
                }
                var bits = entry.verbs
                while bits != 0 {
                    let verb = compiler.verbs.names[Int(entry.verbBlock) * 64 + bits.trailingZeroBitCount]
                    owners.append(pairs.intern(entry.row, verb))
                    records.append(record)
                    bits &= bits - 1
                }
            }
        }
        grouped = Grouped(records, owners: owners, count: pairs.count)
        self.pairs = pairs
    }

    /// Positions in `all` of the entries with a row and a verb.
    func range(_ row: UInt32, _ verb: NameID) -> Range<Int> {
        pairs.find(row, verb).map { grouped.range(Int($0)) } ?? 0..<0
    }

    /// The first position in a range that is of a namespace or a later one, by bisection.
    func first(in namespace: NameID, _ range: Range<Int>) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if all[middle].namespace < namespace { low = middle + 1 } else { high = middle }
        }
        return low
    }

    var byteCount: Int { pairs.byteCount + grouped.byteCount }
}
