/// The lines of a text file with keys.
struct TrustFileLines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>
    private var number = 0

    init(_ text: String) { rest = Array(text.utf8)[...] }

    mutating func next() -> TrustFileLine? {
        guard !rest.isEmpty else { return nil }
        let content = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[content.endIndex...].dropFirst()
        number += 1
        return TrustFileLine(number: number, content: content)
    }
}

/// A line without its end.
struct TrustFileLine {
    /// Counted from 1.
    let number: Int
    let content: ArraySlice<UInt8>

    func column(of index: Int) -> Int { index - content.startIndex + 1 }
}
