import GitOpsManifest

/// What the server's decoder says about a value of a type.
///
/// Sources: `encoding/json` as apimachinery's strict decoder uses it; `UnmarshalJSON` of Quantity, IntOrString, Time,
/// MicroTime and Duration.
struct TypeValidation {
    let storage: DocumentStorage
    var problems: [NodeProblem] = []

    mutating func note(_ node: Int, _ problem: SchemaViolation.Problem) {
        problems.append(NodeProblem(node: node, missing: nil, problem: problem))
    }

    mutating func check(_ value: Int, _ type: TypeRef) {
        let record = storage.record(value)
        // Null is the same as nothing.
        if record.kind == .null { return }
        switch type.kind {
        case .untyped, .builtIn: return
        case .scalar: checkScalar(value, record, type.scalar)
        case .list:
            guard record.kind == .array else { return wrongType(value, "an array") }
            for item in record.children { check(item, type.element) }
            checkItems(value, type)
        case .map:
            guard record.kind == .object else { return wrongType(value, "an object") }
            for entry in record.children { check(entry, type.value) }
        case .object:
            guard record.kind == .object else { return wrongType(value, "an object") }
            for member in record.children {
                let key = storage.record(member).key
                if let field = type.field(key, in: storage) {
                    check(member, field.type)
                } else if !type.preservesUnknownFields {
                    let nearest = NearestName.of(storage.name(key), among: type.fields.lazy.map(\.name.text))
                    note(member, .unknownField(nearest: nearest))
                }
            }
        }
    }

    /// The parts of a custom resource that every object has.
    mutating func checkMetadata(of object: Node, _ type: TypeRef) {
        for name in ["apiVersion", "kind", "metadata"] {
            guard let value = object[name], let field = type.field(named: name) else { continue }
            check(value.index, field.type)
        }
        if let name = object["metadata"]?["name"], let text = name.string, !ObjectNames.isSubdomain(text) {
            note(name.index, .malformed(format: "name", reason: ObjectNames.subdomainRule))
        }
        for (key, value) in object["metadata"]?["labels"]?.members.map({ $0 }) ?? [] {
            do throws(LabelError) {
                try LabelSyntax.validate(key: key)
                if let text = value.string { try LabelSyntax.validate(value: text) }
            } catch {
                note(value.index, .malformed(format: "label", reason: "\(error)"))
            }
        }
    }

    private mutating func wrongType(_ value: Int, _ expected: String) {
        note(value, .wrongType(expected: expected, found: KindName.of(storage.record(value).kind)))
    }

    // MARK: Scalars

    private mutating func checkScalar(_ value: Int, _ record: NodeRecord, _ format: ScalarFormat) {
        switch format {
        case .string: if record.kind != .string { wrongType(value, "a string") }
        case .boolean: if record.kind != .boolean { wrongType(value, "a boolean") }
        case .integer, .int64: checkInteger(value, record, Int64.min...Int64.max)
        case .int32: checkInteger(value, record, Int64(Int32.min)...Int64(Int32.max))
        case .number: if !record.kind.isNumber { wrongType(value, "a number") }
        case .quantity: checkQuantity(value, record)
        case .intOrString:
            if record.kind == .string { return }
            checkInteger(value, record, Int64(Int32.min)...Int64(Int32.max), "an integer or a string")
        case .duration:
            guard let text = text(value, "a string") else { return }
            if GoDuration(text) == nil { note(value, .malformed(format: "duration", reason: "1h30m is one")) }
        case .time, .microTime:
            guard let text = text(value, "a string") else { return }
            do throws(TimestampError) {
                _ = try Timestamp(parsing: text, precision: format == .time ? .seconds : .microseconds)
            } catch {
                note(value, .malformed(format: "time", reason: "\(error)"))
            }
        case .bytes:
            guard let text = text(value, "a string in base64") else { return }
            if Base64.decode(text.utf8) == nil {
                note(value, .malformed(format: "base64", reason: "encode the value, or use stringData in a Secret"))
            }
        }
    }

    private mutating func text(_ value: Int, _ expected: String) -> String? {
        guard let text = Node(storage: storage, index: value).string else {
            wrongType(value, expected)
            return nil
        }
        return text
    }

    private mutating func checkInteger(
        _ value: Int, _ record: NodeRecord, _ range: ClosedRange<Int64>, _ expected: String = "an integer"
    ) {
        guard record.kind.isNumber else { return wrongType(value, expected) }
        guard let number = Node(storage: storage, index: value).int64 else {
            if record.kind == .unsigned { return note(value, .outOfRange(expected: "an integer of 64 bits")) }
            return note(value, .wrongType(expected: expected, found: "a number with a fraction"))
        }
        if !range.contains(number) {
            note(value, .outOfRange(expected: "an integer from \(range.lowerBound) to \(range.upperBound)"))
        }
    }

    private mutating func checkQuantity(_ value: Int, _ record: NodeRecord) {
        let node = Node(storage: storage, index: value)
        guard let text = node.string ?? node.numberSpelling else { return wrongType(value, "a quantity") }
        do throws(QuantityError) {
            _ = try Quantity(parsing: Array(text.utf8).trimmed)
        } catch {
            note(value, .malformed(format: "quantity", reason: "\(error)"))
        }
    }

    // MARK: Lists

    /// Two elements with the same keys in a list that is a map, or twice the same value in a set.
    private mutating func checkItems(_ list: Int, _ type: TypeRef) {
        guard type.listKind != .atomic else { return }
        var seen: Set<[UInt64]> = []
        for item in storage.record(list).children {
            let record = storage.record(item)
            var keys: [UInt64] = []
            if type.listKind == .set {
                keys = [record.hash]
            } else {
                guard record.kind == .object else { continue }
                for position in 0..<type.mapKeyCount {
                    let member = type.mapKey(position).member(of: item, in: storage)
                    keys.append(member.map { storage.record($0).hash } ?? 0)
                }
                if keys.allSatisfy({ $0 == 0 }) { continue }
            }
            if !seen.insert(keys).inserted, type.tables != .builtIn { note(item, .duplicateItem) }
        }
    }
}

extension [UInt8] {
    /// Without blanks around it, as the server reads quantities.
    fileprivate var trimmed: ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        return drop(while: isBlank).reversed().drop(while: isBlank).reversed()[...]
    }
}

extension NodeRecord.Kind {
    var isNumber: Bool { self == .signed || self == .unsigned || self == .number }
}

/// What types are called in messages.
enum KindName {
    static func of(_ kind: NodeRecord.Kind) -> String {
        switch kind {
        case .null: "null"
        case .boolean: "a boolean"
        case .signed, .unsigned: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// The names of objects. Source: apimachinery `pkg/util/validation`, IsDNS1123Subdomain.
enum ObjectNames {
    static let subdomainRule = "lower case letters, digits, '-' and '.', beginning and ending with a letter or digit"

    static func isSubdomain(_ name: String) -> Bool {
        let bytes = name.utf8
        guard !bytes.isEmpty, bytes.count <= 253 else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }
}
