import GitOpsManifest

/// A scalar as Go's `%v` prints it: strategic merge patches sort and match elements by such texts.
struct PrintedKey {
    private let ref: ValueRef
    /// The text of what is not a string.
    private let text: [UInt8]?

    init(_ ref: ValueRef) {
        self.ref = ref
        switch ref.record.kind {
        case .string: text = nil
        case .null: text = Array("<nil>".utf8)
        case .boolean: text = Array((ref.record.low != 0 ? "true" : "false").utf8)
        default: text = Array((ref.node.numberText ?? "").utf8)
        }
    }

    private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let text { return text.withUnsafeBufferPointer(body) }
        return body(ref.bytes)
    }

    static func precedes(_ left: PrintedKey, _ right: PrintedKey) -> Bool {
        left.withBytes { left in right.withBytes { left.lexicographicallyPrecedes($0) } }
    }
}

extension PrintedKey: Equatable {
    static func == (left: PrintedKey, right: PrintedKey) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                guard left.count == right.count else { return false }
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return bytesEqual(first, second, left.count)
            }
        }
    }
}

extension PrintedKey {
    /// Positions sorted by key as Go's `sort.Sort` leaves them, elements with the same key included.
    static func sortedPositions(_ keys: [PrintedKey]) -> [Int] {
        let positions = Array(keys.indices)
        let sorted = positions.sorted { precedes(keys[$0], keys[$1]) }
        let areDistinct = zip(sorted, sorted.dropFirst()).allSatisfy { keys[$0] != keys[$1] }
        return areDistinct ? sorted : GoSort.sorted(positions) { !precedes(keys[$1], keys[$0]) }
    }
}
