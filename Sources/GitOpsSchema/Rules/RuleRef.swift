internal import CGitOpsSchema
internal import GitOpsManifest

/// What a rule says about its field.
package enum RuleOperation: UInt8, Sendable {
    /// The server sets a literal when the field is absent.
    case defaultLiteral = 1
    /// The server copies the value at a path.
    case defaultCopy
    /// The server adds the members of the map at a path that the field lacks.
    case defaultMerge
    /// The server derives the pull policy from the image at a path.
    case defaultPullPolicy
    /// The server removes the field, whoever wrote it.
    case clear
    /// The server or a controller fills the field with a value that nobody can foresee.
    case allocated
    /// The field belongs to the status subresource.
    case status
    /// The server drops what a client writes; it may have a value of its own.
    case dropped
    /// A write-only field: its values go, in base64, into another one.
    case foldBase64
    /// An empty list or map is stored as absent.
    case emptyDropped
    /// An empty list or map is stored.
    case emptyKept
    /// An update that changes anything in the field is refused.
    case immutable
    /// What an absent key of a list's element stands for, when elements are told apart.
    case keyDefault
    /// The server drops one entry of a map.
    case droppedEntry
    /// The field always has the value at a path.
    case mirror
    /// The server or a controller adds one entry to a map.
    case allocatedEntry
    /// The server or a controller adds elements to a list: those that the rule's `where` describes.
    case allocatedItem
    /// When anything in the field changes, the server rewrites an annotation.
    case touchesAnnotation
    /// An update may change the field although one around it is immutable.
    case mutable
}

/// How a condition looks at the value at its path.
package enum RuleTest: UInt8, Sendable {
    /// Present, and neither null nor a zero value.
    case present = 1
    case absent
    case oneOf
    case noneOf
    /// The element of a list has one of the values at the path.
    case itemIsOneOf
    /// The text at the path of an element begins with one of the values.
    case itemBegins
    /// The object is the value of the field that the path names.
    case fieldOfParent
}

/// A rule about a field: a view into the tables of a schema.
package struct RuleRef: BitwiseCopyable {
    let tables: SchemaTables
    let index: Int

    /// Marks a default that also replaces the zero value.
    package static let replacesZero: UInt8 = 0x80
    /// A step of a path: the root of the resource.
    package static let root: UInt16 = .max
    /// A step of a path: the object around the one before, lists skipped.
    package static let out: UInt16 = .max - 1

    private var record: gitops_schema_rule { tables.pointee.rules[index] }
    package var field: FieldRef { FieldRef(tables: tables, index: record.field) }
    /// Whether it gives its field a value that can be foreseen.
    package var givesValue: Bool {
        switch operation {
        case .defaultLiteral, .defaultCopy, .defaultMerge, .defaultPullPolicy, .mirror: true
        default: false
        }
    }
    package var operation: RuleOperation? { RuleOperation(rawValue: record.operation & ~Self.replacesZero) }
    package var replacesZero: Bool { record.operation & Self.replacesZero != 0 }
    package var literal: SchemaLiteral { SchemaLiteral(tables: tables, index: record.value) }
    /// The function of the server that a rule about updates comes from.
    package var function: String? {
        let offset = Int(record.value)
        guard operation == .immutable, offset < Int(tables.pointee.text_count) else { return nil }
        return String(cString: tables.pointee.text + offset)
    }
    package var path: RulePath { RulePath(tables: tables, offset: Int(record.value)) }

    package var conditions: ConditionRange {
        let record = record
        let first = Int(record.first_condition)
        return ConditionRange(tables: tables, first: first, endIndex: Int(record.condition_count))
    }
}

/// The conditions of a rule; all of them must hold.
package struct ConditionRange: RandomAccessCollection, BitwiseCopyable {
    let tables: SchemaTables
    let first: Int
    package let endIndex: Int

    package var startIndex: Int { 0 }
    package subscript(position: Int) -> ConditionRef {
        ConditionRef(tables: tables, index: first + position)
    }
}

/// One condition of a rule.
package struct ConditionRef: BitwiseCopyable {
    let tables: SchemaTables
    let index: Int

    private var record: gitops_schema_condition { tables.pointee.conditions[index] }
    package var test: RuleTest? { RuleTest(rawValue: record.test) }
    package var path: RulePath { RulePath(tables: tables, offset: Int(record.path)) }
    package var literalCount: Int { Int(record.literal_count) }
    package func literal(_ position: Int) -> SchemaLiteral {
        SchemaLiteral(tables: tables, index: record.first_literal + UInt16(truncatingIfNeeded: position))
    }
}

/// A way from the object that holds a field to another value.
package struct RulePath: BitwiseCopyable {
    let tables: SchemaTables
    let offset: Int

    package var count: Int { Int(tables.pointee.paths[offset]) }
    package func step(_ position: Int) -> UInt16 { tables.pointee.paths[offset + 1 + position] }
}

extension TypeRef {
    /// The rules about the fields of an object, in the order in which the server follows them.
    package var rules: RuleRange {
        let record = record
        guard record.kind == TypeKind.object.rawValue, record.c != .max else {
            return RuleRange(tables: tables, first: 0, endIndex: 0)
        }
        let fields = record.a..<record.a + record.b
        var end = Int(record.c)
        while end < Int(tables.pointee.rule_count), fields.contains(tables.pointee.rules[end].field) { end += 1 }
        return RuleRange(tables: tables, first: Int(record.c), endIndex: end - Int(record.c))
    }
}

extension TypeRef {
    /// The first rule about a field with an operation.
    package func rule(_ operation: RuleOperation, _ field: FieldRef) -> RuleRef? {
        rules.first { $0.field.index == field.index && $0.operation == operation }
    }
}

/// The rules of an object type.
package struct RuleRange: RandomAccessCollection, BitwiseCopyable {
    let tables: SchemaTables
    let first: Int
    package let endIndex: Int

    package var startIndex: Int { 0 }
    package subscript(position: Int) -> RuleRef { RuleRef(tables: tables, index: first + position) }
}

extension FieldRef {
    /// What an absent key of a list's element stands for.
    package var keyDefault: SchemaLiteral? {
        guard flags.contains(.keyDefault) else { return nil }
        for index in 0..<Int(tables.pointee.rule_count) {
            let rule = RuleRef(tables: tables, index: index)
            if rule.field.index == self.index, rule.operation == .keyDefault { return rule.literal }
        }
        return nil
    }
}
