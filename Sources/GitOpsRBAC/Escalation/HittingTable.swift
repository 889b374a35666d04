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
