/// How deep the parts of an expression nest as Go counts it, which refuses what is deeper than 1,000.
///
/// Source: `maxHeight` in `regexp/syntax/parse.go`.
struct ExpressionHeight {
    static let limit = 1_000

    /// An open group.
    private struct Group {
        var isCapture: Bool
        /// The highest alternative that has ended, and how many have.
        var alternative = 0
        var alternatives = 0
        /// The highest part of the alternative that is being read.
        var part = 0
        var parts = 0
        var last = 0
        var isLiteral = false
        var isRepeated = false

        mutating func add(_ height: Int, isLiteral: Bool) {
            isRepeated = false
            // Letters in a row are one part.
            if isLiteral, self.isLiteral { return }
            self.isLiteral = isLiteral
            parts += 1
            last = height
            part = max(part, height)
        }

        mutating func endAlternative() {
            alternative = max(alternative, parts > 1 ? part + 1 : max(1, part))
            alternatives += 1
            (part, parts, last, isLiteral, isRepeated) = (0, 0, 0, false, false)
        }
    }

    private var groups = [Group(isCapture: false)]
    /// The highest part so far.
    private(set) var highest = 0

    mutating func add(isLiteral: Bool) { groups[groups.count - 1].add(1, isLiteral: isLiteral) }

    mutating func open(isCapture: Bool) { groups.append(Group(isCapture: isCapture)) }

    mutating func beginAlternative() { groups[groups.count - 1].endAlternative() }

    /// An operator of repetition; one behind another makes it lazy.
    mutating func repeatLast() {
        let index = groups.count - 1
        guard !groups[index].isRepeated, groups[index].parts > 0 else { return }
        groups[index].last += 1
        groups[index].part = max(groups[index].part, groups[index].last)
        groups[index].isLiteral = false
        groups[index].isRepeated = true
        highest = max(highest, groups[index].part)
    }

    mutating func close() {
        // What is not open is told by those who read the expression.
        guard groups.count > 1, var group = groups.popLast() else { return }
        group.endAlternative()
        // Alternatives of one letter each are a class.
        let inside = group.alternatives > 1 && group.alternative > 1 ? group.alternative + 1 : group.alternative
        let height = group.isCapture ? inside + 1 : inside
        highest = max(highest, height)
        groups[groups.count - 1].add(height, isLiteral: false)
    }
}
