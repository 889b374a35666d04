package import CGitOpsSchema

/// Constant arrays that are read in place; those of the built-in kinds live as long as the process.
package typealias SchemaTables = UnsafePointer<gitops_schema_tables>

extension SchemaTables {
    /// The tables of the built-in kinds.
    package static var builtIn: SchemaTables { gitops_schema_built_in() }

    /// Number of types in the tables.
    package var typeCount: Int { Int(pointee.type_count) }
}

/// What a type record is.
package enum TypeKind: UInt8, Sendable {
    /// Anything: the server keeps it as it is, maps are granular and lists atomic.
    case untyped, scalar, list, map, object
    /// A type of the built-in tables, in the tables of a custom resource.
    case builtIn
}

/// Marks on a type.
package struct TypeFlags: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The map or object is replaced as a whole: `x-kubernetes-map-type: atomic`.
    package static let atomic = TypeFlags(rawValue: 1)
    /// Members that the schema does not name are kept: `x-kubernetes-preserve-unknown-fields`.
    package static let preservesUnknownFields = TypeFlags(rawValue: 2)
    /// The list is a set or a map of its keys; with keys it is a map.
    package static let associative = TypeFlags(rawValue: 4)
    /// `x-kubernetes-embedded-resource`.
    package static let embeddedResource = TypeFlags(rawValue: 8)
}

/// Marks on a field.
package struct FieldFlags: OptionSet, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package static let required = FieldFlags(rawValue: 1)
    /// Null is a value of its own.
    package static let nullable = FieldFlags(rawValue: 2)
    package static let patchMerge = FieldFlags(rawValue: 4)
    package static let patchReplace = FieldFlags(rawValue: 8)
    package static let patchRetainKeys = FieldFlags(rawValue: 16)
    /// There are rules about this field.
    package static let ruled = FieldFlags(rawValue: 32)
    package static let secret = FieldFlags(rawValue: 64)
    /// An absent key of a list's element stands for a value.
    package static let keyDefault = FieldFlags(rawValue: 256)
    /// A zero value is stored; an absent one stays absent.
    package static let keepsZero = FieldFlags(rawValue: 512)
    /// An absent value is stored as the zero value.
    package static let writesZero = FieldFlags(rawValue: 1024)
    /// There are rules about updates of this field.
    package static let updateRuled = FieldFlags(rawValue: 2048)
    /// The structural schema has a `default`.
    package static let structuralDefault = FieldFlags(rawValue: 128)
}

/// How the value of a scalar is read and compared.
public enum ScalarFormat: UInt8, Sendable, Hashable {
    case string, boolean, integer, int32, int64, number
    /// An exact decimal number with a suffix.
    case quantity
    /// A whole number or a text such as `25%`.
    case intOrString
    /// Go's spelling of a time span, `1h30m`.
    case duration
    /// A point in time, RFC 3339, to the second.
    case time
    /// A point in time to the microsecond.
    case microTime
    /// Base64.
    case bytes
}

extension SchemaTables {
    /// The object types, each once. Complexity: O(types).
    package var objectTypes: [TypeRef] {
        (0..<UInt16(truncatingIfNeeded: pointee.type_count)).filter {
            pointee.types[Int($0)].kind == TypeKind.object.rawValue
        }
        .map { TypeRef(tables: self, index: $0) }
    }
}
