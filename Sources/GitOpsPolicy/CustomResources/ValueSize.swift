import GitOpsManifest

/// How large the values of a schema may be, by its limits or else by what fits into a request.
///
/// Source: `SchemaDeclType` of apiserver `pkg/cel/common/schemas.go`, sizes in `pkg/cel/limits.go`.
struct ValueSize: Sendable {
    /// Bytes of a request: `MaxRequestSizeBytes` of apiserver `pkg/apis/cel/config.go`.
    static let request: UInt64 = 3 << 20

    /// The most elements, entries or bytes; 0 for values that have none.
    var maximum: UInt64 = 0
    /// Bytes of the shortest value in JSON.
    var leastBytes: UInt64 = 1

    init() {}

    init(_ node: Node, _ shape: RuleSchema.Shape, _ role: RuleSchema.Role, of child: (Int) -> ValueSize) {
        switch shape {
        case .hidden, .integer, .number: break
        case .boolean: leastBytes = 4
        case .dynamic: maximum = Self.limit(node["maxLength"]).map(Self.bytes) ?? Self.request - 2
        case .string:
            leastBytes = 2
            maximum = Self.limit(node["maxLength"]).map(Self.bytes) ?? Self.longest(node["enum"]) ?? Self.request - 2
        case .bytes:
            leastBytes = 2
            maximum = Self.limit(node["maxLength"]) ?? Self.request - 2
        case .duration: (leastBytes, maximum) = (3, 32)
        case .date: (leastBytes, maximum) = (12, 12)
        case .timestamp: (leastBytes, maximum) = (21, 32)
        case .list(let element):
            leastBytes = 2
            let each = child(element).leastBytes.addingReportingOverflow(1)
            maximum = Self.limit(node["maxItems"]) ?? (each.overflow ? 0 : (Self.request - 2) / each.partialValue)
        case .map(let entry):
            leastBytes = 2
            let each = child(entry).leastBytes.addingReportingOverflow(6)
            maximum = Self.limit(node["maxProperties"]) ?? (each.overflow ? 0 : (Self.request - 2) / each.partialValue)
        case .object(let properties):
            leastBytes = Self.object(node, properties, role, of: child)
        }
    }

    /// How often a value can be in one request at most.
    var mostOccurrences: UInt64 { Self.request / (leastBytes == .max ? .max : leastBytes + 1) }

    /// An object has its required members without a default, their names in quotes.
    private static func object(
        _ node: Node, _ properties: [RuleSchema.Property], _ role: RuleSchema.Role, of child: (Int) -> ValueSize
    ) -> UInt64 {
        let required = Set(node["required"]?.elements.compactMap { $0.string.map(ExactText.init) } ?? [])
        var total: UInt64 = 2
        func add(_ name: String, _ size: UInt64) {
            let sum = total.addingReportingOverflow(UInt64(name.utf8.count) + 4)
            let whole = sum.partialValue.addingReportingOverflow(size)
            total = sum.overflow || whole.overflow ? .max : whole.partialValue
        }
        let own = role == .resource ? RuleSchema.resourceNames : []
        for property in properties
        where required.contains(ExactText(property.name)) && !own.contains(property.name) {
            guard node["properties"]?[property.name]?["default"] == nil else { continue }
            add(property.name, child(property.value).leastBytes)
        }
        for name in own where required.contains(ExactText(name)) {
            add(name, 2)
        }
        return total
    }

    /// A limit that is written; negative ones count as 0.
    static func limit(_ node: Node?) -> UInt64? {
        guard let node, let value = node.int64 else { return nil }
        return UInt64(max(0, value))
    }

    /// A character may have four bytes.
    private static func bytes(_ characters: UInt64) -> UInt64 {
        let (bytes, overflow) = characters.multipliedReportingOverflow(by: 4)
        return overflow ? .max : bytes
    }

    private static func longest(_ texts: Node?) -> UInt64? {
        guard let texts, texts.count > 0 else { return nil }
        return UInt64(texts.elements.compactMap { $0.string?.utf8.count }.max() ?? 0)
    }
}

extension RuleSchema {
    /// The size that the schema allows at a way from a value: names of fields, `@items`, `@keys`, `@values`.
    ///
    /// Source: `sizeEstimator` of apiextensions-apiserver `pkg/apiserver/schema/cel/compilation.go`.
    func largestSize(at path: ArraySlice<String>, from index: Int) -> UInt64? {
        guard let step = path.first else { return values[index].size.maximum }
        let rest = path.dropFirst()
        switch (values[index].shape, step) {
        case (.list(let element), "@items"), (.list(let element), "@values"):
            return largestSize(at: rest, from: element)
        case (.map(let entry), "@items"), (.map(let entry), "@values"): return largestSize(at: rest, from: entry)
        // Keys have no limit of their own, which the server takes for no size at all.
        case (.map, "@keys"): return rest.isEmpty ? 0 : nil
        case (.object, "apiVersion"), (.object, "kind"), (.object, "metadata"):
            guard values[index].role == .resource else { break }
            return Self.metadataSize(path)
        default: break
        }
        guard case .object(let properties) = values[index].shape,
            let found = properties.first(where: { PropertyName.escaped($0.name) == step })
        else { return nil }
        if case .hidden = values[found.value].shape { return nil }
        return largestSize(at: rest, from: found.value)
    }

    /// Members that every resource has are texts without a limit.
    private static func metadataSize(_ path: ArraySlice<String>) -> UInt64? {
        switch Array(path) {
        case ["metadata"]: 0
        case ["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "generateName"]: ValueSize.request - 2
        default: nil
        }
    }
}
