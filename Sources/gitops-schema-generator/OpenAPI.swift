import CGitOpsSchema
import GitOpsManifest
import GitOpsSchema

/// Reads the definitions of an OpenAPI v2 document into schema tables.
struct OpenAPI {
    var builder = SchemaTableBuilder()
    /// Object types by the name of their definition.
    private(set) var objects: [String: UInt16] = [:]
    /// Definitions of kinds that have a status.
    private(set) var kindsWithStatus: [String] = []
    /// Fields by definition and name.
    private(set) var fields: [String: [String: UInt16]] = [:]

    private let definitions: Node
    private var indices: [String: UInt16] = [:]

    init(_ document: Document) throws {
        guard let definitions = document.root["definitions"], definitions.kind == .object else {
            throw GeneratorError("the document has no definitions: an OpenAPI v2 document is expected")
        }
        self.definitions = definitions
        for (name, _) in definitions.members.sorted(by: { $0.key < $1.key }) { _ = try type(named: name) }
        try addResources(paths: document.root["paths"])
    }

    /// What a definition of this name is, whatever its properties.
    private static let special: [String: ScalarFormat] = [
        "io.k8s.apimachinery.pkg.api.resource.Quantity": .quantity,
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString": .intOrString,
        "io.k8s.apimachinery.pkg.apis.meta.v1.Time": .time,
        "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": .microTime,
        "io.k8s.apimachinery.pkg.apis.meta.v1.Duration": .duration,
    ]

    private mutating func type(named name: String) throws -> UInt16 {
        if let known = indices[name] { return known }
        guard let definition = definitions[name] else { throw GeneratorError("there is no definition \(name)") }
        if let format = Self.special[name] {
            indices[name] = try builder.scalar(format)
        } else if let properties = definition["properties"] {
            let index = try builder.reserveObject()
            indices[name] = index
            objects[name] = index
            try describe(name, index, properties, definition)
        } else if name.hasSuffix(".CustomResourceSubresourceStatus") || name.hasSuffix(".BasicSchedulingPolicy")
            || name.hasSuffix(".StorageVersionSpec")
        {
            let index = try builder.reserveObject()
            try builder.setObject(index, [], [])
            (indices[name], objects[name], fields[name]) = (index, index, [:])
        } else {
            // JSON, RawExtension, FieldsV1, Patch and the unions of JSON Schema.
            indices[name] = try builder.untyped(.preservesUnknownFields)
        }
        return indices[name] ?? 0
    }

    private mutating func describe(_ name: String, _ index: UInt16, _ properties: Node, _ definition: Node) throws {
        let required = Set(definition["required"]?.elements.compactMap(\.string) ?? [])
        var described: [SchemaTableBuilder.Field] = []
        for (field, property) in properties.members {
            var flags: FieldFlags = required.contains(field) ? .required : []
            for strategy in property["x-kubernetes-patch-strategy"]?.string?.split(separator: ",") ?? [] {
                switch strategy {
                case "merge": flags.insert(.patchMerge)
                case "replace": flags.insert(.patchReplace)
                case "retainKeys": flags.insert(.patchRetainKeys)
                default: throw GeneratorError("\(name).\(field): patch strategy \(strategy) is not known")
                }
            }
            described.append(
                .init(
                    name: field, type: try type(of: property, at: "\(name).\(field)"), flags: flags,
                    mergeKey: property["x-kubernetes-patch-merge-key"]?.string))
        }
        let atomic: TypeFlags = definition["x-kubernetes-map-type"]?.string == "atomic" ? .atomic : []
        let positions = try builder.setObject(index, atomic, described)
        fields[name] = Dictionary(uniqueKeysWithValues: zip(described.map(\.name), positions))
    }

    private mutating func type(of property: Node, at place: String) throws -> UInt16 {
        let atomic = property["x-kubernetes-map-type"]?.string == "atomic"
        if let reference = property["$ref"]?.string {
            return try reference.split(separator: "/").last.map { try type(named: String($0)) }
                ?? builder.untyped(.preservesUnknownFields)
        }
        switch (property["type"]?.string, property["format"]?.string) {
        case ("string", "byte"): return try builder.scalar(.bytes)
        case ("string", _): return try builder.scalar(.string)
        case ("integer", "int32"): return try builder.scalar(.int32)
        case ("integer", "int64"): return try builder.scalar(.int64)
        case ("integer", _): return try builder.scalar(.integer)
        case ("number", _): return try builder.scalar(.number)
        case ("boolean", _): return try builder.scalar(.boolean)
        case ("array", _): return try list(property, at: place)
        case ("object", _):
            guard let values = property["additionalProperties"] else {
                return try builder.untyped(.preservesUnknownFields)
            }
            return try builder.map(of: type(of: values, at: place), atomic ? .atomic : [])
        case (nil, _): return try builder.untyped(.preservesUnknownFields)
        case (let name?, _): throw GeneratorError("\(place): type \(name) is not known")
        }
    }

    /// The kind of a list as kube-openapi's `schemaconv` derives it: the list type; else the patch strategy `merge`, with
    /// a key a map, without one a set; else atomic.
    private mutating func list(_ property: Node, at place: String) throws -> UInt16 {
        guard let items = property["items"] else { throw GeneratorError("\(place): the list has no items") }
        let element = try type(of: items, at: place)
        let merges = property["x-kubernetes-patch-strategy"]?.string?.contains("merge") ?? false
        let mergeKey = property["x-kubernetes-patch-merge-key"]?.string
        switch property["x-kubernetes-list-type"]?.string {
        case "map":
            let keys = property["x-kubernetes-list-map-keys"]?.elements.compactMap(\.string) ?? []
            return try builder.mapList(of: element, keys: keys)
        case "set": return try builder.setList(of: element)
        case "atomic": return try builder.atomicList(of: element)
        case let other?: throw GeneratorError("\(place): list type \(other) is not known")
        case nil:
            guard merges else { return try builder.atomicList(of: element) }
            return try mergeKey.map { try builder.mapList(of: element, keys: [$0]) } ?? builder.setList(of: element)
        }
    }

    // MARK: Kinds

    private mutating func addResources(paths: Node?) throws {
        let namespaced = namespacedKinds(paths)
        var found: [(key: [String], record: (UInt16, Bool))] = []
        for (name, definition) in definitions.members {
            guard let type = objects[name] else { continue }
            if fields[name]?["status"] != nil, definition["x-kubernetes-group-version-kind"] != nil {
                kindsWithStatus.append(name)
            }
            for id in definition["x-kubernetes-group-version-kind"]?.elements.map({ $0 }) ?? [] {
                guard let group = id["group"]?.string, let version = id["version"]?.string,
                    let kind = id["kind"]?.string
                else { continue }
                // The options of requests claim to be a kind of every group.
                if name.hasSuffix("Options") || name.hasSuffix(".WatchEvent") { continue }
                found.append(([kind, group, version], (type, namespaced.contains([kind, group, version]))))
            }
        }
        found.sort {
            zip($0.key, $1.key).first { $0 != $1 }.map { Array($0.0.utf8).lexicographicallyPrecedes(Array($0.1.utf8)) }
                ?? false
        }
        for (key, (type, isNamespaced)) in found {
            builder.resources.append(
                .init(
                    kind: try builder.text(key[0]), group: try builder.text(key[1]), version: try builder.text(key[2]),
                    type: type, flags: isNamespaced ? 1 : 0))
        }
    }

    private func namespacedKinds(_ paths: Node?) -> Set<[String]> {
        var result: Set<[String]> = []
        for (path, operations) in paths?.members.map({ $0 }) ?? [] where path.contains("/namespaces/{namespace}/") {
            for (_, operation) in operations.members {
                guard let id = operation["x-kubernetes-group-version-kind"] else { continue }
                result.insert(["kind", "group", "version"].map { id[$0]?.string ?? "" })
            }
        }
        return result
    }
}

/// Why tables could not be made.
struct GeneratorError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
