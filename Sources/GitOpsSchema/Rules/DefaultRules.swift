package import GitOpsManifest

/// What the server would have put where nobody wrote a value.
package struct DefaultRules {
    /// Where the rules look; engines keep it at the object they are in.
    package var context: RuleContext
    private var storage: DocumentStorage { context.storage }
    /// The document that structural defaults of custom resources are nodes of.
    private let definition: DocumentStorage?

    package init(_ storage: DocumentStorage, definition: DocumentStorage?) {
        context = RuleContext(storage)
        self.definition = definition
    }

    /// Whether the server itself would have given a member this value; the context stands at the object that has it.
    ///
    /// Complexity: O(size of the value) times the rules of its type.
    package mutating func explain(_ value: Int, as field: FieldRef, of type: TypeRef) -> Bool {
        if field.flags.contains(.ruled) {
            for rule in type.rules where rule.field.index == field.index {
                if explain(value, by: rule, field, of: type) { return true }
            }
        }
        if let node = field.structuralDefault, let definition {
            return isDefault(value, node, definition, field.type)
        }
        if field.writesZero {
            if storage.isZero(value) { return true }
            return field.type.kind == .object && explainMembers(of: value, field.type)
        }
        return false
    }

    private mutating func explain(_ value: Int, by rule: RuleRef, _ field: FieldRef, of type: TypeRef) -> Bool {
        switch rule.operation {
        case .defaultLiteral:
            guard context.holds(rule) else { return false }
            if rule.literal.kind == .emptyObject, field.type.kind == .object {
                return explainMembers(of: value, field.type)
            }
            return rule.literal.matches(storage, value)
        case .defaultCopy:
            guard context.holds(rule), let other = context.resolve(rule.path) else { return false }
            return isEqual(value, other, field.type)
        case .defaultMerge:
            guard context.holds(rule), context.resolve(rule.path) != nil else { return false }
            return storage.record(value).children.allSatisfy { isMergedEntry($0, of: field, of: type) }
        case .defaultPullPolicy:
            guard context.holds(rule) else { return false }
            let record = storage.record(value)
            let policy = PullPolicy.byImage(context.resolve(rule.path).map { Node(storage: storage, index: $0) })
            return record.kind == .string
                && storage.bytes(record).elementsEqual(
                    UnsafeBufferPointer(start: policy.utf8Start, count: policy.utf8CodeUnitCount))
        case .mirror:
            guard context.holds(rule), let other = context.resolve(rule.path) else { return false }
            return isEqual(value, other, field.type)
        case .clear, .allocated, .status, .dropped, .foldBase64, .emptyDropped, .emptyKept, .immutable, .keyDefault,
            .droppedEntry, .allocatedEntry, .allocatedItem, .touchesAnnotation, .mutable, nil:
            return false
        }
    }

    /// Whether every member of an object is one that the server fills in.
    package mutating func explainMembers(of object: Int, _ type: TypeRef) -> Bool {
        let record = storage.record(object)
        guard record.kind == .object else { return false }
        context.push(object)
        defer { context.pop() }
        for member in record.children {
            guard let field = type.field(storage.record(member).key, in: storage),
                explain(member, as: field, of: type)
            else { return false }
        }
        return true
    }

    /// Whether a rule says that nobody can foresee the value.
    package func isAllocated(_ field: FieldRef, of type: TypeRef) -> Bool {
        field.flags.contains(.ruled)
            && type.rules.contains {
                $0.field.index == field.index && $0.operation == .allocated && context.holds($0)
            }
    }

    /// Whether a rule with this operation applies to a field.
    package func applies(_ operation: RuleOperation, to field: FieldRef, of type: TypeRef) -> RuleRef? {
        guard field.flags.contains(.ruled) else { return nil }
        return type.rules.first {
            $0.field.index == field.index && $0.operation == operation && context.holds($0)
        }
    }

    /// Whether the server drops what a client writes into a field.
    package func isDropped(_ field: FieldRef, of type: TypeRef) -> Bool {
        applies(.dropped, to: field, of: type) != nil || applies(.clear, to: field, of: type) != nil
    }

    /// As above, for a field of an object that is written over the live one: what it gives decides before what is there.
    package func isDropped(_ field: FieldRef, of type: TypeRef, writing object: Int, _ written: DocumentStorage) -> Bool
    {
        applies(.dropped, to: field, of: type) != nil
            || type.rules.contains {
                $0.field.index == field.index && $0.operation == .clear
                    && context.holds($0, writing: object, written)
            }
    }

    /// Whether the server or a controller adds this entry to a map.
    package func isAllocatedEntry(_ entry: Int, of field: FieldRef, of type: TypeRef) -> Bool {
        guard field.flags.contains(.ruled) else { return false }
        let name = storage.nameBytes(storage.record(entry).key)
        return type.rules.contains {
            $0.field.index == field.index && $0.operation == .allocatedEntry
                && $0.literal.bytes.elementsEqual(name) && context.holds($0)
        }
    }

    /// Whether the server or a controller adds this element to a list.
    package func isAllocatedItem(_ item: Int, of field: FieldRef, of type: TypeRef) -> Bool {
        guard field.flags.contains(.ruled) else { return false }
        return type.rules.contains {
            $0.field.index == field.index && $0.operation == .allocatedItem && context.holds($0)
                && context.describes($0, item: item)
        }
    }

    /// Whether the server adds this entry to a map because another map of the object has it; the first one that names it
    /// counts.
    package func isMergedEntry(_ entry: Int, of field: FieldRef, of type: TypeRef) -> Bool {
        guard field.flags.contains(.ruled) else { return false }
        for rule in type.rules
        where rule.field.index == field.index && rule.operation == .defaultMerge && context.holds(rule) {
            guard let other = context.resolve(rule.path),
                let source = storage.member(of: other, storage.record(entry).key)
            else { continue }
            return isEqual(entry, source, field.type.value)
        }
        return false
    }

    /// Names of entries that the server drops from a map.
    package func droppedEntries(of field: FieldRef, of type: TypeRef) -> [SchemaLiteral] {
        type.rules.filter { $0.field.index == field.index && $0.operation == .droppedEntry && context.holds($0) }
            .map(\.literal)
    }

    private func isEqual(_ left: Int, _ right: Int, _ type: TypeRef) -> Bool {
        if NodeEquality.isEqual(storage, left, storage, right) { return true }
        return type.kind == .scalar && ScalarEquality.isEqual(type.scalar, storage, left, storage, right)
    }

    /// Whether a value is a structural default, itself defaulted.
    private mutating func isDefault(
        _ value: Int, _ node: Int, _ definition: DocumentStorage, _ type: TypeRef
    ) -> Bool {
        if NodeEquality.isEqual(storage, value, definition, node) { return true }
        let record = storage.record(value)
        if record.kind == .array, type.kind == .list {
            let given = definition.record(node)
            guard given.kind == .array, given.high == record.high else { return false }
            let items = zip(record.children, given.children)
            for (item, other) in items where !isDefault(item, other, definition, type.element) { return false }
            return true
        }
        guard record.kind == .object, definition.record(node).kind == .object else { return false }
        var given = 0
        context.push(value)
        defer { context.pop() }
        for member in record.children {
            let key = storage.record(member).key
            let range = definition.record(node).children
            let other = definition.member(named: key, of: storage, in: range, hint: range.lowerBound)
            let field = type.kind == .object ? type.field(key, in: storage) : nil
            if let other {
                given += 1
                let memberType = field?.type ?? type
                guard isDefault(member, other, definition, memberType) else { return false }
            } else {
                guard let field, explain(member, as: field, of: type) else { return false }
            }
        }
        return given == Int(definition.record(node).high)
    }
}
