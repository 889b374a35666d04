/// A set of names: some, or all but some. There is always one more name than those that a set mentions.
struct NameSet: Hashable, Sendable {
    /// Sorted, each once.
    private(set) var names: [NameID]
    /// Whether the set is all names but these.
    private(set) var isComplement: Bool

    /// Every name.
    static let all = NameSet(sorted: [], isComplement: true)

    init(_ names: some Sequence<NameID>) {
        var sorted = names.sorted()
        if sorted.count > 1 {
            var end = 1
            for index in 1..<sorted.count where sorted[index] != sorted[end - 1] {
                sorted[end] = sorted[index]
                end += 1
            }
            sorted.removeSubrange(end...)
        }
        self.init(sorted: sorted, isComplement: false)
    }

    private init(sorted: [NameID], isComplement: Bool) {
        names = sorted
        self.isComplement = isComplement
    }

    var isEmpty: Bool { !isComplement && names.isEmpty }
    var isAll: Bool { isComplement && names.isEmpty }
    var inverted: NameSet { NameSet(sorted: names, isComplement: !isComplement) }

    func contains(_ name: NameID) -> Bool { names.contains(name) != isComplement }

    func intersection(_ other: NameSet) -> NameSet {
        switch (isComplement, other.isComplement) {
        case (false, false): NameSet(sorted: names.filter(Self.membership(other.names)), isComplement: false)
        case (false, true): NameSet(sorted: without(other.names), isComplement: false)
        case (true, false): NameSet(sorted: other.without(names), isComplement: false)
        case (true, true): NameSet(names + other.names).inverted
        }
    }

    func union(_ other: NameSet) -> NameSet { inverted.intersection(other.inverted).inverted }

    func subtracting(_ other: NameSet) -> NameSet { intersection(other.inverted) }

    func isSubset(of other: NameSet) -> Bool {
        if other.isAll { return true }
        switch (isComplement, other.isComplement) {
        case (false, false): return Self.contain(other.names, names)
        case (false, true): return !Self.share(names, other.names)
        case (true, false): return false
        case (true, true): return Self.contain(names, other.names)
        }
    }

    func intersects(_ other: NameSet) -> Bool {
        switch (isComplement, other.isComplement) {
        case (false, false): Self.share(names, other.names)
        case (false, true): !Self.contain(other.names, names)
        case (true, false): !Self.contain(names, other.names)
        // There is always a name that neither mentions.
        case (true, true): true
        }
    }

    /// Whether two sorted lists have a name in common. Allocates nothing.
    private static func share(_ left: [NameID], _ right: [NameID]) -> Bool {
        var (index, other) = (0, 0)
        while index < left.count, other < right.count {
            if left[index] == right[other] { return true }
            if left[index] < right[other] { index += 1 } else { other += 1 }
        }
        return false
    }

    /// Whether a sorted list has all names of another. Allocates nothing.
    private static func contain(_ whole: [NameID], _ part: [NameID]) -> Bool {
        guard part.count <= whole.count else { return false }
        var index = 0
        for name in part {
            while index < whole.count, whole[index] < name { index += 1 }
            guard index < whole.count, whole[index] == name else { return false }
        }
        return true
    }

    private func without(_ others: [NameID]) -> [NameID] {
        let isOther = Self.membership(others)
        return names.filter { !isOther($0) }
    }

    /// Whether a name is among sorted names, by bisection.
    private static func membership(_ names: [NameID]) -> (NameID) -> Bool {
        { name in
            var low = 0
            var high = names.count
            while low < high {
                let middle = (low + high) / 2
                if names[middle] < name { low = middle + 1 } else { high = middle }
            }
            return low < names.count && names[low] == name
        }
    }
}
