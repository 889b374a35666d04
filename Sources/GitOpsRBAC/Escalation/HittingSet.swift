/// A smallest choice of lines with at least one of each set.
///
/// What cannot matter is left out first (``HittingTable``); the rest is branched over, with the number of sets that share
/// no line as the bound. When the steps are used up, the choice is a greedy one.
///
/// Complexity: O(sets · lines / 64) for each step, of which there are exponentially many at the worst.
struct HittingSet {
    /// What has to be hit; none is empty.
    private(set) var sets: [[CutLine]] = []
    /// Whether fewer lines cannot hit all sets.
    private(set) var isSmallest = true
    /// How many partial choices may still be tried.
    private var steps: Int

    init(steps: Int) { self.steps = max(0, steps) }

    mutating func insert(_ set: [CutLine]) { sets.append(set) }

    mutating func smallest() -> [CutLine] {
        var table = HittingTable(sets)
        let forced = table.reduce()
        var search = HittingSearch(table, steps: steps)
        let others = search.run()
        steps = search.steps
        isSmallest = search.isSmallest
        return sparing((forced + others).map { table.lines[$0] })
    }

    /// The line that is part of most sets, of a selection.
    func mostFrequent(of lines: [CutLine]) -> CutLine? {
        var counts: [CutLine: Int] = [:]
        for line in lines { counts[line] = sets.count { $0.contains(line) } }
        return lines.max { (counts[$0] ?? 0, $1) < (counts[$1] ?? 0, $0) }
    }

    /// The same choice, with single lines instead of whole bindings where they do as well: a binding may be needed by
    /// others.
    private func sparing(_ chosen: [CutLine]) -> [CutLine] {
        var chosen = chosen
        for position in chosen.indices where chosen[position].isBinding {
            let others = Set(chosen[..<position] + chosen[(position + 1)...])
            let own = sets.filter { $0.allSatisfy { !others.contains($0) } }
            guard let first = own.first else { continue }
            let common = own.dropFirst().reduce(into: Set(first)) { $0.formIntersection($1) }
            if let line = mostFrequent(of: common.filter { !$0.isBinding }.sorted()) { chosen[position] = line }
        }
        return chosen.sorted()
    }
}

/// Which lines hit which sets, by numbers.
struct HittingTable {
    /// Lines by number, in their order.
    let lines: [CutLine]
    /// For each set its lines, and for each line its sets; without those that were left out.
    private(set) var rows: [NumberSet]
    private(set) var columns: [NumberSet]
    /// The sets that have to be hit.
    private(set) var open: NumberSet

    init(_ sets: [[CutLine]]) {
        lines = Set(sets.joined()).sorted()
        var numbers: [CutLine: Int] = [:]
        for (number, line) in lines.enumerated() { numbers[line] = number }
        rows = Array(repeating: NumberSet(capacity: lines.count), count: sets.count)
        columns = Array(repeating: NumberSet(capacity: sets.count), count: lines.count)
        open = NumberSet(below: sets.count)
        for (row, set) in sets.enumerated() {
            for line in set.compactMap({ numbers[$0] }) {
                rows[row].insert(line)
                columns[line].insert(row)
            }
        }
    }

    /// Leaves out what cannot matter, and gives the lines that have no alternative.
    mutating func reduce() -> [Int] {
        var forced: [Int] = []
        var isChanged = true
        while isChanged {
            isChanged = dropSupersets()
            if dropReplaceable() { isChanged = true }
            for row in open.elements where open.contains(row) && rows[row].count == 1 {
                guard let line = rows[row].first else { continue }
                forced.append(line)
                for hit in columns[line].elements { drop(row: hit) }
                isChanged = true
            }
        }
        return forced
    }

    /// Drops sets that are hit whenever another one is.
    private mutating func dropSupersets() -> Bool {
        var isChanged = false
        for row in open.elements {
            guard let line = rows[row].first else { continue }
            for other in columns[line].elements
            where other != row && rows[row].isSubset(of: rows[other]) && (rows[row] != rows[other] || row < other) {
                drop(row: other)
                isChanged = true
            }
        }
        return isChanged
    }

    /// Drops lines that hit no set which one other line does not hit as well; of equals the first one is kept.
    private mutating func dropReplaceable() -> Bool {
        var isChanged = false
        for line in lines.indices {
            guard let row = columns[line].first else { continue }
            let isReplaceable = rows[row].elements.contains { other in
                other != line && columns[line].isSubset(of: columns[other])
                    && (columns[line] != columns[other] || other < line)
            }
            guard isReplaceable else { continue }
            for row in columns[line].elements { rows[row].remove(line) }
            columns[line] = NumberSet(capacity: rows.count)
            isChanged = true
        }
        return isChanged
    }

    private mutating func drop(row: Int) {
        for line in rows[row].elements { columns[line].remove(row) }
        rows[row] = NumberSet(capacity: lines.count)
        open.remove(row)
    }
}

/// Tries choices, the most promising first, and drops those that cannot be better than the best one so far.
private struct HittingSearch {
    private let table: HittingTable
    /// The sets, those with fewest lines first.
    private let order: [Int]
    private var best: [Int]
    private let bound: Int
    private(set) var steps: Int

    init(_ table: HittingTable, steps: Int) {
        self.table = table
        self.steps = steps
        order = table.open.elements.sorted { (table.rows[$0].count, $0) < (table.rows[$1].count, $1) }
        best = Self.greedy(table)
        bound = Self.bound(table, order, table.open, NumberSet(capacity: table.lines.count))
    }

    /// Whether no choice is smaller than the best one.
    private(set) var isSmallest = false

    mutating func run() -> [Int] {
        isSmallest = best.count == bound
        if !isSmallest {
            isSmallest = branch(table.open, banned: NumberSet(capacity: table.lines.count), [])
        }
        return best
    }

    /// `false` when the steps are used up.
    private mutating func branch(_ open: NumberSet, banned: NumberSet, _ chosen: [Int]) -> Bool {
        guard steps > 0 else { return false }
        steps -= 1
        guard !open.isEmpty else {
            if chosen.count < best.count { best = chosen }
            return true
        }
        if chosen.count + Self.bound(table, order, open, banned) >= best.count { return true }
        var banned = banned
        for line in candidates(open, banned) {
            let isDone = branch(open.subtracting(table.columns[line]), banned: banned, chosen + [line])
            guard isDone else { return false }
            if best.count == bound { return true }
            banned.insert(line)
        }
        return true
    }

    /// The lines of an open set with fewest of them, those first that hit most of the others.
    private func candidates(_ open: NumberSet, _ banned: NumberSet) -> [Int] {
        var fewest: (count: Int, lines: NumberSet)?
        for row in order where open.contains(row) {
            let lines = table.rows[row].subtracting(banned)
            let count = lines.count
            if count < fewest?.count ?? .max { fewest = (count, lines) }
        }
        let hits = (fewest?.lines.elements ?? []).map { (line: $0, count: table.columns[$0].intersection(open).count) }
        return hits.sorted { ($1.count, $0.line) < ($0.count, $1.line) }.map(\.line)
    }

    /// As many lines at least as there are sets without a common one; `Int.max / 2` where a set cannot be hit any more.
    private static func bound(_ table: HittingTable, _ order: [Int], _ open: NumberSet, _ banned: NumberSet) -> Int {
        var seen = NumberSet(capacity: table.lines.count)
        var count = 0
        for row in order where open.contains(row) {
            let lines = table.rows[row].subtracting(banned)
            if lines.isEmpty { return .max / 2 }
            guard lines.isDisjoint(with: seen) else { continue }
            count += 1
            seen.formUnion(lines)
        }
        return count
    }

    /// Always the line that hits most.
    private static func greedy(_ table: HittingTable) -> [Int] {
        var open = table.open
        var chosen: [Int] = []
        while !open.isEmpty {
            let counts = table.columns.map { $0.intersection(open).count }
            guard let most = counts.max(), most > 0, let line = counts.firstIndex(of: most) else { break }
            chosen.append(line)
            open = open.subtracting(table.columns[line])
        }
        for line in chosen where isSuperfluous(line, among: chosen, table) { chosen.removeAll { $0 == line } }
        return chosen
    }

    /// Whether the others hit all that a line hits.
    private static func isSuperfluous(_ line: Int, among chosen: [Int], _ table: HittingTable) -> Bool {
        var hit = NumberSet(capacity: table.rows.count)
        for other in chosen where other != line { hit.formUnion(table.columns[other]) }
        return table.columns[line].isSubset(of: hit)
    }
}
