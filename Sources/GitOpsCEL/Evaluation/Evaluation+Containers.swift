import GitOpsManifest

// MARK: Lists and maps, whether of a document or not

extension Evaluation {
    /// Number of elements or entries; 0 for other values.
    @inline(__always)
    package func count(of value: Value) -> Int {
        switch value.tag {
        case .list, .map: Int(value.count)
        case .documentList, .documentMap: Int(record(of: value).high)
        default: 0
        }
    }

    /// An element of a list, which must have it: callers compare with `count(of:)`.
    @inline(__always)
    package mutating func element(of list: Value, at index: Int) -> Value {
        guard list.tag == .documentList else { return list.values[index] }
        let document = list.document
        let record = documents[Int(document)].nodes + (Int(self.record(of: list).low) &+ index)
        if list.count == 0 { return value(record, document) }
        return value(record, document, typed: declaredTypes[Int(list.count)].element)
    }

    /// Name of a map's entry, by its position.
    @inline(__always)
    package mutating func key(of map: Value, at index: Int) -> Value {
        guard map.tag == .documentMap else { return map.values[2 &* index] }
        let document = documents[Int(map.document)]
        let name = document.nameBytes(document.nodes[Int(record(of: map).low) &+ index].key)
        return .string(name)
    }

    /// Value of a map's entry, by its position.
    @inline(__always)
    package mutating func value(of map: Value, at index: Int) -> Value {
        guard map.tag == .documentMap else { return map.values[2 &* index &+ 1] }
        let document = map.document
        let record = documents[Int(document)].nodes + (Int(self.record(of: map).low) &+ index)
        if map.count == 0 { return value(record, document) }
        return value(record, document, typed: typeOfMember(record, of: map))
    }

    /// The value of a key, `nil` when the map has none that is equal to it.
    package mutating func find(_ key: Value, in map: Value) -> Value? {
        map.tag == .documentMap ? findMember(key, of: map) : position(of: key, in: map).map { map.values[2 &* $0 &+ 1] }
    }

    /// Calls a function for each element of a list; a returned value ends the loop.
    @inline(__always)
    package mutating func forEach(_ list: Value, _ body: (Value, inout Evaluation) -> Value?) -> Value? {
        for index in 0..<count(of: list) {
            if let result = body(element(of: list, at: index), &self) { return result }
        }
        return nil
    }

    @inline(__always)
    func record(of value: Value) -> NodeRecord {
        UnsafePointer<NodeRecord>(bitPattern: value.recordAddress).unsafelyUnwrapped.pointee
    }
}

// MARK: Maps of scratch memory

extension Evaluation {
    /// Position of the entry with a key.
    func position(of key: Value, in map: Value) -> Int? {
        let count = Int(map.count)
        let entries = map.values
        if map.flags.contains(.indexed) { return MapIndex.position(of: key, in: map) }
        for index in 0..<count where Self.keysAreEqual(entries[2 &* index], key) { return index }
        return nil
    }

    /// Whether two keys are the same: numbers by value, whatever their types.
    @inline(__always)
    static func keysAreEqual(_ left: Value, _ right: Value) -> Bool {
        if left.tag == .string, right.tag == .string { return bytesAreEqual(left, right) }
        if left.isNumber, right.isNumber { return Self.numbersAreEqual(left, right) }
        return left.tag == .boolean && right.tag == .boolean && left.payload == right.payload
    }

    @inline(__always)
    static func bytesAreEqual(_ left: Value, _ right: Value) -> Bool {
        guard left.count == right.count else { return false }
        guard left.count > 0, left.payload != right.payload else { return true }
        let first = UnsafePointer<UInt8>(bitPattern: UInt(left.payload)).unsafelyUnwrapped
        let second = UnsafePointer<UInt8>(bitPattern: UInt(right.payload)).unsafelyUnwrapped
        return bytesEqual(first, second, Int(left.count))
    }
}

// MARK: Maps of documents

extension Evaluation {
    /// A member by a name known only now.
    mutating func findMember(_ key: Value, of map: Value) -> Value? {
        guard key.tag == .string,
            let object = UnsafePointer<NodeRecord>(bitPattern: map.recordAddress),
            let member = member(named: key.bytes, of: object, documents[Int(map.document)])
        else { return nil }
        if map.count == 0 { return value(member, map.document) }
        // A nullable field of an object that is null is as good as absent.
        if member.pointee.kind == .null, declaredTypes[Int(map.count)].form == .object { return nil }
        return value(member, map.document, typed: typeOfMember(member, of: map))
    }

    /// The member of an object with a name. Complexity: O(members), O(name) for a large object that is asked again.
    mutating func member(
        named name: UnsafeBufferPointer<UInt8>, of object: UnsafePointer<NodeRecord>, _ document: BoundDocument
    ) -> UnsafePointer<NodeRecord>? {
        let count = object.pointee.high
        if count > MemberIndexes.smallObject, let index = memberIndexes.index(of: object, document) {
            return index.member(name)
        }
        let members = document.nodes + Int(object.pointee.low)
        for position in 0..<Int(count) where document.hasName(members + position, name) { return members + position }
        return nil
    }

    /// A value of a document without a declared type.
    @inline(__always)
    mutating func value(_ record: UnsafePointer<NodeRecord>, _ document: UInt16) -> Value {
        let node = record.pointee
        switch node.kind {
        case .null: return .null
        case .boolean: return .boolean(node.low != 0)
        case .signed: return Value(tag: .integer, payload: node.bits)
        // An integer beyond the range is a float64 to encoding/json.
        case .unsigned: return .double(Double(node.bits))
        case .number: return number(node, document)
        case .string:
            let start = documents[Int(document)].bytes(node)
            return Value(
                tag: .string, document: document, count: node.high,
                payload: UInt64(UInt(bitPattern: start.baseAddress)))
        case .array:
            return Value(tag: .documentList, document: document, payload: UInt64(UInt(bitPattern: record)))
        case .object:
            return Value(tag: .documentMap, document: document, payload: UInt64(UInt(bitPattern: record)))
        }
    }

    @inline(never)
    private mutating func number(_ node: NodeRecord, _ document: UInt16) -> Value {
        let spelling = documents[Int(document)].bytes(node)
        if let unknown = UnknownNode(spelling) {
            return fail(unknown.errorKind, "", .string(UnsafeBufferPointer(rebasing: spelling.dropFirst(2))))
        }
        let text = String(decoding: spelling, as: UTF8.self)
        let value = Double(text) ?? Double(text.filter { $0 != "_" }) ?? .infinity
        // A whole number is written back as an integer by kubectl, and read as one.
        return Int64(exactly: value).map { .integer($0) } ?? .double(value)
    }
}
