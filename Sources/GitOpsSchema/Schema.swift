internal import CGitOpsSchema
internal import GitOpsManifest

/// What the Kubernetes API knows about kinds: types, list keys, merge rules, defaults.
///
/// The built-in kinds are those of Kubernetes 1.36, in constant tables that cost nothing at start-up.
public struct Schema: Sendable {
    /// The built-in kinds.
    public static let kubernetes = Schema()

    init() {}
}

extension Schema {
    /// The type of a kind; `nil` when the schema does not know it.
    ///
    /// Complexity: O(log kinds).
    package func type(apiVersion: String, kind: String) -> TypeRef? {
        BuiltInKinds.resource(apiVersion: apiVersion, kind: kind).map { TypeRef(tables: .builtIn, index: $0.type) }
    }

    /// Whether the schema knows a kind.
    public func knows(apiVersion: String, kind: String) -> Bool { type(apiVersion: apiVersion, kind: kind) != nil }
}

/// The index of the built-in kinds.
enum BuiltInKinds {
    /// The record of a kind, found by bisection: records are ordered by kind, group and version.
    static func resource(apiVersion: String, kind: String) -> gitops_schema_resource? {
        var apiVersion = apiVersion
        var kind = kind
        return kind.withUTF8 { kind in
            apiVersion.withUTF8 { apiVersion in
                let slash = apiVersion.lastIndex(of: UInt8(ascii: "/"))
                let group = UnsafeBufferPointer(rebasing: apiVersion[..<(slash ?? 0)])
                let version = UnsafeBufferPointer(rebasing: apiVersion[(slash.map { $0 + 1 } ?? 0)...])
                return resource(group, version, kind)
            }
        }
    }

    private static func resource(
        _ group: UnsafeBufferPointer<UInt8>, _ version: UnsafeBufferPointer<UInt8>, _ kind: UnsafeBufferPointer<UInt8>
    ) -> gitops_schema_resource? {
        let tables = SchemaTables.builtIn.pointee
        var low = 0
        var high = Int(tables.resource_count)
        while low < high {
            let middle = (low + high) / 2
            let found = tables.resources[middle]
            var order = compare(tables.text + Int(found.kind), kind)
            if order == 0 { order = compare(tables.text + Int(found.group), group) }
            if order == 0 { order = compare(tables.text + Int(found.version), version) }
            if order == 0 { return found }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Below zero when the zero-terminated text comes first.
    private static func compare(_ text: UnsafePointer<CChar>, _ other: UnsafeBufferPointer<UInt8>) -> Int {
        for (index, byte) in other.enumerated() {
            let own = UInt8(bitPattern: text[index])
            if own != byte { return own == 0 || own < byte ? -1 : 1 }
        }
        return text[other.count] == 0 ? 0 : 1
    }
}
