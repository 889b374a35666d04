public import GitOpsManifest

extension FieldSet {
    /// Reads `fieldsV1`. Elements of kinds that only a later version of Kubernetes knows are left out, as it does.
    ///
    /// Source: structured-merge-diff `fieldpath/serialize.go`, `readIterV1`.
    ///
    /// - Throws: `FieldSetError` for anything else than nested objects with names of path elements.
    /// - Complexity: O(size).
    public init(fieldsV1 node: Node) throws(FieldSetError) {
        var trie = FieldTrie()
        var parser = ElementParser()
        try trie.load(node.storage, node.index, 1, &parser)
        self = trie.set(1)
    }

    /// The set as `fieldsV1`, in the order and the spelling of Kubernetes.
    ///
    /// - Throws: `DocumentBuilderError.tooDeep` for sets nested deeper than documents may be.
    public func fieldsV1() throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        append(to: &builder)
        return try builder.finish()
    }

    func append(to builder: inout DocumentBuilder) {
        var name: [UInt8] = []
        builder.beginObject()
        append(0..<elements.count, &name, &builder)
        builder.end()
    }

    private func append(_ range: Range<Int>, _ name: inout [UInt8], _ builder: inout DocumentBuilder) {
        var index = range.lowerBound
        while index < range.upperBound {
            spelling(index) { ElementName.appendKey(elements[index].kind, $0, &name, to: &builder) }
            builder.beginObject()
            let children = children(index)
            if elements[index].isMember, !children.isEmpty {
                builder.key(".")
                builder.beginObject()
                builder.end()
            }
            append(children, &name, &builder)
            builder.end()
            index = Int(elements[index].end)
        }
    }
}

extension FieldTrie {
    /// Adds the paths of `fieldsV1` to a set.
    mutating func load(
        _ storage: DocumentStorage, _ index: Int, _ set: UInt64, _ parser: inout ElementParser
    ) throws(FieldSetError) {
        let record = storage.record(index)
        guard record.kind == .object else {
            if record.kind == .null { return }
            throw .notAnObject("fieldsV1")
        }
        _ = try load(storage, record, Self.root, set, &parser)
    }

    /// - Returns: whether the element itself is a member.
    private mutating func load(
        _ storage: DocumentStorage, _ object: NodeRecord, _ parent: Index, _ set: UInt64, _ parser: inout ElementParser
    ) throws(FieldSetError) -> Bool {
        var isMember = false
        var hasChildren = false
        for child in object.children {
            let record = storage.record(child)
            let name = storage.nameBytes(record.key)
            if name.count == 1, name[0] == UInt8(ascii: ".") {
                isMember = true
                continue
            }
            guard let kind = try parser.parse(name) else { continue }
            hasChildren = true
            let index =
                kind == .field
                ? self.child(of: parent, kind, UnsafeBufferPointer(rebasing: name[2...]))
                : self.child(of: parent, kind, spelled: parser.spelling)
            var isChildMember = true
            if record.kind == .object {
                if record.high > 0 { isChildMember = try load(storage, record, index, set, &parser) }
            } else if record.kind != .null {
                throw .notAnObject(String(decoding: name, as: UTF8.self))
            }
            if isChildMember { insert(index, set) }
        }
        return isMember || !hasChildren
    }

    private mutating func child(
        of parent: Index, _ kind: FieldElementKind, _ name: UnsafeBufferPointer<UInt8>
    ) -> Index {
        child(of: parent, kind, name, hash: Self.hash(name))
    }

    /// Appends a set as `fieldsV1`.
    mutating func append(_ set: UInt64, to builder: inout DocumentBuilder) {
        var name: [UInt8] = []
        builder.beginObject()
        append(set, under: Self.root, &name, &builder)
        builder.end()
    }

    private mutating func append(
        _ set: UInt64, under parent: Index, _ name: inout [UInt8], _ builder: inout DocumentBuilder
    ) {
        order(parent)
        var child = self[parent].firstChild
        while child != Self.none {
            let node = self[child]
            if (node.members | node.below) & set != 0 {
                spelling(child) { ElementName.appendKey(node.kind, $0, &name, to: &builder) }
                builder.beginObject()
                if node.below & set != 0 {
                    if node.members & set != 0 {
                        builder.key(".")
                        builder.beginObject()
                        builder.end()
                    }
                    append(set, under: child, &name, &builder)
                }
                builder.end()
            }
            child = node.next
        }
    }
}

/// Names of members of `fieldsV1`, spelled as the server spells them.
///
/// Source: structured-merge-diff `fieldpath/serialize-pe.go`; strings as json-iterator writes them in its
/// standard-library mode, which escapes `<`, `>`, `&` and two line separators.
enum ElementName {
    /// Names the next member of an object of `fieldsV1`; `scratch` is room for its text.
    static func appendKey(
        _ kind: FieldElementKind, _ bytes: UnsafeBufferPointer<UInt8>, _ scratch: inout [UInt8],
        to builder: inout DocumentBuilder
    ) {
        let prefix: StaticString = "f:"
        if kind == .field {
            return builder.key(UnsafeBufferPointer(start: prefix.utf8Start, count: 2), bytes)
        }
        scratch.removeAll(keepingCapacity: true)
        append(kind, bytes, to: &scratch)
        scratch.withUnsafeBufferPointer { builder.key(UnsafeBufferPointer(start: nil, count: 0), $0) }
    }

    private static func append(_ kind: FieldElementKind, _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8])
    {
        var position = 0
        switch kind {
        case .field: return
        case .index: output.append(contentsOf: "i:\(ElementSpelling.index(bytes))".utf8)
        case .value:
            output.append(contentsOf: "v:".utf8)
            append(ElementSpelling.scalar(bytes, &position), to: &output)
        case .key:
            output.append(contentsOf: "k:{".utf8)
            while position < bytes.count {
                if output.last != UInt8(ascii: "{") { output.append(UInt8(ascii: ",")) }
                let name = ElementSpelling.text(bytes, &position)
                name.withUnsafeBufferPointer { JSONWriter.writeString($0, to: &output) }
                output.append(UInt8(ascii: ":"))
                append(ElementSpelling.scalar(bytes, &position), to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ scalar: FieldPath.Scalar, to output: inout [UInt8]) {
        guard case .string(var text) = scalar else { return output.append(contentsOf: scalar.json.utf8) }
        text.withUTF8 { bytes in
            let start = output.count
            JSONWriter.writeString(bytes, to: &output)
            guard bytes.contains(where: { $0 < 0x20 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0xE2 })
            else { return }
            let written = String(decoding: output[start...], as: UTF8.self)
            output.removeLast(output.count - start)
            for scalar in written.unicodeScalars { append(escaping: scalar, to: &output) }
        }
    }

    private static func append(escaping scalar: Unicode.Scalar, to output: inout [UInt8]) {
        switch scalar {
        case "<": output.append(contentsOf: "\\u003c".utf8)
        case ">": output.append(contentsOf: "\\u003e".utf8)
        case "&": output.append(contentsOf: "\\u0026".utf8)
        case "\u{2028}": output.append(contentsOf: "\\u2028".utf8)
        case "\u{2029}": output.append(contentsOf: "\\u2029".utf8)
        default: output.append(contentsOf: String(scalar).utf8)
        }
    }
}
