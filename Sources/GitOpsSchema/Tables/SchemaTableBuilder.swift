package import CGitOpsSchema
package import GitOpsManifest

/// Fills schema tables: used by the generator for the built-in kinds, and at run time for custom resources.
///
/// Types that are told apart by nothing are stored once. Indices have 16 bits, which bounds what a definition can cost.
package struct SchemaTableBuilder {
    package private(set) var types: [gitops_schema_type] = []
    package private(set) var fields: [gitops_schema_field] = []
    package var resources: [gitops_schema_resource] = []
    package var rules: [gitops_schema_rule] = []
    package private(set) var conditions: [gitops_schema_condition] = []
    package private(set) var literals: [gitops_schema_literal] = []
    package var deprecations: [gitops_schema_deprecation] = []
    package private(set) var listKeys: [UInt16] = []
    package private(set) var paths: [UInt16] = []
    package private(set) var text: [UInt8] = []
    /// Own names one after the other, and where each begins; they stand behind `text` in the finished tables.
    package private(set) var ownText: [UInt8] = []
    package private(set) var ownNames: [UInt32] = []
    package private(set) var ownHashes: [UInt64] = []

    private var typeIndices: [[UInt16]: UInt16] = [:]
    private var textOffsets: [String: UInt16] = [:]
    private var nameIndices: [String: UInt16] = [:]
    private var listKeyOffsets: [[UInt16]: UInt16] = [:]
    private var pathOffsets: [[UInt16]: UInt16] = [:]

    package init() {}

    /// A table outgrew its 16-bit indices.
    package struct TooLarge: Error {}

    /// A field of an object type that is being described.
    package struct Field {
        package var name: String
        package var type: UInt16
        package var flags: FieldFlags
        package var mergeKey: String?

        package init(name: String, type: UInt16, flags: FieldFlags = [], mergeKey: String? = nil) {
            self.name = name
            self.type = type
            self.flags = flags
            self.mergeKey = mergeKey
        }
    }
}

// MARK: Types

extension SchemaTableBuilder {
    package mutating func untyped(_ flags: TypeFlags = []) throws(TooLarge) -> UInt16 {
        try shared(.untyped, flags, 0, 0, 0)
    }

    package mutating func scalar(_ format: ScalarFormat) throws(TooLarge) -> UInt16 {
        try shared(.scalar, [], UInt16(format.rawValue), 0, 0)
    }

    package mutating func atomicList(of element: UInt16) throws(TooLarge) -> UInt16 {
        try shared(.list, [], element, 0, 0)
    }

    package mutating func setList(of element: UInt16) throws(TooLarge) -> UInt16 {
        try shared(.list, .associative, element, 0, 0)
    }

    package mutating func mapList(of element: UInt16, keys: [String]) throws(TooLarge) -> UInt16 {
        var names: [UInt16] = []
        for key in keys { names.append(try name(key)) }
        _ = try Self.index(listKeys.count + names.count)
        let offset: UInt16
        if let known = listKeyOffsets[names] {
            offset = known
        } else {
            offset = try Self.index(listKeys.count)
            listKeys += names
            listKeyOffsets[names] = offset
        }
        return try shared(.list, .associative, element, offset, try Self.index(names.count))
    }

    package mutating func map(of value: UInt16, _ flags: TypeFlags = []) throws(TooLarge) -> UInt16 {
        try shared(.map, flags, value, 0, 0)
    }

    /// A type of the built-in tables.
    package mutating func builtIn(_ type: TypeRef) throws(TooLarge) -> UInt16 {
        try shared(.builtIn, [], type.index, 0, 0)
    }

    /// Room for an object whose fields follow: an object may contain itself.
    package mutating func reserveObject() throws(TooLarge) -> UInt16 {
        let index = try Self.index(types.count)
        types.append(gitops_schema_type(kind: TypeKind.object.rawValue, flags: 0, a: 0, b: 0, c: .max))
        return index
    }

    /// Describes an object for which there is room; fields in any order, each name once.
    ///
    /// - Returns: the index of each field, in the order they were given.
    @discardableResult
    package mutating func setObject(
        _ index: UInt16, _ flags: TypeFlags, _ described: [Field]
    ) throws(TooLarge) -> [UInt16] {
        var records: [(position: Int, record: gitops_schema_field)] = []
        for (position, field) in described.enumerated() {
            var mergeKey = UInt16.max
            if let key = field.mergeKey { mergeKey = try name(key) }
            records.append(
                (
                    position,
                    gitops_schema_field(
                        name: try name(field.name), type: field.type, flags: field.flags.rawValue, merge_key: mergeKey)
                ))
        }
        records.sort { $0.record.name < $1.record.name }
        let first = try Self.index(fields.count)
        _ = try Self.index(fields.count + records.count)
        var indices = [UInt16](repeating: 0, count: records.count)
        for (offset, entry) in records.enumerated() {
            indices[entry.position] = first + UInt16(offset)
            fields.append(entry.record)
        }
        types[Int(index)] = gitops_schema_type(
            kind: TypeKind.object.rawValue, flags: flags.rawValue, a: first, b: UInt16(records.count), c: .max)
        return indices
    }

    /// Says where the rules about an object's fields begin.
    package mutating func setFirstRule(_ rule: UInt16, of type: UInt16) { types[Int(type)].c = rule }

    package mutating func mark(field: UInt16, _ flags: FieldFlags) { fields[Int(field)].flags |= flags.rawValue }

    /// Says what an absent key of a list's elements stands for; values that are no keys are passed over.
    package mutating func setKeyDefault(_ value: Node, of key: String, in element: UInt16) {
        let type = types[Int(element)]
        guard type.kind == TypeKind.object.rawValue,
            value.kind == .string || value.kind == .boolean || value.int64 != nil,
            let name = try? name(key),
            let field = (type.a..<type.a + type.b).first(where: { fields[Int($0)].name == name }),
            fields[Int(field)].flags & FieldFlags.keyDefault.rawValue == 0,
            let literal = try? literal(value)
        else { return }
        mark(field: field, .keyDefault)
        rules.append(
            gitops_schema_rule(
                field: field, operation: RuleOperation.keyDefault.rawValue, condition_count: 0, value: literal,
                first_condition: 0))
    }

    private mutating func shared(
        _ kind: TypeKind, _ flags: TypeFlags, _ a: UInt16, _ b: UInt16, _ c: UInt16
    ) throws(TooLarge) -> UInt16 {
        let key = [UInt16(kind.rawValue), UInt16(flags.rawValue), a, b, c]
        if let known = typeIndices[key] { return known }
        let index = try Self.index(types.count)
        types.append(gitops_schema_type(kind: kind.rawValue, flags: flags.rawValue, a: a, b: b, c: c))
        typeIndices[key] = index
        return index
    }
}

// MARK: Names, texts, literals, paths

extension SchemaTableBuilder {
    /// The index of a field's name.
    package mutating func name(_ name: String) throws(TooLarge) -> UInt16 {
        if let symbol = WellKnownNames.symbol(name) { return UInt16(truncatingIfNeeded: symbol.rawValue) }
        if let known = nameIndices[name] { return known }
        let index = try Self.index(Int(WellKnownNames.count) + ownNames.count)
        ownNames.append(UInt32(ownText.count))
        let bytes = Array(name.utf8) + [0]
        ownHashes.append(
            bytes.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { ContentHash.bytes($0, buffer.count - 1) } ?? 0
            })
        ownText += bytes
        nameIndices[name] = index
        return index
    }

    /// The offset of a text.
    package mutating func text(_ string: String) throws(TooLarge) -> UInt16 {
        if let known = textOffsets[string] { return known }
        let offset = try Self.index(text.count)
        text += Array(string.utf8) + [0]
        textOffsets[string] = offset
        return offset
    }

    package mutating func literal(_ node: Node) throws(TooLarge) -> UInt16? {
        let record = node.record
        var literal = gitops_schema_literal(kind: 0, reserved: 0, text: 0, number: 0)
        switch record.kind {
        case .null: literal.kind = SchemaLiteral.Kind.null.rawValue
        case .boolean: (literal.kind, literal.number) = (SchemaLiteral.Kind.boolean.rawValue, Int32(record.low))
        case .signed:
            guard let number = Int32(exactly: Int64(bitPattern: record.bits)) else { return nil }
            (literal.kind, literal.number) = (SchemaLiteral.Kind.integer.rawValue, number)
        case .string:
            (literal.kind, literal.text) = (SchemaLiteral.Kind.string.rawValue, try text(node.string ?? ""))
        case .object where record.high == 0: literal.kind = SchemaLiteral.Kind.emptyObject.rawValue
        case .array where record.high == 0: literal.kind = SchemaLiteral.Kind.emptyList.rawValue
        case .array where node.elements.allSatisfy({ $0.string.map { !$0.contains(",") } ?? false }):
            literal.kind = SchemaLiteral.Kind.strings.rawValue
            literal.text = try text(node.elements.compactMap(\.string).joined(separator: ","))
        case .array, .object:
            literal.kind = SchemaLiteral.Kind.json.rawValue
            literal.text = try text(JSONWriter.canonical.string(node))
        case .unsigned, .number: return nil
        }
        return try append(literal)
    }

    private mutating func append(_ literal: gitops_schema_literal) throws(TooLarge) -> UInt16 {
        let index = try Self.index(literals.count)
        literals.append(literal)
        return index
    }

    /// Literals that stand together: those a condition compares with.
    package mutating func literals(_ nodes: [Node]) throws(TooLarge) -> (first: UInt16, count: UInt8)? {
        let first = try Self.index(literals.count)
        for node in nodes where try literal(node) == nil { return nil }
        guard let count = UInt8(exactly: nodes.count) else { return nil }
        return (first, count)
    }

    package mutating func path(_ steps: [UInt16]) throws(TooLarge) -> UInt16 {
        if let known = pathOffsets[steps] { return known }
        let offset = try Self.index(paths.count)
        paths.append(try Self.index(steps.count))
        paths += steps
        pathOffsets[steps] = offset
        return offset
    }

    package mutating func append(_ condition: gitops_schema_condition) throws(TooLarge) {
        _ = try Self.index(conditions.count)
        conditions.append(condition)
    }

    /// The largest index means "none".
    package static func index(_ value: Int) throws(TooLarge) -> UInt16 {
        guard let index = UInt16(exactly: value), index < .max - 1 else { throw TooLarge() }
        return index
    }
}
