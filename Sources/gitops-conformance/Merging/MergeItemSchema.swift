import GitOpsManifest
import GitOpsSchema

/// The types of the test objects of apimachinery's own cases.
///
/// Source: apimachinery, `strategicpatch/patch_test.go`, `MergeItem` and `RetainKeysMergeItem`.
enum MergeItemSchema {
    static func make(_ definition: Node) throws(SchemaTableBuilder.TooLarge) -> CustomKind {
        var builder = SchemaTableBuilder()
        let string = try builder.scalar(.string)
        let item = try builder.reserveObject()
        let retained = try builder.reserveObject()
        let items = try builder.atomicList(of: item)
        let integers = try builder.atomicList(of: try builder.scalar(.integer))
        let map = try builder.map(of: string)
        let untyped = try builder.untyped()
        typealias Field = SchemaTableBuilder.Field
        let shared = [
            Field(name: "name", type: string), Field(name: "value", type: string), Field(name: "other", type: string),
            Field(name: "simpleMap", type: map),
            Field(name: "mergingIntList", type: integers, flags: .patchMerge),
            Field(name: "mergingList", type: items, flags: .patchMerge, mergeKey: "name"),
            Field(name: "nonMergingList", type: items),
        ]
        let own = [
            Field(name: "nonMergingIntList", type: integers),
            Field(name: "mergeItemPtr", type: items, flags: .patchMerge, mergeKey: "name"),
            Field(name: "replacingItem", type: untyped, flags: .patchReplace),
            Field(name: "jsonItem", type: untyped),
            Field(name: "retainKeysMap", type: retained, flags: .patchRetainKeys),
            Field(
                name: "retainKeysMergingList", type: items, flags: [.patchMerge, .patchRetainKeys], mergeKey: "name"),
        ]
        try builder.setObject(item, [], shared + own)
        try builder.setObject(retained, [], shared)
        return CustomKind(
            id: GroupVersionKind(group: "", version: "v1", kind: "MergeItem"), plural: "mergeitems",
            isNamespaced: false, hasStatusSubresource: false, definition: definition, structuralSchema: nil,
            builder: builder, defaultNodes: [], root: item)
    }
}

/// Sorts merged lists by their keys: how apimachinery's tests prepare objects and patches before they compare them.
///
/// Source: apimachinery, `strategicpatch`, `sortMergeListsByName`.
enum MergeListSorting {
    static func sorted(_ node: Node, _ type: TypeRef) throws -> Document {
        var builder = DocumentBuilder()
        write(node, type, to: &builder)
        return try builder.finish()
    }

    private static func write(_ object: Node, _ type: TypeRef?, to builder: inout DocumentBuilder) {
        builder.beginObject()
        for (name, value) in object.members {
            builder.key(name)
            let field = type?.field(named: name)
            if name == "$retainKeys" || name.hasPrefix("$deleteFromPrimitiveList") {
                write(scalars: Array(value.elements), to: &builder)
            } else if value.kind == .object {
                write(value, field?.type, to: &builder)
            } else if value.kind == .array, let field, field.patchStrategy.contains(.merge) {
                write(value, field, to: &builder)
            } else {
                builder.append(value)
            }
        }
        builder.end()
    }

    private static func write(_ list: Node, _ field: FieldRef, to builder: inout DocumentBuilder) {
        guard let key = field.patchMergeKey?.text, list[0]?.kind == .object else {
            var distinct: [Node] = []
            for element in list.elements where !distinct.contains(element) { distinct.append(element) }
            return write(scalars: distinct, to: &builder)
        }
        builder.beginArray()
        for element in list.elements.sorted(by: { text($0[key]) < text($1[key]) }) {
            write(element, field.type.element, to: &builder)
        }
        builder.end()
    }

    private static func write(scalars: [Node], to builder: inout DocumentBuilder) {
        builder.beginArray()
        for element in scalars.sorted(by: { text($0) < text($1) }) { builder.append(element) }
        builder.end()
    }

    private static func text(_ node: Node?) -> String {
        node.map { $0.string ?? JSONWriter.canonical.string($0) } ?? ""
    }
}
