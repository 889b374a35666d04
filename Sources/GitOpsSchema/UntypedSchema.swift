internal import CGitOpsSchema

/// The type of kinds that no schema knows.
package enum UntypedSchema {
    /// Maps are granular, lists atomic, every member is kept: how the server treats untyped data.
    package static var type: TypeRef { TypeRef(tables: .builtIn, index: SchemaTables.builtIn.pointee.untyped) }
}
