import GitOpsManifest

/// The types of one check: those of the environment, those that the check makes, and what its variables stand for.
///
/// It finds the same types as cel-go's checker, whose rules are not those of plain unification: what fits is asked in
/// one direction, dynamic fits everything, and a variable widens when a wider type comes along.
///
/// Source: https://github.com/google/cel-go/blob/master/checker/types.go.
struct Unifier {
    private let table: TypeTable
    private let declared: Int
    /// Types the check made; their numbers follow those of the table.
    private var records: [TypeRecord] = []
    private var names: [String] = []
    /// By variable, ``TypeID/none`` while it stands for nothing.
    var bindings: [TypeID] = []
    private var trail: [(variable: Int, before: TypeID)] = []
    /// Whether a type was cut because it had too many parts.
    private(set) var hasCutType = false

    init(_ table: TypeTable) {
        self.table = table
        declared = table.records.count
    }

    subscript(id: TypeID) -> TypeRecord {
        @inline(__always) get {
            let index = Int(id.rawValue)
            return index < declared ? table.records[index] : records[index - declared]
        }
    }

    func isDynamic(_ id: TypeID) -> Bool { id == .dynamic }
    func isDynamicOrError(_ id: TypeID) -> Bool { id == .dynamic || id == .error }
}

// MARK: - Making types

extension Unifier {
    mutating func variable() -> TypeID {
        bindings.append(.none)
        return add(TypeRecord(kind: .variable, hasVariables: true, first: UInt32(bindings.count - 1)))
    }

    mutating func list(of element: TypeID) -> TypeID { composite(.list, element) }
    mutating func optional(of value: TypeID) -> TypeID { composite(.optional, value) }
    mutating func map(key: TypeID, value: TypeID) -> TypeID { composite(.map, key, value) }

    private mutating func add(_ record: TypeRecord) -> TypeID {
        records.append(record)
        return TypeID(rawValue: UInt32(declared + records.count - 1))
    }

    private mutating func composite(_ kind: TypeRecord.Kind, _ first: TypeID, _ second: TypeID? = nil) -> TypeID {
        let record = TypeRecord.composite(kind, first, self[first], second, second.map { self[$0] })
        guard record.size < TypeRecord.largestSize else {
            hasCutType = true
            return .error
        }
        return add(record)
    }

    /// Room for the variables of a signature; the number of the first.
    mutating func variables(_ count: UInt32) -> UInt32 {
        let first = UInt32(bindings.count)
        for _ in 0..<count { bindings.append(.none) }
        return first
    }

    /// A declared type with its parameters replaced by variables.
    mutating func instance(of id: TypeID, variables first: UInt32) -> TypeID {
        let record = self[id]
        guard record.hasVariables else { return id }
        switch record.kind {
        case .variable: return add(TypeRecord(kind: .variable, hasVariables: true, first: first + record.first))
        case .map:
            let key = instance(of: TypeID(rawValue: record.first), variables: first)
            return composite(.map, key, instance(of: TypeID(rawValue: record.second), variables: first))
        default: return composite(record.kind, instance(of: TypeID(rawValue: record.first), variables: first))
        }
    }

    /// The number of a type that a provider names.
    mutating func id(of type: CELType) -> TypeID {
        if let known = table.known(type) { return known }
        switch type {
        case .list(let element): return composite(.list, id(of: element))
        case .optional(let value): return composite(.optional, id(of: value))
        case .type(let type): return composite(.type, id(of: type))
        case .map(let key, let value):
            let key = id(of: key)
            return composite(.map, key, id(of: value))
        case .wrapper(let wrapped):
            let wrapped = id(of: wrapped)
            var record = self[wrapped]
            record.isNullable = true
            return add(record)
        case .object(let name): return add(TypeRecord(kind: .object, first: number(of: name)))
        case .opaque(let name): return add(TypeRecord(kind: .opaque, first: number(of: name)))
        default: return .dynamic
        }
    }

    private mutating func number(of name: String) -> UInt32 {
        if let known = table.number(ofName: name) { return known }
        if let index = names.firstIndex(where: { $0.hasSameBytes(as: name) }) {
            return UInt32(table.names.count + index)
        }
        names.append(name)
        return UInt32(table.names.count + names.count - 1)
    }

    func name(of record: TypeRecord) -> String {
        let index = Int(record.first)
        return index < table.names.count ? table.names[index] : names[index - table.names.count]
    }
}

// MARK: - Attempts

extension Unifier {
    /// A state to return to when a signature does not fit.
    struct Mark {
        fileprivate var records: Int
        fileprivate var bindings: Int
        fileprivate var trail: Int
    }

    func mark() -> Mark { Mark(records: records.count, bindings: bindings.count, trail: trail.count) }

    mutating func undo(to mark: Mark) {
        while trail.count > mark.trail {
            let (variable, before) = trail.removeLast()
            bindings[variable] = before
        }
        bindings.removeSubrange(mark.bindings...)
        records.removeSubrange(mark.records...)
    }

    mutating func bind(_ variable: UInt32, _ type: TypeID) {
        trail.append((Int(variable), bindings[Int(variable)]))
        bindings[Int(variable)] = type
    }

    /// Whether a type may stand where another is wanted; variables are bound only when it may.
    mutating func accepts(_ type: TypeID, as wanted: TypeID) -> Bool {
        let mark = mark()
        if fits(type, wanted) { return true }
        undo(to: mark)
        return false
    }
}

// MARK: - What variables stand for

extension Unifier {
    /// The type with variables replaced by what they stand for; free ones stay, or become dynamic at the end.
    mutating func substituted(_ id: TypeID, freeToDynamic: Bool = false) -> TypeID {
        let record = self[id]
        guard record.hasVariables else { return id }
        switch record.kind {
        case .variable:
            let bound = bindings[Int(record.first)]
            if bound != .none { return substituted(bound, freeToDynamic: freeToDynamic) }
            return freeToDynamic ? .dynamic : id
        case .map:
            let key = substituted(TypeID(rawValue: record.first), freeToDynamic: freeToDynamic)
            let value = substituted(TypeID(rawValue: record.second), freeToDynamic: freeToDynamic)
            return key.rawValue == record.first && value.rawValue == record.second
                ? id : composite(.map, key, value)
        default:
            let part = substituted(TypeID(rawValue: record.first), freeToDynamic: freeToDynamic)
            return part.rawValue == record.first ? id : composite(record.kind, part)
        }
    }

    /// A type without variables as everybody sees it.
    func exported(_ id: TypeID) -> CELType {
        let index = Int(id.rawValue)
        if index < declared { return table.exported[index] }
        let record = records[index - declared]
        let first = TypeID(rawValue: record.first)
        switch record.kind {
        case .list: return .list(exported(first))
        case .optional: return .optional(exported(first))
        case .type: return .type(exported(first))
        case .map: return .map(key: exported(first), value: exported(TypeID(rawValue: record.second)))
        case .object: return .object(name(of: record))
        case .opaque: return .opaque(name(of: record))
        case .variable: return .dynamic
        default:
            let simple = table.exported[Int(record.kind.id.rawValue)]
            return record.isNullable ? .wrapper(simple) : simple
        }
    }
}
