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

    /// What is left of boxes without others that exclude nothing.
    static func remainder(of boxes: [PathBox], without others: [PathBox]) -> [PathBox] {
        others.reduce(boxes) { rest, other in rest.flatMap { $0.subtracting(other) } }.filter { !$0.isEmpty }
    }
}

extension PathBox {
    /// As `isSubset`, and false for a box that excludes something.
    fileprivate func isSubset(ofPlain other: PathBox) -> Bool { other.excluded.isEmpty && isSubset(of: other) }
}
