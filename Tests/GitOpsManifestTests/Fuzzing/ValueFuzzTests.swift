import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Whatever the text, reading a value ends well")
struct ValueFuzzTests {
    @Test("quantities, durations, timestamps, images, label selectors and glob patterns")
    func values() { FuzzRun.run(defaultCount: 6_000, problem: Self.problem) }

    static let texts = [
        ["100m", "1.5Gi", "-12e-3", "9223372036854775807Ki", "1e2147483647", "000.00100E", "1E-2000000000"],
        ["1h30m0.5s", "-2562047h47m16.854775808s", "1µs", ".5ms", "9223372036854775807ns"],
        ["2024-05-01T12:00:00.123456Z", "0000-01-01T00:00:00-23:59", "9999-12-31T23:59:59,999999999+01:30"],
        ["nginx", "[::1]:5000/a/b:v1", "q.io/a@sha256:\(ImageReferenceTests.hexadecimal)", "localhost/x_y--z:1"],
        ["a=b,c!=d", "x in (f,g), y notin (h)", "!k,example.com/l>1,m<2", "in in (in,notin)"],
        ["**/a[!b-d]*.yaml", "/x/**/y/", "!\\#a?", "[[:alpha:]]*", "a\n!b\n#c\n d \\ \n"],
    ]

    static func problem(using random: inout SeededGenerator) -> String? {
        let kind = Int.random(in: 0..<texts.count, using: &random)
        var bytes = Array(random.pick(texts[kind]).utf8)
        if Int.random(in: 0..<4, using: &random) == 0 {
            bytes = random.bytes(of: texts[kind].joined(), upTo: 40)
        } else {
            for _ in 0..<Int.random(in: 0...5, using: &random) { mutate(&bytes, texts[kind], using: &random) }
        }
        switch kind {
        case 0: return quantityProblem(bytes, using: &random)
        case 1: return durationProblem(bytes)
        case 2: return timestampProblem(bytes)
        case 3: return imageProblem(String(decoding: bytes, as: UTF8.self))
        case 4: return selectorProblem(String(decoding: bytes, as: UTF8.self))
        default: return globProblem(bytes, using: &random)
        }
    }

    /// A damage of any kind, or a piece of another text of the same kind.
    private static func mutate(_ bytes: inout [UInt8], _ texts: [String], using random: inout SeededGenerator) {
        guard Bool.random(using: &random) else { return TextMutation.mutate(&bytes, using: &random) }
        let other = Array(random.pick(texts).utf8)
        let start = Int.random(in: 0..<other.count, using: &random)
        let end = min(other.count, start + Int.random(in: 1...6, using: &random))
        bytes.insert(contentsOf: other[start..<end], at: Int.random(in: 0...bytes.count, using: &random))
    }

    private static func quantityProblem(_ bytes: [UInt8], using random: inout SeededGenerator) -> String? {
        guard let quantity = try? Quantity(parsing: bytes) else { return nil }
        let printed = quantity.canonical
        guard let again = try? Quantity(parsing: printed) else { return "\(printed) cannot be read back" }
        if again != quantity || again.canonical != printed { return "\(bytes) prints as \(printed)" }
        if again.hashValue != quantity.hashValue { return "the hash of \(bytes) differs from that of \(printed)" }
        guard let other = try? Quantity(parsing: random.pick(texts[0])) else { return nil }
        if [quantity < other, quantity == other, other < quantity].count(where: { $0 }) != 1 {
            return "\(printed) and \(other) are in no order"
        }
        guard let sum = try? quantity.adding(other) else {
            return (try? other.adding(quantity)) == nil ? nil : "\(printed) + \(other) has a sum in one order only"
        }
        if (try? other.adding(quantity)) != sum { return "\(printed) + \(other) depends on the order" }
        if let back = try? sum.subtracting(other), back != quantity {
            return "\(printed) + \(other) - \(other): \(back)"
        }
        return nil
    }

    private static func durationProblem(_ bytes: [UInt8]) -> String? {
        guard let duration = try? GoDuration(parsing: bytes) else { return nil }
        let printed = duration.description
        return GoDuration(printed) == duration ? nil : "\(bytes) prints as \(printed)"
    }

    private static func timestampProblem(_ bytes: [UInt8]) -> String? {
        guard let timestamp = try? Timestamp(parsing: bytes) else { return nil }
        // The two ends of the calendar, shifted by their offset, have five digits or a sign.
        let printed = timestamp.formatted(.microseconds)
        guard !printed.hasPrefix("-"), printed.utf8.count == 27 else { return nil }
        let again = try? Timestamp(parsing: printed, precision: .microseconds)
        return again?.seconds == timestamp.seconds ? nil : "\(bytes) prints as \(printed)"
    }

    private static func imageProblem(_ text: String) -> String? {
        guard let image = ImageReference(text) else { return nil }
        if ImageReference(image.canonical) != image { return "\(text) is canonically \(image.canonical)" }
        return ImageReference(image.familiar) == image ? nil : "\(text) is familiarly \(image.familiar)"
    }

    private static func selectorProblem(_ text: String) -> String? {
        guard let selector = try? LabelSelector(parsing: text) else { return nil }
        _ = selector.matches(["a": "b", "x": "f", "k": ""])
        return (try? LabelSelector(parsing: selector.description)) == selector
            ? nil : "\(text) prints as \(selector)"
    }

    private static func globProblem(_ bytes: [UInt8], using random: inout SeededGenerator) -> String? {
        let path = random.text(of: "aabcxy/./!#[]-*", upTo: 40)
        let pattern = GlobPattern(bytes: bytes)
        let isMatch = pattern.matches(path, isDirectory: false)
        if isMatch, !pattern.isWellFormed { return "\(bytes) is not well formed and matches \(path)" }
        if isMatch, pattern.isDirectoryOnly { return "\(bytes) is for directories and matches the file \(path)" }
        let rules = IgnoreRules(root: IgnoreFile(parsing: String(decoding: bytes, as: UTF8.self)))
        let isDecided = rules.decidingRule(for: path, isDirectory: true) != nil
        if rules.isIgnoredItself(path, isDirectory: true), !isDecided { return "ignored without a rule: \(path)" }
        _ = rules.isIgnored(path, isDirectory: true)
        return nil
    }
}
