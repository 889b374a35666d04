package import CGitOpsSchema
package import GitOpsManifest

/// A field of an object type: a view into the tables of a schema, valid while that lives.
package struct FieldRef: BitwiseCopyable {
    package let tables: SchemaTables
    package let index: UInt16

    @inline(__always)
    package var record: gitops_schema_field { tables.pointee.fields[Int(index)] }

    package var name: FieldName { FieldName(tables: tables, index: record.name) }
    package var type: TypeRef { TypeRef(tables: tables, index: record.type) }
    package var flags: FieldFlags { FieldFlags(rawValue: record.flags) }
    package var isRequired: Bool { flags.contains(.required) }
    package var isNullable: Bool { flags.contains(.nullable) }
    /// A zero value is stored, and an absent one stays absent: a pointer in the server's types.
    package var keepsZero: Bool { flags.contains(.keepsZero) }
    /// An absent value is stored as the zero value: neither a pointer nor `omitempty` in the server's types.
    package var writesZero: Bool { flags.contains(.writesZero) }
    package var isSecret: Bool { flags.contains(.secret) }

    /// The structural default: a node of the document of the custom resource's definition.
    package var structuralDefault: Int? {
        guard flags.contains(.structuralDefault), let nodes = tables.pointee.default_nodes else { return nil }
        return Int(nodes[Int(index)])
    }

    /// The member that a strategic merge patch tells the elements of this list apart by.
    ///
    /// Source: `x-kubernetes-patch-merge-key`.
    package var patchMergeKey: FieldName? {
        let key = record.merge_key
        return key == .max ? nil : FieldName(tables: tables, index: key)
    }

    /// How a strategic merge patch treats the value. Source: `x-kubernetes-patch-strategy`.
    package var patchStrategy: PatchStrategy { PatchStrategy(rawValue: record.flags & PatchStrategy.all.rawValue) }
}

/// How a strategic merge patch treats a value; nothing at all is `replace` for lists, and a merge for objects.
package struct PatchStrategy: OptionSet, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package static let merge = PatchStrategy(rawValue: FieldFlags.patchMerge.rawValue)
    package static let replace = PatchStrategy(rawValue: FieldFlags.patchReplace.rawValue)
    package static let retainKeys = PatchStrategy(rawValue: FieldFlags.patchRetainKeys.rawValue)
    static let all: PatchStrategy = [.merge, .replace, .retainKeys]
}

/// The name of a field: a symbol of the built-in schema, or a text of the tables.
package struct FieldName: BitwiseCopyable {
    package let tables: SchemaTables
    package let index: UInt16

    var isOwn: Bool { UInt32(index) >= WellKnownNames.count }
    private var ownIndex: Int { Int(index) - Int(WellKnownNames.count) }
    var ownHash: UInt64 { tables.pointee.own_hashes[ownIndex] }

    /// The symbol that stands for the name in every document, unless only the tables have it.
    package var symbol: Symbol? { isOwn ? nil : Symbol(rawValue: UInt32(index)) }

    package var bytes: UnsafeBufferPointer<UInt8> {
        guard isOwn else { return WellKnownNames.bytes(Symbol(rawValue: UInt32(index))) }
        let tables = tables.pointee
        let start = Int(tables.own_names[ownIndex])
        let end =
            ownIndex + 1 < Int(tables.own_name_count) ? Int(tables.own_names[ownIndex + 1]) : Int(tables.text_count)
        return tables.text.withMemoryRebound(to: UInt8.self, capacity: Int(tables.text_count)) {
            UnsafeBufferPointer(start: $0 + start, count: max(0, end - start - 1))
        }
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    func isSpelled(_ other: UnsafeBufferPointer<UInt8>) -> Bool { bytes.elementsEqual(other) }

    /// The member of an object of a document with this name.
    package func member(of object: Int, in storage: DocumentStorage) -> Int? {
        if let symbol { return storage.member(of: object, symbol) }
        let record = storage.record(object)
        guard record.kind == .object else { return nil }
        let hash = ownHash
        return record.children.first { child in
            let key = storage.record(child).key
            return storage.nameHash(key) == hash && isSpelled(storage.nameBytes(key))
        }
    }
}
