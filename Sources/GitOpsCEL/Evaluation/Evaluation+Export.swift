import GitOpsManifest

extension Evaluation {
    /// As deep as a list of lists of one expression around a document can be.
    static var exportedLevels: Int { RoomyStack.levels + ReadingLimits.maximumDepth }

    /// What a value takes in memory, besides the bytes of its text: a box, and a place in its container.
    private static var exportedBytes: Int { 64 }

    /// Whether there is room for so many values, of which nothing is built otherwise.
    private static func hasRoom(for count: Int, _ room: inout Int) -> Bool {
        if count <= room / exportedBytes { return true }
        room = -1
        return false
    }

    /// A copy of a value that outlives the evaluation; incomplete when there is no room left for so many bytes, since
    /// lists that share their parts are written out, or for so many levels, which variables may make of each other.
    mutating func export(_ value: Value, _ room: inout Int, levels: Int) -> CELValue {
        if levels == 0 { room = -1 }
        room -= Self.exportedBytes
        if value.tag == .string || value.tag == .bytes { room -= Int(value.count) }
        guard room >= 0 else { return .null }
        switch value.tag {
        case .error:
            // A part that nobody knows makes the whole unknown.
            if kind(of: value).isUnknown { final = final ?? value }
            return .opaque(type: "error", message(of: value))
        case .null: return .null
        case .boolean: return .bool(value.boolean)
        case .integer: return .int(value.integer)
        case .unsigned: return .uint(value.unsigned)
        case .double: return .double(value.double)
        case .string: return .string(value.text)
        case .bytes: return .bytes(Array(value.bytes))
        case .timestamp: return .timestamp(seconds: value.integer, nanoseconds: value.count)
        case .duration: return .duration(value.nanoseconds)
        case .type: return .type(value.text)
        case .list, .documentList:
            var elements: [CELValue] = []
            guard Self.hasRoom(for: count(of: value), &room) else { return .null }
            for index in 0..<count(of: value) where room >= 0 {
                elements.append(export(element(of: value, at: index), &room, levels: levels - 1))
            }
            return .list(elements)
        case .map, .documentMap:
            var entries: [CELValue.Entry] = []
            guard Self.hasRoom(for: count(of: value), &room) else { return .null }
            for index in 0..<count(of: value) where room >= 0 {
                entries.append(
                    .init(
                        export(key(of: value, at: index), &room, levels: levels - 1),
                        export(self.value(of: value, at: index), &room, levels: levels - 1)))
            }
            return .map(entries)
        case .optional:
            guard let inner = value.wrapped else { return .optional(nil) }
            return .optional(export(inner, &room, levels: levels - 1))
        case .object:
            let fields = (0..<Int(value.count)).map { index in
                CELValue.Entry(
                    export(value.values[1 + 2 * index], &room, levels: levels - 1),
                    export(value.values[2 + 2 * index], &room, levels: levels - 1))
            }
            return .object(type: value.values[0].text, fields)
        case .library:
            let type = typeName(of: value)
            let text = libraryValue(value)?.spelling ?? "<\(type)>"
            room -= text.utf8.count
            return .opaque(type: type, text)
        }
    }

    /// A value in scratch memory.
    mutating func value(_ value: CELValue) -> Value {
        switch value {
        case .null: return .null
        case .bool(let value): return .boolean(value)
        case .int(let value): return .integer(value)
        case .uint(let value): return .unsigned(value)
        case .double(let value): return .double(value)
        case .string(let text): return makeString(text)
        case .bytes(let bytes): return makeBytes(bytes.count) { _ = $0.initialize(fromContentsOf: bytes) }
        case .timestamp(let seconds, let nanoseconds): return .timestamp(seconds: seconds, nanoseconds: nanoseconds)
        case .duration(let nanoseconds): return .duration(nanoseconds: nanoseconds)
        case .type(let name):
            let text = makeString(name)
            return Value(tag: .type, count: text.count, payload: text.payload)
        case .list(let elements):
            let values = elements.map { self.value($0) }
            return makeList(values.count) { _ = $0.initialize(fromContentsOf: values) }
        case .map(let entries):
            let values = entries.flatMap { [self.value($0.key), self.value($0.value)] }
            return makeMap(entries.count) { _ = $0.initialize(fromContentsOf: values) }
        case .optional(let inner):
            guard let inner else { return .none }
            return makeOptional(self.value(inner))
        case .object(let type, let fields):
            var values = [self.value(.type(type))]
            for field in fields { values += [self.value(field.key), self.value(field.value)] }
            let list = makeList(values.count) { _ = $0.initialize(fromContentsOf: values) }
            return list.isError ? list : Value(tag: .object, count: UInt32(fields.count), payload: list.payload)
        case .opaque: return .null
        }
    }
}
