import GitOpsTestSupport
import Testing

@testable import GitOpsRBAC

@Suite("Smallest choices of lines")
struct HittingSetTests {
    private static func smallest(_ sets: [[CutLine]], steps: Int = 20_000) -> (lines: [CutLine], isSmallest: Bool) {
        var hitting = HittingSet(steps: steps)
        for set in sets { hitting.insert(set) }
        let lines = hitting.smallest()
        return (lines, hitting.isSmallest)
    }

    private static func hits(_ lines: [CutLine], _ sets: [[CutLine]]) -> Bool {
        sets.allSatisfy { $0.contains(where: lines.contains) }
    }

    private static func sets(seed: UInt64, count: Int, lines: Int) -> [[CutLine]] {
        var random = SeededGenerator(seed: seed)
        return (0..<Int.random(in: 1...count, using: &random)).map { _ in
            let size = Int.random(in: 1...min(4, lines), using: &random)
            return Set((0..<size).map { _ in line(Int.random(in: 0..<lines, using: &random)) }).sorted()
        }
    }

    private static func line(_ number: Int) -> CutLine {
        switch number % 3 {
        case 0: .subject(UInt32(number))
        case 1: .rule(UInt32(number))
        default: .binding(UInt32(number))
        }
    }

    @Test("a choice hits every set and is as small as the smallest of all choices", arguments: UInt64(0)..<400)
    func bruteForce(seed: UInt64) {
        let lines = (0..<9).map(Self.line)
        let sets = Self.sets(seed: seed, count: 12, lines: lines.count)
        let found = Self.smallest(sets)
        let fewest = (0..<1 << lines.count)
            .filter { choice in Self.hits(lines.indices.filter { choice >> $0 & 1 == 1 }.map { lines[$0] }, sets) }
            .map(\.nonzeroBitCount).min()
        #expect(Self.hits(found.lines, sets), "seed \(seed): \(sets)")
        #expect(found.isSmallest && found.lines.count == fewest, "seed \(seed): \(sets)")
        #expect(Set(found.lines).count == found.lines.count, "seed \(seed)")
    }

    @Test(
        "without steps left the choice still hits every set, and says when it may be too large",
        arguments: UInt64(0)..<200)
    func greedy(seed: UInt64) {
        let sets = Self.sets(seed: seed, count: 40, lines: 20)
        let best = Self.smallest(sets)
        let found = Self.smallest(sets, steps: 0)
        #expect(Self.hits(found.lines, sets), "seed \(seed)")
        #expect(best.isSmallest && found.lines.count >= best.lines.count, "seed \(seed)")
        if found.isSmallest { #expect(found.lines.count == best.lines.count, "seed \(seed)") }
    }

    @Test("hundreds of entangled sets end with the steps", arguments: UInt64(0)..<4)
    func large(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let sets = (0..<256).map { _ in
            Set((0..<24).map { _ in CutLine.rule(UInt32.random(in: 0..<300, using: &random)) }).sorted()
        }
        let found = Self.smallest(sets, steps: 500)
        #expect(Self.hits(found.lines, sets), "seed \(seed)")
        #expect(!found.isSmallest, "seed \(seed)")
    }

    @Test("a whole binding is chosen only where no line of its own does as well")
    func sparing() {
        let (subject, other, binding) = (CutLine.subject(1), CutLine.subject(2), CutLine.binding(0))
        #expect(Self.smallest([[subject, binding]]).lines == [subject])
        #expect(Self.smallest([[subject, binding], [other, binding]]).lines == [binding])
        #expect(Self.smallest([[subject, binding, .rule(7)], [other, binding, .rule(7)]]).lines == [.rule(7)])
    }
}
