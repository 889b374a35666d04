extension FieldSet {
    /// The paths of either set. Complexity: O(size of both).
    public func union(_ other: FieldSet) -> FieldSet { combined(with: other, .union) }

    /// The paths of both sets. Complexity: O(size of both).
    public func intersection(_ other: FieldSet) -> FieldSet { combined(with: other, .intersection) }

    /// The paths that the other set does not have, whatever it has above or below them. Complexity: O(size of both).
    public func subtracting(_ other: FieldSet) -> FieldSet { combined(with: other, .difference) }

    /// The paths that neither are in the other set nor lie under one that is. Complexity: O(size of both).
    package func subtractingRecursively(_ other: FieldSet) -> FieldSet { combined(with: other, .recursiveDifference) }

    /// The paths that have no member under them. Complexity: O(size).
    public var leaves: FieldSet {
        var result = self
        for index in result.elements.indices where !children(index).isEmpty { result.elements[index].isMember = false }
        return result
    }

    /// Whether every path is in the other set. Complexity: O(size of both).
    public func isSubset(of other: FieldSet) -> Bool { subtracting(other).isEmpty }

    private enum Operation { case union, intersection, difference, recursiveDifference }

    private func combined(with other: FieldSet, _ operation: Operation) -> FieldSet {
        var result = FieldSet()
        combine(0..<elements.count, other, 0..<other.elements.count, operation, &result)
        return result
    }

    /// Merges two runs of ordered siblings.
    private func combine(
        _ own: Range<Int>, _ other: FieldSet, _ others: Range<Int>, _ operation: Operation, _ result: inout FieldSet
    ) {
        var left = own.lowerBound
        var right = others.lowerBound
        while left < own.upperBound, right < others.upperBound {
            let order = compare(left, other, right)
            if order < 0 {
                let end = Int(elements[left].end)
                if operation != .intersection { result.appendCopies(of: self, left..<end) }
                left = end
            } else if order > 0 {
                let end = Int(other.elements[right].end)
                if operation == .union { result.appendCopies(of: other, right..<end) }
                right = end
            } else {
                combineElement(left, other, right, operation, &result)
                left = Int(elements[left].end)
                right = Int(other.elements[right].end)
            }
        }
        if operation != .intersection { result.appendCopies(of: self, left..<own.upperBound) }
        if operation == .union { result.appendCopies(of: other, right..<others.upperBound) }
    }

    private func combineElement(
        _ left: Int, _ other: FieldSet, _ right: Int, _ operation: Operation, _ result: inout FieldSet
    ) {
        let isOwn = elements[left].isMember
        let isOther = other.elements[right].isMember
        if operation == .recursiveDifference, isOther { return }
        let isMember =
            switch operation {
            case .union: isOwn || isOther
            case .intersection: isOwn && isOther
            case .difference, .recursiveDifference: isOwn && !isOther
            }
        let index = result.elements.count
        spelling(left) { result.append(elements[left].kind, isMember: isMember, $0) }
        combine(children(left), other, other.children(right), operation, &result)
        result.close(index)
    }

    private func compare(_ index: Int, _ other: FieldSet, _ otherIndex: Int) -> Int {
        let kind = elements[index].kind.rawValue
        let otherKind = other.elements[otherIndex].kind.rawValue
        if kind != otherKind { return kind < otherKind ? -1 : 1 }
        return spelling(index) { name in
            other.spelling(otherIndex) { otherName in
                if name.elementsEqual(otherName) { return 0 }
                return name.lexicographicallyPrecedes(otherName) ? -1 : 1
            }
        }
    }
}
