import GitOpsManifest

/// Evaluates the keywords of a structural schema on a value; both are nodes, of two documents.
///
/// Source: apiextensions-apiserver `pkg/apiserver/validation`, kube-openapi `pkg/validation/validate`.
struct StructuralValidation {
    let storage: DocumentStorage
    let patterns: (any PatternMatching)?
    var problems: [NodeProblem] = []

    init(storage: DocumentStorage, patterns: (any PatternMatching)?) {
        self.storage = storage
        self.patterns = patterns
    }

    private func node(_ index: Int) -> Node { Node(storage: storage, index: index) }

    mutating func note(_ value: Int, _ problem: SchemaViolation.Problem) {
        problems.append(NodeProblem(node: value, missing: nil, problem: problem))
    }

    /// - Parameter ignoresStatus: the status is written on its own, and dropped here.
    mutating func checkRoot(_ object: Int, _ schema: Node, ignoresStatus: Bool) {
        checkValue(object, storage.record(object), schema)
        checkObject(object, schema, isResource: true, ignoring: ignoresStatus ? ["metadata", "status"] : ["metadata"])
    }

    mutating func check(_ value: Int, _ schema: Node) {
        guard schema.kind == .object else { return }
        let record = storage.record(value)
        if record.kind == .null {
            if schema["nullable"]?.bool == true || schema["default"] != nil { return }
            if let type = schema["type"]?.string { wrongType(value, type) }
            return
        }
        guard checkType(value, record, schema) else { return }
        checkValue(value, record, schema)
        switch record.kind {
        case .object:
            let isResource = schema["x-kubernetes-embedded-resource"]?.bool == true
            if isResource { checkEmbedded(value) }
            checkObject(value, schema, isResource: isResource, ignoring: [])
        case .array: checkList(value, record, schema)
        default: break
        }
    }

    private mutating func wrongType(_ value: Int, _ type: String) {
        let expected = ["array", "integer", "object"].contains(type) ? "an \(type)" : "a \(type)"
        note(value, .wrongType(expected: expected, found: KindName.of(storage.record(value).kind)))
    }

    private mutating func checkType(_ value: Int, _ record: NodeRecord, _ schema: Node) -> Bool {
        if schema["x-kubernetes-int-or-string"]?.bool == true {
            if record.kind == .string || node(value).int64 != nil { return true }
            wrongType(value, "integer or string")
            return false
        }
        guard let type = schema["type"]?.string else { return true }
        let matches =
            switch type {
            case "string": record.kind == .string
            case "boolean": record.kind == .boolean
            case "integer": record.kind.isNumber && (node(value).int64 != nil || record.kind == .unsigned)
            case "number": record.kind.isNumber
            case "array": record.kind == .array
            case "object": record.kind == .object
            default: true
            }
        if !matches { wrongType(value, type) }
        return matches
    }

    /// Keywords that hold for a value of any type, and those that combine schemas.
    mutating func checkValue(_ value: Int, _ record: NodeRecord, _ schema: Node) {
        if let allowed = schema["enum"], !allowed.elements.contains(where: { $0 == node(value) }) {
            note(value, .notAllowed(allowed.elements.map { JSONWriter.canonical.string($0) }))
        }
        if record.kind.isNumber { checkNumber(value, schema) }
        if record.kind == .string { checkText(value, schema) }
        for part in schema["allOf"]?.elements.map({ $0 }) ?? [] { checkPart(value, part) }
        if let parts = schema["anyOf"]?.elements, !parts.isEmpty, !isIntOrString(schema) {
            if !parts.contains(where: { holds(value, $0) }) {
                note(value, .violates(keyword: "anyOf", expected: "one of the alternatives must hold"))
            }
        }
        if let parts = schema["oneOf"]?.elements, !parts.isEmpty {
            if parts.count(where: { holds(value, $0) }) != 1 {
                note(value, .violates(keyword: "oneOf", expected: "exactly one of the alternatives must hold"))
            }
        }
        if let part = schema["not"], holds(value, part) {
            note(value, .violates(keyword: "not", expected: "the value is one that is excluded"))
        }
    }

    /// `anyOf` with the two types says the same as the extension.
    private func isIntOrString(_ schema: Node) -> Bool { schema["x-kubernetes-int-or-string"]?.bool == true }

    /// A schema below `allOf`, `anyOf`, `oneOf` or `not` says nothing about which fields there are.
    private mutating func checkPart(_ value: Int, _ schema: Node) {
        let record = storage.record(value)
        guard record.kind != .null else { return }
        if schema["type"] != nil, !checkType(value, record, schema) { return }
        checkValue(value, record, schema)
        if record.kind == .object {
            checkCounts(value, Int(record.high), schema, "Properties", "members")
            checkRequired(value, schema, ignoring: [])
            for (name, part) in schema["properties"]?.members.map({ $0 }) ?? [] {
                if let member = present(name, of: value) { checkPart(member.index, part) }
            }
        }
        if record.kind == .array {
            checkCounts(value, Int(record.high), schema, "Items", "items")
            if let part = schema["items"] { for item in record.children { checkPart(item, part) } }
        }
    }

    private func holds(_ value: Int, _ schema: Node) -> Bool {
        var part = StructuralValidation(storage: storage, patterns: patterns)
        part.checkPart(value, schema)
        return part.problems.isEmpty
    }

    // MARK: Objects and lists

    private mutating func checkObject(_ value: Int, _ schema: Node, isResource: Bool, ignoring: Set<String>) {
        let record = storage.record(value)
        let properties = schema["properties"]
        let additional = schema["additionalProperties"]
        let keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"]?.bool == true || additional?.bool == true
        checkRequired(value, schema, ignoring: ignoring.subtracting(["status"]), treatingAsAbsent: ignoring)
        checkCounts(value, Int(record.high), schema, "Properties", "members")
        for member in record.children {
            let name = storage.name(storage.record(member).key)
            if ignoring.contains(name) || isResource && ["apiVersion", "kind", "metadata"].contains(name) { continue }
            if let property = properties?[name] ?? additional, property.kind == .object {
                // A null is kept where it may be one; elsewhere it is dropped or gets the default.
                if storage.record(member).kind != .null { check(member, property) }
            } else if !keepsUnknown, schema["type"] != nil || properties != nil {
                let known = properties?.members.map(\.key) ?? []
                note(member, .unknownField(nearest: NearestName.of(name, among: known)))
            }
        }
    }

    private mutating func checkRequired(
        _ value: Int, _ schema: Node, ignoring: Set<String>, treatingAsAbsent dropped: Set<String> = []
    ) {
        for required in schema["required"]?.elements.compactMap(\.string) ?? [] where !ignoring.contains(required) {
            let property = schema["properties"]?[required]
            if property?["default"] != nil { continue }
            let isNullable = property?["nullable"]?.bool == true
            let member = isNullable ? node(value)[required] : present(required, of: value)
            if member == nil || dropped.contains(required) {
                problems.append(NodeProblem(node: value, missing: required, problem: .missing))
            }
        }
    }

    /// A member of an object; nulls are dropped before the keywords are asked.
    ///
    /// Source: apiextensions-apiserver `pkg/apiserver/schema/defaulting/prunenulls.go`.
    private func present(_ name: String, of object: Int) -> Node? {
        guard let member = node(object)[name], member.kind != .null else { return nil }
        return member
    }

    /// A resource within another one has an API version and a kind, and metadata as every resource.
    ///
    /// Source: apiextensions-apiserver `pkg/apiserver/schema/objectmeta/validation.go`.
    private mutating func checkEmbedded(_ value: Int) {
        for name in ["apiVersion", "kind"] {
            guard let member = node(value)[name] else {
                problems.append(NodeProblem(node: value, missing: name, problem: .missing))
                continue
            }
            if member.kind != .string {
                wrongType(member.index, "string")
            } else if member.string == "" {
                note(member.index, .malformed(format: name, reason: "the text is empty"))
            }
        }
        guard let metadata = node(value)["metadata"], let type = Self.metadata else { return }
        if metadata.kind == .null { return wrongType(metadata.index, "object") }
        var check = TypeValidation(storage: storage)
        check.check(metadata.index, type)
        problems += check.problems
    }

    private static var metadata: TypeRef? {
        Schema.kubernetes.type(apiVersion: "v1", kind: "ConfigMap")?.field(named: "metadata")?.type
    }

    private mutating func checkList(_ value: Int, _ record: NodeRecord, _ schema: Node) {
        checkCounts(value, Int(record.high), schema, "Items", "items")
        if let items = schema["items"] { for item in record.children { check(item, items) } }
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": checkUnique(record) { [$0] }
        case "map":
            let keys = schema["x-kubernetes-list-map-keys"]?.elements.compactMap(\.string) ?? []
            let properties = schema["items"]?["properties"]
            checkUnique(record) { item in keys.map { item[$0] ?? properties?[$0]?["default"] } }
        default:
            if schema["uniqueItems"]?.bool == true { checkUnique(record) { [$0] } }
        }
    }

    private mutating func checkUnique(_ list: NodeRecord, _ keys: (Node) -> [Node?]) {
        var seen: Set<[Node?]> = []
        for item in list.children {
            let key = keys(node(item))
            if key.allSatisfy({ $0 == nil }) { continue }
            if !seen.insert(key).inserted { note(item, .duplicateItem) }
        }
    }

    private mutating func checkCounts(_ value: Int, _ count: Int, _ schema: Node, _ keyword: String, _ what: String) {
        if let least = schema["min" + keyword]?.int64, count < least {
            note(value, .violates(keyword: "min" + keyword, expected: "at least \(least) \(what) are expected"))
        }
        if let most = schema["max" + keyword]?.int64, count > most {
            note(value, .violates(keyword: "max" + keyword, expected: "at most \(most) \(what) are expected"))
        }
    }
}
