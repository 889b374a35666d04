extension Node {
    /// Number of members or elements; 0 for scalars.
    public var count: Int { record.isContainer ? Int(record.high) : 0 }

    /// The value of a member, or `nil` when this is no object or has no such member. Complexity: O(members).
    public subscript(name: String) -> Node? {
        guard record.kind == .object, let symbol = storage.symbol(name) else { return nil }
        return storage.member(of: index, symbol).map { Node(storage: storage, index: $0) }
    }

    /// An element, or `nil` when this is no array or has no such element.
    public subscript(position: Int) -> Node? {
        let record = record
        guard record.kind == .array, position >= 0, position < Int(record.high) else { return nil }
        return Node(storage: storage, index: Int(record.low) + position)
    }

    /// The elements of an array; empty for any other type.
    public var elements: Elements { Elements(storage: storage, range: record.kind == .array ? record.children : 0..<0) }

    /// The members of an object in the order of the source; empty for any other type.
    public var members: Members { Members(storage: storage, range: record.kind == .object ? record.children : 0..<0) }

    /// Values of an array.
    public struct Elements: RandomAccessCollection, Sendable {
        let storage: DocumentStorage
        let range: Range<Int>

        /// Always 0.
        public var startIndex: Int { 0 }
        /// The number of elements.
        public var endIndex: Int { range.count }
        /// The element at a valid position.
        public subscript(position: Int) -> Node {
            precondition(position >= 0 && position < range.count, "element index out of range")
            return Node(storage: storage, index: range.lowerBound + position)
        }
    }

    /// Names and values of an object.
    public struct Members: RandomAccessCollection, Sendable {
        let storage: DocumentStorage
        let range: Range<Int>

        /// Always 0.
        public var startIndex: Int { 0 }
        /// The number of members.
        public var endIndex: Int { range.count }
        /// The member at a valid position.
        public subscript(position: Int) -> (key: String, value: Node) {
            precondition(position >= 0 && position < range.count, "member index out of range")
            let index = range.lowerBound + position
            return (storage.name(storage.record(index).key), Node(storage: storage, index: index))
        }
    }
}
