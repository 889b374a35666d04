import GitOpsManifest

extension Evaluation {
    /// Whether two values are equal: numbers by value whatever their types, values of different types never.
    ///
    /// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality.
    package mutating func equals(_ left: Value, _ right: Value) -> Bool {
        switch (left.tag, right.tag) {
        case (.string, .string), (.bytes, .bytes), (.type, .type): return Self.bytesAreEqual(left, right)
        case (.null, .null): return true
        case (.boolean, .boolean), (.duration, .duration): return left.payload == right.payload
        case (.timestamp, .timestamp): return left.payload == right.payload && left.count == right.count
        case (.integer, .integer), (.unsigned, .unsigned): return left.payload == right.payload
        case (.integer, _), (.unsigned, _), (.double, _):
            if right.isError { return unknownEquality(left, right) }
            return right.isNumber && Self.numbersAreEqual(left, right)
        case (.list, .list), (.list, .documentList), (.documentList, .list), (.documentList, .documentList):
            return listsAreEqual(left, right)
        case (.map, .map), (.map, .documentMap), (.documentMap, .map), (.documentMap, .documentMap):
            return mapsAreEqual(left, right)
        case (.optional, .optional):
            guard let first = left.wrapped, let second = right.wrapped else { return left.payload == right.payload }
            return equals(first, second)
        case (.object, .object): return objectsAreEqual(left, right)
        case (.library, .library):
            guard let first = libraryValue(left), let second = libraryValue(right) else { return false }
            return first == second
        default: return left.isError || right.isError ? unknownEquality(left, right) : false
        }
    }

    @inline(__always)
    static func numbersAreEqual(_ left: Value, _ right: Value) -> Bool { numericOrder(left, right) == .equal }

    private mutating func listsAreEqual(_ left: Value, _ right: Value) -> Bool {
        let count = count(of: left)
        guard count == self.count(of: right) else { return false }
        guard mayCompare(count) else { return false }
        let kind = listKind(of: left)
        if kind != .atomic { return listsAreEqual(left, right, kind) }
        for index in 0..<count where !equals(element(of: left, at: index), element(of: right, at: index)) {
            return false
        }
        return true
    }

    /// Whether as many parts may be compared, for each unit of the limit of cost a few.
    ///
    /// The API server has no such limit.
    mutating func mayCompare(_ count: Int) -> Bool {
        comparisons &+= UInt64(count) &+ 1
        let (limit, isUnlimited) = costLimit.multipliedReportingOverflow(by: 32)
        if comparisons <= limit || isUnlimited { return true }
        if final == nil {
            final = fail(.comparisonLimit, "operation cancelled: lists and maps have too many parts to be compared")
        }
        return false
    }

    private func listKind(of list: Value) -> DeclaredType.ListKind {
        list.tag == .documentList && list.count != 0 ? declaredTypes[Int(list.count)].listKind : .atomic
    }

    /// Lists of kinds `set` and `map` are equal whatever the order.
    private mutating func listsAreEqual(_ left: Value, _ right: Value, _ kind: DeclaredType.ListKind) -> Bool {
        // Both directions, since a list may hold an element twice.
        for index in 0..<count(of: left) {
            guard mayCompare(count(of: right)), contains(right, element(of: left, at: index)) else { return false }
        }
        for index in 0..<count(of: right) {
            guard mayCompare(count(of: left)), contains(left, element(of: right, at: index)) else { return false }
        }
        return true
    }

    /// Whether a list has an element that is equal to a value.
    package mutating func contains(_ list: Value, _ value: Value) -> Bool {
        for index in 0..<count(of: list) where equals(element(of: list, at: index), value) { return true }
        return false
    }

    private mutating func mapsAreEqual(_ left: Value, _ right: Value) -> Bool {
        let count = count(of: left)
        guard count == self.count(of: right), mayCompare(count) else { return false }
        for index in 0..<count {
            guard let other = find(key(of: left, at: index), in: right), equals(value(of: left, at: index), other)
            else { return false }
        }
        return true
    }

    private mutating func objectsAreEqual(_ left: Value, _ right: Value) -> Bool {
        guard left.count == right.count, Self.bytesAreEqual(left.values[0], right.values[0]) else { return false }
        for index in 0..<Int(left.count) {
            guard let other = field(left.values[1 + 2 * index], of: right),
                equals(left.values[2 + 2 * index], other)
            else { return false }
        }
        return true
    }

    /// A field of an object that the expression made.
    package func field(_ name: Value, of object: Value) -> Value? {
        for index in 0..<Int(object.count) where Self.bytesAreEqual(object.values[1 + 2 * index], name) {
            return object.values[2 + 2 * index]
        }
        return nil
    }
}
