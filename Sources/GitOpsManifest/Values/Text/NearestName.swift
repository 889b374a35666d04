/// Finds the name somebody may have meant.
package enum NearestName {
    /// The name with the fewest edits, when those are few for its length; the first of equals in their order, and never an
    /// empty one, which nobody means.
    ///
    /// Complexity: O(names × length²).
    package static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8)
        guard wanted.count <= 100 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names {
            let other = Array(candidate.utf8)
            guard !other.isEmpty else { continue }
            if other.map(lowercased) == wanted.map(lowercased) { return candidate }
            let limit = max(1, min(3, max(wanted.count, other.count) / 3))
            guard abs(other.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
