internal import CGitOpsSchema
package import GitOpsManifest

/// A JSON value in the tables: a scalar, an empty object or list, or the text of any other value.
package struct SchemaLiteral: BitwiseCopyable, Equatable {
    package enum Kind: UInt8 {
        case null, boolean, integer, string, emptyObject, emptyList
        /// A list of strings, joined by commas.
        case strings
        /// Any other list or object, as text.
        case json
    }

    let tables: SchemaTables
    let index: UInt16

    private var record: gitops_schema_literal { tables.pointee.literals[Int(index)] }
    package var kind: Kind { Kind(rawValue: record.kind) ?? .null }
    package var integer: Int64 { Int64(record.number) }
    package var boolean: Bool { record.number != 0 }

    package var bytes: UnsafeBufferPointer<UInt8> {
        let start = tables.pointee.text + Int(record.text)
        let limit = Int(tables.pointee.text_count) - Int(record.text)
        return start.withMemoryRebound(to: UInt8.self, capacity: limit) { base in
            var count = 0
            while count < limit, base[count] != 0 { count += 1 }
            return UnsafeBufferPointer(start: base, count: count)
        }
    }

    /// Whether Go calls it the zero value.
    package var isZero: Bool {
        switch kind {
        case .null, .emptyObject, .emptyList: true
        case .boolean, .integer: integer == 0
        case .string: bytes.isEmpty
        case .strings, .json: false
        }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.integer == right.integer
            && (!left.hasText || left.bytes.elementsEqual(right.bytes))
    }

    private var hasText: Bool { kind == .string || kind == .strings || kind == .json }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether a value of a document is this literal.
    package func matches(_ storage: DocumentStorage, _ index: Int) -> Bool {
        let found = storage.record(index)
        switch kind {
        case .null: return found.kind == .null
        case .boolean: return found.kind == .boolean && (found.low != 0) == boolean
        case .integer: return found.kind == .signed && Int64(bitPattern: found.bits) == integer
        case .string: return found.kind == .string && storage.bytes(found).elementsEqual(bytes)
        case .emptyObject: return found.kind == .object && found.high == 0
        case .emptyList: return found.kind == .array && found.high == 0
        case .json:
            guard let value = try? Document(json: text).root else { return false }
            return NodeEquality.isEqual(storage, index, value.storage, value.index)
        case .strings:
            let parts = bytes.split(separator: UInt8(ascii: ","))
            guard found.kind == .array, Int(found.high) == parts.count else { return false }
            return zip(found.children, parts).allSatisfy { item, part in
                let record = storage.record(item)
                return record.kind == .string && storage.bytes(record).elementsEqual(part)
            }
        }
    }

    package func append(to builder: inout DocumentBuilder) {
        switch kind {
        case .null: builder.appendNull()
        case .boolean: builder.append(boolean)
        case .integer: builder.append(integer)
        case .string: builder.append(text)
        case .emptyObject:
            builder.beginObject()
            builder.end()
        case .emptyList:
            builder.beginArray()
            builder.end()
        case .strings:
            builder.beginArray()
            for part in text.split(separator: ",") { builder.append(String(part)) }
            builder.end()
        case .json:
            if let value = try? Document(json: text).root { builder.append(value) } else { builder.appendNull() }
        }
    }
}
