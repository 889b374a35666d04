import GitOpsManifest

/// The types that an environment declares, prepared for unification.
struct TypeTable: Sendable {
    private(set) var records: [TypeRecord]
    /// Names of objects and opaque types.
    private(set) var names: [String] = []
    /// By type; of types with variables, with parameters named by their numbers.
    private(set) var exported: [CELType]
    private var numbers: [CELType: TypeID] = [:]
    private var nameNumbers: [ExactText: UInt32] = [:]

    private static let simple: [CELType] = [
        .error, .dynamic, .null, .boolean, .integer, .unsigned, .double, .string, .bytes, .timestamp, .duration,
    ]

    init() {
        exported = Self.simple + [.type(.dynamic)]
        records = exported.indices.compactMap { TypeRecord.Kind(rawValue: UInt8($0)).map { TypeRecord(kind: $0) } }
        for (index, type) in Self.simple.enumerated() { numbers[type] = TypeID(rawValue: UInt32(index)) }
    }

    subscript(id: TypeID) -> TypeRecord { records[Int(id.rawValue)] }

    /// The number of a type without parameters.
    mutating func id(of type: CELType) -> TypeID {
        var none: [String] = []
        return id(of: type, parameters: &none)
    }

    /// The number of a type; its parameters become variables with the index of their name, which is added when it is
    /// new.
    mutating func id(of type: CELType, parameters: inout [String]) -> TypeID {
        if let known = numbers[type] { return known }
        let record: TypeRecord
        switch type {
        case .dynamic, .null, .boolean, .integer, .unsigned, .double, .string, .bytes, .timestamp, .duration, .error:
            return .error
        case .wrapper(let wrapped):
            var copy = self[id(of: wrapped, parameters: &parameters)]
            copy.isNullable = true
            record = copy
        case .list(let element):
            let element = id(of: element, parameters: &parameters)
            record = composite(.list, element)
        case .optional(let value):
            let value = id(of: value, parameters: &parameters)
            record = composite(.optional, value)
        case .type(let type):
            let type = id(of: type, parameters: &parameters)
            record = composite(.type, type)
        case .map(let key, let value):
            let key = id(of: key, parameters: &parameters)
            let value = id(of: value, parameters: &parameters)
            record = composite(.map, key, value)
        case .object(let name): record = TypeRecord(kind: .object, first: number(of: name))
        case .opaque(let name): record = TypeRecord(kind: .opaque, first: number(of: name))
        case .parameter(let name):
            let index = parameters.firstIndex { $0.hasSameBytes(as: name) } ?? parameters.count
            if index == parameters.count { parameters.append(name) }
            record = TypeRecord(kind: .variable, hasVariables: true, first: UInt32(index))
        }
        let id = TypeID(rawValue: UInt32(records.count))
        records.append(record)
        exported.append(type)
        // The index of a parameter depends on the signature it stands in.
        if !record.hasVariables { numbers[type] = id }
        return id
    }

    private func composite(_ kind: TypeRecord.Kind, _ first: TypeID, _ second: TypeID? = nil) -> TypeRecord {
        .composite(kind, first, self[first], second, second.map { self[$0] })
    }

    private mutating func number(of name: String) -> UInt32 {
        if let known = nameNumbers[ExactText(name)] { return known }
        let number = UInt32(names.count)
        names.append(name)
        nameNumbers[ExactText(name)] = number
        return number
    }

    func number(ofName name: String) -> UInt32? { nameNumbers[ExactText(name)] }
    func known(_ type: CELType) -> TypeID? { numbers[type] }
}

extension TypeRecord {
    static func composite(
        _ kind: Kind, _ first: TypeID, _ firstRecord: TypeRecord, _ second: TypeID?, _ secondRecord: TypeRecord?
    ) -> TypeRecord {
        let size = 1 + UInt32(firstRecord.size) + UInt32(secondRecord?.size ?? 0)
        return TypeRecord(
            kind: kind, hasVariables: firstRecord.hasVariables || secondRecord?.hasVariables ?? false,
            size: UInt16(min(size, UInt32(largestSize))), first: first.rawValue, second: second?.rawValue ?? 0)
    }
}
