/// Takes the rules of roles apart into entries, and makes for each role a table from rows to entries.
struct RoleCompiler {
    /// A rule that names more pairs of group and resource than this is tried as it is written.
    static let widestRule = 4_096
    /// So is one that names more verbs, which no API has that many of: it would be listed for each pair and verb.
    static let mostVerbs = 64

    private let reader: ObjectReader
    private let effective: [UInt32]
    /// Rows: pairs of API group and resource as rules name them, stars included.
    var rows = PairTable()
    var verbs = VerbNumbers()
    var roles: [CompiledRole] = []
    var entries: [Entry] = []
    var slots: [UInt32] = []
    var literalRules: [UInt32] = []
    var literalRoles: [UInt32] = []
    private var blocks: [(block: UInt32, verbs: UInt64)] = []

    init(_ reader: ObjectReader, effective: [UInt32]) {
        self.reader = reader
        self.effective = effective
        roles.reserveCapacity(reader.roles.count)
        entries.reserveCapacity(effective.count * 2)
    }

    mutating func compileAll() {
        for index in reader.roles.indices { compile(index) }
    }

    private mutating func compile(_ index: Int) {
        var role = CompiledRole()
        role.entries.start = UInt32(truncatingIfNeeded: entries.count)
        role.literalRules.start = UInt32(truncatingIfNeeded: literalRules.count)
        for rule in effective[reader.roles[index].effective.range] { append(rule) }
        role.entries.count = UInt32(truncatingIfNeeded: entries.count) - role.entries.start
        role.literalRules.count = UInt32(truncatingIfNeeded: literalRules.count) - role.literalRules.start
        if role.literalRules.count > 0 { literalRoles.append(UInt32(truncatingIfNeeded: index)) }
        entries[role.entries.range].sort { ($0.row, $0.rule) < ($1.row, $1.rule) }
        fillSlots(&role)
        roles.append(role)
    }

    private mutating func append(_ number: UInt32) {
        let rule = reader.rules[Int(number)]
        let pairs = rule.groups.range.count.multipliedReportingOverflow(by: rule.resources.range.count)
        let isWide =
            pairs.overflow || pairs.partialValue > Self.widestRule || rule.verbs.range.count > Self.mostVerbs
        if rule.urls.count > 0 || isWide { literalRules.append(number) }
        guard !isWide else { return }
        findBlocks(rule.verbs)
        for group in reader.lists[rule.groups.range] {
            for resource in reader.lists[rule.resources.range] {
                let row = rows.intern(group, resource)
                for block in blocks {
                    entries.append(
                        Entry(row: row, verbBlock: block.block, verbs: block.verbs, rule: number, names: rule.names))
                }
            }
        }
    }

    /// The verbs of a rule as bits, 64 to a block.
    private mutating func findBlocks(_ run: Run) {
        blocks.removeAll(keepingCapacity: true)
        for verb in reader.lists[run.range] {
            if verb == NameTable.star {
                blocks = [(Entry.everyVerb, .max)]
                return
            }
            let number = verbs.intern(verb)
            let bit: UInt64 = 1 << UInt64(number & 63)
            if let place = blocks.firstIndex(where: { $0.block == number >> 6 }) {
                blocks[place].verbs |= bit
            } else {
                blocks.append((number >> 6, bit))
            }
        }
    }

    /// Open addressing from a row to the first of its entries, at most half full.
    private mutating func fillSlots(_ role: inout CompiledRole) {
        role.slots.start = UInt32(truncatingIfNeeded: slots.count)
        guard role.entries.count > 0 else { return }
        var size = 2
        while size < Int(role.entries.count) * 2 { size *= 2 }
        role.slots.count = UInt32(truncatingIfNeeded: size)
        slots.append(contentsOf: repeatElement(.max, count: size))
        var previous = UInt32.max
        for index in role.entries.range where entries[index].row != previous {
            let row = entries[index].row
            previous = row
            role.signature |= Self.signature(row)
            var slot = Self.hash(row) & (size - 1)
            while slots[Int(role.slots.start) + slot] != .max { slot = (slot + 1) & (size - 1) }
            slots[Int(role.slots.start) + slot] = UInt32(truncatingIfNeeded: index)
        }
    }

    @inline(__always)
    static func hash(_ row: UInt32) -> Int { Int(truncatingIfNeeded: (row &* 0x9E37_79B1) >> 7) }

    @inline(__always)
    static func signature(_ row: UInt32) -> UInt64 { 1 << UInt64((row &* 0x9E37_79B1) >> 26) }
}

/// What decisions read of all roles.
struct CompiledRoles: Sendable {
    let roles: [CompiledRole]
    let entries: [Entry]
    let slots: [UInt32]
    let literalRules: [UInt32]

    init(_ compiler: RoleCompiler) {
        roles = compiler.roles
        entries = compiler.entries
        slots = compiler.slots
        literalRules = compiler.literalRules
    }

    var byteCount: Int {
        roles.capacity * MemoryLayout<CompiledRole>.stride + entries.capacity * MemoryLayout<Entry>.stride
            + (slots.capacity + literalRules.capacity) * 4
    }
}
