import GitOpsManifest
import GitOpsSchema

/// Which types hold, at any depth, lists that are merged or objects that are replaced: only these are entered when both
/// sides are equal, because Go's code checks or names them all the same.
enum MergeSemantics {
    @inline(__always)
    static func matters(in type: TypeRef) -> Bool {
        type.tables == .builtIn ? builtIn[Int(type.index)] : type.kind == .object || type.kind == .list
    }

    /// For each type of the built-in tables. Computed once, in O(fields · depth of the types).
    private static let builtIn: [Bool] = {
        let tables = SchemaTables.builtIn
        let types = (0..<tables.typeCount).map { TypeRef(tables: tables, index: UInt16(truncatingIfNeeded: $0)) }
        var matters = [Bool](repeating: false, count: types.count)
        var isComplete = false
        while !isComplete {
            isComplete = true
            for (index, type) in types.enumerated() where !matters[index] && type.kind == .object {
                let isFound = type.fields.contains { field in
                    field.patchStrategy.contains(.merge) || field.patchStrategy.contains(.replace)
                        || field.type.kind == .object && matters[Int(field.type.index)]
                }
                if isFound { (matters[index], isComplete) = (true, false) }
            }
        }
        return matters
    }()
}
