package import CGitOpsSchema
package import GitOpsManifest

/// A type of the schema: a view into its tables, valid while the `Schema` it came from lives.
///
/// Trivially copyable, so that engines pass it down without counting references.
package struct TypeRef: BitwiseCopyable {
    package let tables: SchemaTables
    package let index: UInt16

    package init(tables: SchemaTables, index: UInt16) {
        let record = tables.pointee.types[Int(index)]
        if record.kind == TypeKind.builtIn.rawValue {
            self.tables = .builtIn
            self.index = record.a
        } else {
            self.tables = tables
            self.index = index
        }
    }

    @inline(__always)
    package var record: gitops_schema_type { tables.pointee.types[Int(index)] }

    package var kind: TypeKind { TypeKind(rawValue: record.kind) ?? .untyped }
    package var flags: TypeFlags { TypeFlags(rawValue: record.flags) }
    /// Whether the map or object is replaced as a whole.
    package var isAtomic: Bool { flags.contains(.atomic) }
    package var preservesUnknownFields: Bool { flags.contains(.preservesUnknownFields) }

    /// Whether parts of a value have owners of their own.
    package var isGranular: Bool {
        switch kind {
        case .list: listKind != .atomic
        case .object, .map: !isAtomic
        case .untyped, .scalar, .builtIn: false
        }
    }

    /// How a scalar is read; meaningful for scalars only.
    package var scalar: ScalarFormat { ScalarFormat(rawValue: UInt8(truncatingIfNeeded: record.a)) ?? .string }
    /// The type of a list's elements; meaningful for lists only.
    package var element: TypeRef { TypeRef(tables: tables, index: record.a) }
    /// The type of a map's values; meaningful for maps only.
    package var value: TypeRef { TypeRef(tables: tables, index: record.a) }
}

extension TypeRef: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.tables == right.tables && left.index == right.index
    }
}

// MARK: Lists

/// How the elements of a list are told apart.
package enum ListKind: Sendable {
    /// The list is one value.
    case atomic
    /// Scalars, each at most once.
    case set
    /// Objects, told apart by the values of some members.
    case map
}

extension TypeRef {
    /// Meaningful for lists only.
    package var listKind: ListKind {
        let record = record
        guard record.flags & TypeFlags.associative.rawValue != 0 else { return .atomic }
        return record.c == 0 ? .set : .map
    }

    /// Number of members that tell the elements of a list apart.
    package var mapKeyCount: Int { Int(record.c) }

    /// A member that tells the elements of a list apart, in the schema's order.
    package func mapKey(_ position: Int) -> FieldName {
        FieldName(tables: tables, index: tables.pointee.list_keys[Int(record.b) + position])
    }

    /// The value that an absent key stands for.
    package func mapKeyDefault(_ position: Int) -> SchemaLiteral? {
        let element = element
        guard element.kind == .object, let field = element.field(named: mapKey(position)) else { return nil }
        return field.keyDefault
    }
}

// MARK: Objects

extension TypeRef {
    /// The fields of an object, ordered by name; empty for any other type.
    package var fields: FieldRange {
        let record = record
        guard record.kind == TypeKind.object.rawValue else { return FieldRange(tables: tables, first: 0, endIndex: 0) }
        return FieldRange(tables: tables, first: Int(record.a), endIndex: Int(record.b))
    }

    /// The field that a member of a document's object is. Complexity: O(log fields) for names of the built-in schema.
    package func field(_ symbol: Symbol, in storage: DocumentStorage) -> FieldRef? {
        let record = record
        guard record.kind == TypeKind.object.rawValue else { return nil }
        if symbol.isWellKnown { return field(name: UInt16(truncatingIfNeeded: symbol.rawValue), record) }
        guard tables.pointee.own_name_count > 0, symbol != .none else { return nil }
        return ownField(storage.nameBytes(symbol), hash: storage.nameHash(symbol), record)
    }

    /// The field with a name.
    package func field(named name: FieldName) -> FieldRef? {
        if name.tables == tables || name.index < WellKnownNames.count {
            return field(name: name.index, record)
        }
        return field(named: name.text)
    }

    /// The field with a name. Complexity: O(fields).
    package func field(named name: String) -> FieldRef? {
        let record = record
        guard record.kind == TypeKind.object.rawValue else { return nil }
        if let symbol = WellKnownNames.symbol(name) {
            return field(name: UInt16(truncatingIfNeeded: symbol.rawValue), record)
        }
        var name = name
        return name.withUTF8 { bytes in
            bytes.baseAddress.flatMap { ownField(bytes, hash: ContentHash.bytes($0, bytes.count), record) }
        }
    }

    /// The field with a name, given with its `ContentHash`.
    package func field(spelled name: UnsafeBufferPointer<UInt8>, hash: UInt64) -> FieldRef? {
        let record = record
        guard record.kind == TypeKind.object.rawValue, let base = name.baseAddress else { return nil }
        if let symbol = WellKnownNames.symbol(base, name.count, hash: hash) {
            return field(name: UInt16(truncatingIfNeeded: symbol.rawValue), record)
        }
        return ownField(name, hash: hash, record)
    }

    private func field(name: UInt16, _ record: gitops_schema_type) -> FieldRef? {
        var low = Int(record.a)
        var high = low + Int(record.b)
        while low < high {
            let middle = (low + high) / 2
            let found = tables.pointee.fields[middle].name
            if found == name { return FieldRef(tables: tables, index: UInt16(truncatingIfNeeded: middle)) }
            if found < name { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Names that are not well known come last.
    private func ownField(
        _ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64, _ record: gitops_schema_type
    ) -> FieldRef? {
        let start = Int(record.a)
        for index in (start..<start + Int(record.b)).reversed() {
            let name = FieldName(tables: tables, index: tables.pointee.fields[index].name)
            guard name.isOwn else { return nil }
            if name.ownHash == hash, name.isSpelled(bytes) {
                return FieldRef(tables: tables, index: UInt16(truncatingIfNeeded: index))
            }
        }
        return nil
    }
}

/// The fields of an object type.
package struct FieldRange: RandomAccessCollection, BitwiseCopyable {
    let tables: SchemaTables
    let first: Int
    package let endIndex: Int

    package var startIndex: Int { 0 }
    package subscript(position: Int) -> FieldRef {
        FieldRef(tables: tables, index: UInt16(truncatingIfNeeded: first + position))
    }
}
