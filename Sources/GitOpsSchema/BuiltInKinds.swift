import CGitOpsSchema

/// The index of the built-in kinds.
enum BuiltInKinds {
    /// The type of a kind, found by bisection: records are ordered by kind, group and version.
    static func type(_ id: GroupVersionKind) -> TypeRef? {
        let tables = SchemaTables.builtIn.pointee
        var low = 0
        var high = Int(tables.resource_count)
        while low < high {
            let middle = (low + high) / 2
            let found = tables.resources[middle]
            var order = compare(tables.text + Int(found.kind), id.kind)
            if order == 0 { order = compare(tables.text + Int(found.group), id.group) }
            if order == 0 { order = compare(tables.text + Int(found.version), id.version) }
            if order == 0 { return TypeRef(tables: .builtIn, index: found.type) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Below zero when the zero-terminated text comes first.
    private static func compare(_ text: UnsafePointer<CChar>, _ other: String) -> Int {
        var index = 0
        for byte in other.utf8 {
            let own = UInt8(bitPattern: text[index])
            if own != byte { return own == 0 || own < byte ? -1 : 1 }
            index += 1
        }
        return text[index] == 0 ? 0 : 1
    }
}
