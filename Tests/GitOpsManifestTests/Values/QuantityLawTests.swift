import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Quantity laws")
struct QuantityLawTests {
    static let alphabet = "0123456789..+-eEinumkKMGTPi"
    static let suffixes = [
        "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "e3", "E-2", "e18",
    ]

    static func quantity(_ random: inout SeededGenerator) throws -> Quantity {
        var text = random.pick(["", "-", "+"])
        text += String(UInt64.random(in: 0...UInt64(1) << UInt64.random(in: 0...63, using: &random), using: &random))
        if Bool.random(using: &random) { text += "." + String(UInt32.random(in: 0...9999, using: &random)) }
        if Int.random(in: 0..<10, using: &random) == 0 { text += "00000000000000000000" }
        return try Quantity(parsing: text + random.pick(suffixes))
    }

    @Test("any bytes are read or refused", arguments: [1, 2, 3] as [UInt64])
    func anyBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let bytes = random.bytes(of: Self.alphabet, upTo: 24)
            guard let quantity = try? Quantity(parsing: bytes) else { continue }
            try expectLaws(quantity, "seed \(seed), bytes \(bytes)")
        }
    }

    @Test("printing, reading and arithmetic agree", arguments: [11, 12, 13] as [UInt64])
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let left = try Self.quantity(&random)
            let right = try Self.quantity(&random)
            let comment: Comment = "seed \(seed): \(left), \(right)"
            try expectLaws(left, comment)
            #expect(try left.adding(right).subtracting(right) == left, comment)
            #expect(try left.adding(right) == right.adding(left), comment)
            let difference = try left.subtracting(right)
            #expect((left < right) == (difference.sign < 0), comment)
            #expect((left == right) == difference.isZero, comment)
            #expect([left < right, left == right, left > right].filter { $0 }.count == 1, comment)
            #expect(try left.multiplied(by: 3) == left.adding(left).adding(left), comment)
            let product = left.multiplied(by: 3).adding
            #expect(try product(left.negated()) == left.multiplied(by: 2), comment)
        }
    }

    private func expectLaws(_ quantity: Quantity, _ comment: Comment) throws {
        let printed = quantity.canonical
        let again = try Quantity(parsing: printed)
        #expect(again == quantity, comment)
        #expect(again.hashValue == quantity.hashValue, comment)
        #expect(again.canonical == printed, comment)
    }
}
