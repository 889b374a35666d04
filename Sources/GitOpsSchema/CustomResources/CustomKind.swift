import CGitOpsSchema
package import GitOpsManifest

/// The compiled schema of one version of a custom resource.
///
/// `@unchecked Sendable` is sound because the tables are filled in `init`, never written afterwards (`storageVersion` is set by
/// the compiler before anybody else sees the kind), and freed only in
/// `deinit`; `TypeRef`s into them are used only while the `Schema` that holds this kind lives.
package final class CustomKind: @unchecked Sendable {
    package let id: GroupVersionKind
    /// The collection in the API's paths, `certificates`.
    package let plural: String
    package let isNamespaced: Bool
    package let hasStatusSubresource: Bool
    /// The definition: defaults and validation are read from its document.
    package let definition: Node
    /// `openAPIV3Schema` of the version.
    package let structuralSchema: Node?

    /// The version that objects are stored in, when it is another one; set once, before the kind is shared.
    package internal(set) var storageVersion: CustomKind?

    private let tables: UnsafeMutablePointer<gitops_schema_tables>
    private let root: UInt16
    private let block: UnsafeMutableRawPointer

    package var type: TypeRef { TypeRef(tables: SchemaTables(tables), index: root) }

    package init(
        id: GroupVersionKind, plural: String, isNamespaced: Bool, hasStatusSubresource: Bool, definition: Node,
        structuralSchema: Node?, builder: SchemaTableBuilder, defaultNodes: [UInt32], root: UInt16
    ) {
        self.id = id
        self.plural = plural
        self.isNamespaced = isNamespaced
        self.hasStatusSubresource = hasStatusSubresource
        self.definition = definition
        self.structuralSchema = structuralSchema
        self.root = root

        // In order of alignment, so that every array begins where its elements may.
        var size = 0
        func room<Element>(_ elements: [Element]) -> Int {
            defer { size += elements.count * MemoryLayout<Element>.stride }
            return size
        }
        let ownNames = builder.ownNames.map { $0 + UInt32(builder.text.count) }
        let allText = builder.text + builder.ownText
        let hashes = room(builder.ownHashes)
        let names = room(ownNames)
        let defaults = room(defaultNodes)
        let literals = room(builder.literals)
        let types = room(builder.types)
        let fields = room(builder.fields)
        let rules = room(builder.rules)
        let keys = room(builder.listKeys)
        let text = room(allText)
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 8)
        func place<Element>(_ elements: [Element], _ offset: Int) -> UnsafePointer<Element> {
            let start = (block + offset).bindMemory(to: Element.self, capacity: elements.count)
            start.initialize(from: elements, count: elements.count)
            return UnsafePointer(start)
        }
        let tables = UnsafeMutablePointer<gitops_schema_tables>.allocate(capacity: 1)
        tables.initialize(to: gitops_schema_tables())
        tables.pointee.own_hashes = place(builder.ownHashes, hashes)
        tables.pointee.own_names = place(ownNames, names)
        tables.pointee.default_nodes = place(defaultNodes, defaults)
        tables.pointee.types = place(builder.types, types)
        tables.pointee.fields = place(builder.fields, fields)
        tables.pointee.literals = place(builder.literals, literals)
        tables.pointee.rules = place(builder.rules, rules)
        tables.pointee.list_keys = place(builder.listKeys, keys)
        tables.pointee.text = UnsafeRawPointer(place(allText, text)).assumingMemoryBound(to: CChar.self)
        tables.pointee.type_count = UInt32(builder.types.count)
        tables.pointee.field_count = UInt32(builder.fields.count)
        tables.pointee.literal_count = UInt32(builder.literals.count)
        tables.pointee.rule_count = UInt32(builder.rules.count)
        tables.pointee.list_key_count = UInt32(builder.listKeys.count)
        tables.pointee.text_count = UInt32(allText.count)
        tables.pointee.own_name_count = UInt32(builder.ownNames.count)
        self.tables = tables
        self.block = block
    }

    deinit {
        tables.deallocate()
        block.deallocate()
    }
}
