/// The first position of each hash in a list. Complexity: O(1) expected; short lists are searched one by one.
struct HashPositions {
    private var hashes: [UInt64]
    private var index: [UInt64: Int]?

    private static let searchedSize = 16

    init(_ hashes: [UInt64]) {
        self.hashes = hashes
        if hashes.count > Self.searchedSize {
            index = Dictionary(hashes.enumerated().map { ($1, $0) }) { first, _ in first }
        }
    }

    subscript(hash: UInt64) -> Int? {
        if let index { return index[hash] }
        return hashes.firstIndex(of: hash)
    }

    mutating func append(_ hash: UInt64) {
        let position = hashes.count
        hashes.append(hash)
        if index != nil {
            if index?[hash] == nil { index?[hash] = position }
        } else if hashes.count > Self.searchedSize {
            self = HashPositions(hashes)
        }
    }

    /// Whether a hash stands more than once.
    var hasRepeated: Bool {
        if let index { return index.count < hashes.count }
        return hashes.indices.contains { hashes[..<$0].contains(hashes[$0]) }
    }
}
