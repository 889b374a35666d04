/// Reads commits and trees from the packs for one thread. Whatever is not as expected is no object here, and is left to
/// libgit2, which names the error.
///
/// Not `Sendable`: each thread makes its own.
final class PackedObjectReader {
    private let packs: PackOrder
    private var readers: [Int: PackReader?] = [:]
    private let cacheBytes: Int
    private let maximumBytes: Int

    /// Trees of one commit lie all over a pack, and few are large.
    private static let windowBytes = 8 << 10

    init(packs: PackOrder, cacheBytes: Int, maximumBytes: Int) {
        self.packs = packs
        self.cacheBytes = cacheBytes
        self.maximumBytes = maximumBytes
    }

    /// The content of an object; `nil` when it lies in no pack, or is of another type.
    func content(of id: ObjectID, _ type: PackObject.Kind) -> [UInt8]? {
        for (number, pack) in packs.packs.enumerated() {
            guard let offset = pack.offset(of: id) else { continue }
            return reader(number)?.content(at: offset, type, maximumBytes: maximumBytes)
        }
        return nil
    }

    private func reader(_ pack: Int) -> PackReader? {
        if let known = readers[pack] { return known }
        let reader = PackReader(index: packs.packs[pack], cacheBytes: cacheBytes, windowBytes: Self.windowBytes)
        readers[pack] = .some(reader)
        return reader
    }
}
