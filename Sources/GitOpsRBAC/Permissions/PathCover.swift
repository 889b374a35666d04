/// Path boxes brought into few.
struct PathCover {
    private(set) var boxes: [PathBox]

    /// Complexity: O(boxes²).
    init(_ given: [PathBox]) {
        var verbs: [PathBox: NameSet] = [:]
        var order: [PathBox] = []
        for box in given where !box.isEmpty {
            var key = box
            key.verbs = .all
            if let known = verbs[key] {
                verbs[key] = known.union(box.verbs)
            } else {
                verbs[key] = box.verbs
                order.append(key)
            }
        }
        let united = order.map { PathBox(verbs: verbs[$0] ?? .all, pattern: $0.pattern, excluded: $0.excluded) }
        boxes = united.enumerated().compactMap { index, box in
            let isCovered = united.enumerated().contains { other in
                other.offset != index && other.element.excluded.isEmpty && box.isSubset(of: other.element)
                    && (!other.element.isSubset(ofPlain: box) || other.offset < index)
            }
            return isCovered ? nil : box
        }
    }

    /// What is left of boxes without others that exclude nothing; `nil` when it falls into more than 4,096 pieces or
    /// takes too many cuts.
    static func remainder(of boxes: [PathBox], without others: [PathBox]) -> [PathBox]? {
        var cuts = 1_000_000
        return remainder(of: boxes, without: others, cuts: &cuts)
    }

    /// As above, with a number of cuts that several share.
    static func remainder(of boxes: [PathBox], without others: [PathBox], cuts: inout Int) -> [PathBox]? {
        var pieces = boxes.filter { !$0.isEmpty }
        for other in others {
            if pieces.isEmpty { break }
            // What a piece excludes is looked through at each cut.
            cuts -= pieces.reduce(0) { $0 + 1 + $1.excluded.count }
            guard cuts >= 0 else { return nil }
            pieces = pieces.flatMap { $0.subtracting(other) }
            if pieces.count > PermissionCover.mostPieces { return nil }
        }
        return pieces
    }
}

extension PathBox {
    /// As `isSubset`, and false for a box that excludes something.
    fileprivate func isSubset(ofPlain other: PathBox) -> Bool { other.excluded.isEmpty && isSubset(of: other) }
}
