public import GitOpsManifest

/// Objects as the API server stores them: defaults set, spellings made canonical, what it does not keep left out.
///
/// What the server allocates (`uid`, `clusterIP`, …) and what admission plugins add is not guessed.
///
/// ```swift
/// let stored = try StoredForm().document(of: manifest.root)
/// ```
public struct StoredForm: Sendable {
    /// The kinds that are known; objects of other kinds stay as they are.
    public var schema: Schema

    /// The object was stored before: what the server wrote itself (`uid`, `managedFields`, …) stays.
    public var keepsServerFields: Bool

    /// The stored form by a schema.
    public init(schema: Schema = .kubernetes, keepsServerFields: Bool = false) {
        self.schema = schema
        self.keepsServerFields = keepsServerFields
    }

    /// The object as it is stored.
    ///
    /// - Throws: `DocumentBuilderError.tooDeep` for objects nested deeper than documents may be.
    /// - Complexity: O(size of the object).
    public func document(of object: Node) throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder(roomFor: object.document)
        append(object, to: &builder)
        return try builder.finish()
    }

    package func append(_ object: Node, to builder: inout DocumentBuilder) {
        guard let resource = schema.resource(of: object) else { return builder.append(object) }
        if let stored = resource.custom?.storageVersion {
            // Read back from the storage version, whose defaults are set as well.
            var first = DocumentBuilder()
            var writer = StoredWriter(object.storage, resource.definition, keepsServerFields)
            writer.write(object.storage, object.index, resource.type, &first)
            guard let document = try? first.finish() else { return builder.append(object) }
            var second = StoredWriter(document.storage, stored.definition.storage, keepsServerFields)
            return second.write(document.storage, document.root.index, stored.type, &builder)
        }
        var writer = StoredWriter(object.storage, resource.definition, keepsServerFields)
        writer.write(object.storage, object.index, resource.type, &builder)
    }
}

/// Writes values as the server stores them.
struct StoredWriter {
    private var context: RuleContext
    private let definition: DocumentStorage?
    private let keepsServerFields: Bool
    /// What was set in the object being written, which later rules see.
    private var settings: [(name: UInt16, literal: SchemaLiteral)] = []

    init(_ storage: DocumentStorage, _ definition: DocumentStorage?, _ keepsServerFields: Bool) {
        context = RuleContext(storage)
        self.definition = definition
        self.keepsServerFields = keepsServerFields
    }

    mutating func write(
        _ storage: DocumentStorage, _ value: Int, _ type: TypeRef, _ builder: inout DocumentBuilder
    ) {
        let record = storage.record(value)
        switch (type.kind, record.kind) {
        case (.object, .object): writeObject(storage, value, type, &builder)
        case (.map, .object):
            builder.beginObject()
            for entry in record.children { writeEntry(storage, entry, type.value, &builder) }
            builder.end()
        case (.list, .array):
            builder.beginArray()
            for item in record.children { write(storage, item, type.element, &builder) }
            builder.end()
        case (.scalar, _): writeScalar(storage, value, record, type, &builder)
        default: builder.append(Node(storage: storage, index: value))
        }
    }

    private mutating func writeEntry(
        _ storage: DocumentStorage, _ entry: Int, _ type: TypeRef, _ builder: inout DocumentBuilder
    ) {
        builder.key(from: storage, storage.record(entry).key)
        if storage.record(entry).kind == .null, type.kind == .scalar, type.tables == .builtIn {
            // The zero value of Go's type.
            return builder.append(type.scalar == .quantity ? "0" : "")
        }
        write(storage, entry, type, &builder)
    }

    private func writeScalar(
        _ storage: DocumentStorage, _ value: Int, _ record: NodeRecord, _ type: TypeRef,
        _ builder: inout DocumentBuilder
    ) {
        let node = Node(storage: storage, index: value)
        switch type.scalar {
        case .quantity:
            if let text = node.string ?? node.numberSpelling, let quantity = Quantity(text) {
                return builder.append(quantity.canonical)
            }
        case .time, .microTime:
            let precision: Timestamp.Precision = type.scalar == .time ? .seconds : .microseconds
            if let text = node.string, let time = try? Timestamp(parsing: text, precision: precision) {
                return builder.append(time.formatted(precision))
            }
        case .bytes:
            if let text = node.string, let bytes = Base64.decode(text.utf8) {
                return builder.append(Base64.encode(bytes))
            }
        case .string where record.kind == .null && type.tables == .builtIn: return builder.append("")
        default: break
        }
        builder.append(node)
    }

    // MARK: Objects

    private mutating func writeObject(
        _ storage: DocumentStorage, _ object: Int, _ type: TypeRef, _ builder: inout DocumentBuilder
    ) {
        builder.beginObject()
        context.push(object)
        let outer = settings
        settings = []
        var folded: (target: UInt16, values: Int)?
        for member in storage.record(object).children {
            let key = storage.record(member).key
            guard let field = type.field(key, in: storage) else {
                if type.preservesUnknownFields {
                    builder.key(from: storage, key)
                    builder.append(Node(storage: storage, index: member))
                }
                continue
            }
            if field.flags.contains(.ruled), let rule = type.rule(.foldBase64, field) {
                folded = (rule.path.step(0), member)
                continue
            }
            guard isKept(storage, member, field, type) else { continue }
            if let values = folded?.values, field.name.index == folded?.target {
                writeFolded(storage, member, values, &builder)
                folded = (field.name.index, -1)
                continue
            }
            builder.key(from: storage, key)
            if field.writesZero, isEmptied(field.type), storage.isZero(member) {
                builder.appendNull()
            } else if field.type.kind == .map, field.flags.contains(.ruled) {
                writeMap(storage, member, field, type, &builder)
            } else {
                write(storage, member, field.type, &builder)
            }
        }
        if let folded, folded.values >= 0 {
            // Written again with both when `data` came first: the later member counts.
            let target = FieldName(tables: type.tables, index: folded.target).member(of: object, in: storage)
            writeFolded(storage, target, folded.values, &builder)
        }
        writeDefaults(storage, object, type, &builder)
        settings = outer
        context.pop()
        builder.end()
    }

    /// The binary form of the server's own types does not tell an empty list or map from none.
    private func isEmptied(_ type: TypeRef) -> Bool {
        type.tables == .builtIn && (type.kind == .list || type.kind == .map)
    }

    /// Whether the server stores a member that is there.
    private func isKept(_ storage: DocumentStorage, _ member: Int, _ field: FieldRef, _ type: TypeRef) -> Bool {
        if storage.record(member).kind == .null { return field.isNullable }
        if field.flags.contains(.ruled), storage === context.storage {
            for rule in type.rules where rule.field.index == field.index {
                switch rule.operation {
                case .dropped where !keepsServerFields && context.holds(rule): return false
                case .clear where context.holds(rule): return false
                case .defaultLiteral, .defaultCopy, .defaultPullPolicy:
                    if rule.replacesZero, storage.isZero(member) { return false }
                case .droppedEntry where storage.record(member).high > 0:
                    let entries = storage.record(member).children
                    if entries.allSatisfy({ isDropped($0, storage, field, type) }) { return false }
                default: break
                }
            }
        }
        if field.tables != .builtIn || field.keepsZero || field.writesZero { return true }
        switch field.type.kind {
        case .scalar, .list, .map: return !storage.isZero(member)
        case .object, .untyped, .builtIn: return true
        }
    }

    private func isDropped(_ entry: Int, _ storage: DocumentStorage, _ field: FieldRef, _ type: TypeRef) -> Bool {
        if keepsServerFields { return false }
        let name = storage.nameBytes(storage.record(entry).key)
        return type.rules.contains {
            $0.field.index == field.index && $0.operation == .droppedEntry && $0.literal.bytes.elementsEqual(name)
                && context.holds($0)
        }
    }

    private mutating func writeMap(
        _ storage: DocumentStorage, _ map: Int, _ field: FieldRef, _ type: TypeRef, _ builder: inout DocumentBuilder
    ) {
        builder.beginObject()
        for entry in storage.record(map).children where !isDropped(entry, storage, field, type) {
            writeEntry(storage, entry, field.type.value, &builder)
        }
        for entry in mergedEntries(storage, map, field, type) {
            writeEntry(storage, entry, field.type.value, &builder)
        }
        builder.end()
    }

    /// The entries that the server adds to a map from others, each from the first that has it.
    private func mergedEntries(
        _ storage: DocumentStorage, _ map: Int?, _ field: FieldRef, _ type: TypeRef
    ) -> [Int] {
        var given = Set(map.map { storage.record($0).children.map { storage.record($0).key } } ?? [])
        var entries: [Int] = []
        for rule in type.rules where rule.field.index == field.index && rule.operation == .defaultMerge {
            guard holds(rule), let other = context.resolve(rule.path) else { continue }
            for entry in storage.record(other).children where given.insert(storage.record(entry).key).inserted {
                entries.append(entry)
            }
        }
        return entries
    }

    /// `data` of a Secret with the values of `stringData`, which win.
    private func writeFolded(
        _ storage: DocumentStorage, _ target: Int?, _ values: Int, _ builder: inout DocumentBuilder
    ) {
        builder.key("data")
        builder.beginObject()
        for entry in target.map({ storage.record($0).children }) ?? 0..<0 {
            builder.key(from: storage, storage.record(entry).key)
            builder.append(Node(storage: storage, index: entry))
        }
        for entry in storage.record(values).children {
            let record = storage.record(entry)
            builder.key(from: storage, record.key)
            builder.append(record.kind == .string ? Base64.encode(storage.bytes(record)) : "")
        }
        builder.end()
    }

    // MARK: Defaults

    private mutating func writeDefaults(
        _ storage: DocumentStorage, _ object: Int, _ type: TypeRef, _ builder: inout DocumentBuilder
    ) {
        var written: [UInt16] = []
        func isThere(_ field: FieldRef) -> Bool {
            if written.contains(field.name.index) { return true }
            guard let member = field.name.member(of: object, in: storage) else { return false }
            return isKept(storage, member, field, type)
        }
        for rule in type.rules where storage === context.storage {
            guard rule.givesValue else { continue }
            let field = rule.field
            if isThere(field) || !holds(rule) { continue }
            guard writeDefault(rule, type, storage, &builder) else { continue }
            written.append(field.name.index)
        }
        for field in type.fields where field.flags.contains(.structuralDefault) || field.writesZero {
            if isThere(field) { continue }
            if let node = field.structuralDefault, let definition {
                builder.key(field.name.text)
                write(definition, node, field.type, &builder)
            } else if field.writesZero {
                builder.key(field.name.text)
                writeZero(field.type, &builder)
            }
        }
    }

    /// What Go writes for a value that was never set.
    private mutating func writeZero(_ type: TypeRef, _ builder: inout DocumentBuilder) {
        guard type.kind == .object || type.kind == .scalar else { return builder.appendNull() }
        if type.kind == .object { return writeEmpty(type, &builder) }
        switch type.scalar {
        case .string: builder.append("")
        case .quantity: builder.append("0")
        case .boolean: builder.append(false)
        case .integer, .int32, .int64, .number, .intOrString: builder.append(Int64(0))
        case .duration: builder.append("0s")
        case .time, .microTime, .bytes: builder.appendNull()
        }
    }

    /// - Returns: whether the rule gave the field a value.
    private mutating func writeDefault(
        _ rule: RuleRef, _ type: TypeRef, _ storage: DocumentStorage, _ builder: inout DocumentBuilder
    ) -> Bool {
        let field = rule.field
        switch rule.operation {
        case .defaultLiteral:
            builder.key(field.name.text)
            if rule.literal.kind == .emptyObject, field.type.kind == .object {
                writeEmpty(field.type, &builder)
            } else {
                rule.literal.append(to: &builder)
            }
            settings.append((field.name.index, rule.literal))
        case .defaultCopy, .mirror:
            guard let other = context.resolve(rule.path), storage.record(other).kind != .null else { return false }
            builder.key(field.name.text)
            write(storage, other, field.type, &builder)
        case .defaultMerge:
            let entries = mergedEntries(storage, nil, field, type)
            if entries.isEmpty { return false }
            builder.key(field.name.text)
            builder.beginObject()
            for entry in entries { writeEntry(storage, entry, field.type.value, &builder) }
            builder.end()
        case .defaultPullPolicy:
            let image = context.resolve(rule.path).map { Node(storage: storage, index: $0) }
            builder.key(field.name.text)
            builder.append("\(PullPolicy.byImage(image))")
        default: return false
        }
        return true
    }

    /// An object that is nothing but its defaults.
    private mutating func writeEmpty(_ type: TypeRef, _ builder: inout DocumentBuilder) {
        builder.beginObject()
        let outer = settings
        settings = []
        var written: [UInt16] = []
        for rule in type.rules where rule.operation == .defaultLiteral && !written.contains(rule.field.name.index) {
            guard rule.conditions.allSatisfy({ holdsInSettings($0) }) else { continue }
            written.append(rule.field.name.index)
            builder.key(rule.field.name.text)
            if rule.literal.kind == .emptyObject, rule.field.type.kind == .object {
                writeEmpty(rule.field.type, &builder)
            } else {
                rule.literal.append(to: &builder)
            }
            settings.append((rule.field.name.index, rule.literal))
        }
        for field in type.fields where field.writesZero {
            if written.contains(field.name.index) { continue }
            builder.key(field.name.text)
            writeZero(field.type, &builder)
        }
        settings = outer
        builder.end()
    }

    /// Whether the conditions of a rule hold, with what was set before.
    private func holds(_ rule: RuleRef) -> Bool {
        rule.conditions.allSatisfy { condition in
            if condition.path.count == 1, settings.contains(where: { $0.name == condition.path.step(0) }) {
                return holdsInSettings(condition)
            }
            return context.holds(condition)
        }
    }

    private func holdsInSettings(_ condition: ConditionRef) -> Bool {
        if condition.path.count > 0, condition.path.step(0) == RuleRef.root { return context.holds(condition) }
        let literal =
            condition.path.count == 1 ? settings.last { $0.name == condition.path.step(0) }?.literal : nil
        switch condition.test {
        case .present: return literal.map { !$0.isZero } ?? false
        case .absent: return literal.map(\.isZero) ?? true
        case .oneOf: return literal.map { isOneOf($0, condition) } ?? false
        case .noneOf: return literal.map { !isOneOf($0, condition) } ?? true
        case .itemIsOneOf, .itemBegins: return true
        // What is made of nothing but defaults has no rules of this kind.
        case .fieldOfParent, nil: return false
        }
    }

    private func isOneOf(_ literal: SchemaLiteral, _ condition: ConditionRef) -> Bool {
        (0..<condition.literalCount).contains { condition.literal($0) == literal }
    }
}
