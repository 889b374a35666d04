import CGitOpsSchema
import GitOpsManifest

/// The index of the built-in kinds.
enum BuiltInKinds {
    /// The type of a kind, found by bisection: records are ordered by kind, group and version.
    static func type(_ id: GroupVersionKind) -> TypeRef? {
        type(group: id.group.utf8, version: id.version.utf8, kind: id.kind.utf8)
    }

    /// The type of the kind that an object names. No text is copied.
    static func type(of object: Node) -> TypeRef? {
        let storage = object.storage
        func text(_ name: String) -> UnsafeBufferPointer<UInt8>? {
            guard let symbol = WellKnownNames.symbol(name), let index = storage.member(of: object.index, symbol) else {
                return nil
            }
            let record = storage.record(index)
            return record.kind == .string ? storage.bytes(record) : nil
        }
        guard let apiVersion = text("apiVersion"), let kind = text("kind") else { return nil }
        guard let slash = apiVersion.firstIndex(of: UInt8(ascii: "/")) else {
            return type(group: EmptyCollection(), version: apiVersion, kind: kind)
        }
        return type(group: apiVersion[..<slash], version: apiVersion[(slash + 1)...], kind: kind)
    }

    private static func type(
        group: some Collection<UInt8>, version: some Collection<UInt8>, kind: some Collection<UInt8>
    ) -> TypeRef? {
        let tables = SchemaTables.builtIn.pointee
        var low = 0
        var high = Int(tables.resource_count)
        while low < high {
            let middle = (low + high) / 2
            let found = tables.resources[middle]
            var order = compare(tables.text + Int(found.kind), kind)
            if order == 0 { order = compare(tables.text + Int(found.group), group) }
            if order == 0 { order = compare(tables.text + Int(found.version), version) }
            if order == 0 { return TypeRef(tables: .builtIn, index: found.type) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Below zero when the zero-terminated text comes first.
    private static func compare(_ text: UnsafePointer<CChar>, _ other: some Collection<UInt8>) -> Int {
        var index = 0
        for byte in other {
            let own = UInt8(bitPattern: text[index])
            if own != byte { return own == 0 || own < byte ? -1 : 1 }
            index += 1
        }
        return text[index] == 0 ? 0 : 1
    }
}
