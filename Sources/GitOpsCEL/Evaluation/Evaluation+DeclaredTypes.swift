import GitOpsManifest

extension Evaluation {
    /// The type that the schema gives a member of a typed object or map.
    func typeOfMember(_ member: UnsafePointer<NodeRecord>, of map: Value) -> UInt32 {
        let type = declaredTypes[Int(map.count)]
        if type.form == .map { return type.element }
        let name = documents[Int(map.document)].nameBytes(member.pointee.key)
        for field in type.fields where field.name.utf8.count == name.count && field.name.utf8.elementsEqual(name) {
            return field.type
        }
        return 0
    }

    /// A value of a document that has a declared type.
    mutating func value(_ record: UnsafePointer<NodeRecord>, _ document: UInt16, typed type: UInt32) -> Value {
        let plain = value(record, document)
        guard type != 0 else { return plain }
        let form = declaredTypes[Int(type)].form
        switch (plain.tag, form) {
        case (.documentList, .list), (.documentMap, .map), (.documentMap, .object):
            return Value(tag: plain.tag, document: document, count: type, payload: plain.payload)
        case (.integer, .number): return .double(Double(plain.integer))
        case (.string, .bytes):
            guard let bytes = Base64.decode(plain.bytes) else {
                return fail(.conversion, "Invalid byte formatted string ", plain)
            }
            return makeBytes(bytes.count) { _ = $0.initialize(fromContentsOf: bytes) }
        case (.string, .dateTime):
            guard let instant = try? Timestamp(parsing: plain.bytes) else {
                return fail(.conversion, "Invalid date-time formatted string ", plain)
            }
            return .timestamp(seconds: instant.seconds, nanoseconds: UInt32(instant.nanoseconds))
        case (.string, .date):
            guard let instant = try? Timestamp(parsing: plain.text + "T00:00:00Z") else {
                return fail(.conversion, "Invalid date formatted string ", plain)
            }
            return .timestamp(seconds: instant.seconds, nanoseconds: 0)
        case (.string, .duration):
            guard let duration = try? GoDuration(parsing: plain.bytes) else {
                return fail(.conversion, "Invalid duration ", plain)
            }
            return .duration(nanoseconds: duration.nanoseconds)
        default: return plain
        }
    }
}
