/// Tries choices, the most promising first, and drops those that cannot be better than the best one so far.
struct HittingSearch {
    private let table: HittingTable
    /// The sets, those with fewest lines first.
    private let order: [Int]
    /// The smallest choice so far, and how many lines every choice has at least.
    private var best: [Int]
    private let bound: Int
    /// How many partial choices may still be tried.
    private(set) var steps: Int
    /// Whether no choice is smaller than the best one.
    private(set) var isSmallest = false

    init(_ table: HittingTable, steps: Int) {
        self.table = table
        self.steps = steps
        order = table.open.elements.sorted { (table.rows[$0].count, $0) < (table.rows[$1].count, $1) }
        best = Self.greedy(table)
        bound = Self.bound(table, order, table.open, NumberSet(capacity: table.lines.count))
    }

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
