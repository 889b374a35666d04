import GitOpsManifest
import GitOpsSchema

/// The annotation of client-side apply, which `kubectl apply --server-side` takes over from and keeps up to date.
///
/// Source: apimachinery `pkg/util/managedfields/internal/lastappliedmanager.go`, `lastappliedupdater.go`.
enum ClientSideApplyAnnotation {
    static let name = "kubectl.kubernetes.io/last-applied-configuration"
    static let manager = "kubectl"
    /// Source: apimachinery `pkg/api/validation/objectmeta.go`, `TotalAnnotationSizeLimitB`.
    private static let maximumAnnotationBytes = 256 << 10

    static func text(of object: Node) -> String? {
        object["metadata"]?["annotations"]?[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The applied object with the annotation set to the configuration, when it has one.
    static func updated(_ object: Document, configuration: Node) -> Document {
        guard text(of: object.root) != nil else { return object }
        var builder = DocumentBuilder()
        copy(configuration, ["metadata", "annotations", name], nil, &builder)
        guard let bare = try? builder.finish() else { return object }
        let value = escaped(JSONWriter.canonical.string(bare.root)) + "\n"
        var size = value.utf8.count + name.utf8.count
        for (other, text) in object.root["metadata"]?["annotations"]?.members.map({ $0 }) ?? []
        where other != name {
            size += other.utf8.count + (text.string ?? "").utf8.count
        }
        var result = DocumentBuilder()
        copy(
            object.root, ["metadata", "annotations", name], size > maximumAnnotationBytes ? nil : value, &result)
        return (try? result.finish()) ?? object
    }

    /// As Go's encoder writes text.
    private static func escaped(_ json: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.utf8.count)
        for byte in json.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Copies an object with another text at a path, or with nothing there.
    static func copy(_ object: Node, _ path: ArraySlice<String>, _ value: String?, _ builder: inout DocumentBuilder) {
        builder.beginObject()
        for (name, member) in object.members {
            guard let wanted = path.first, name.hasSameBytes(as: wanted) else {
                builder.key(name)
                builder.append(member)
                continue
            }
            if path.count > 1 {
                builder.key(name)
                if member.kind == .object {
                    copy(member, path.dropFirst(), value, &builder)
                } else {
                    builder.append(member)
                }
            } else if let value {
                builder.key(name)
                builder.append(value)
            }
        }
        builder.end()
    }
}

extension ApplyOperation {
    /// Marks the fields that client-side apply set last and that still have those values: they may be taken over.
    ///
    /// - Returns: false when there is no annotation that could be read.
    mutating func allowLastApplied() -> Bool {
        guard let text = ClientSideApplyAnnotation.text(of: live),
            let document = try? Document(json: SourceText(Array(text.utf8))),
            document.root["apiVersion"]?.string == ownership.resource.kind.apiVersion
        else { return false }
        let root = document.root
        let (owned, differing) = (Ownership.Scratch.merged, Ownership.Scratch.pruned)
        ownership.walk.problem = nil
        ownership.walk.insertFields(
            root.storage, root.index, ownership.resource.type, FieldTrie.root, owned, checks: true)
        defer { ownership.walk.problem = nil }
        if ownership.walk.problem != nil { return false }
        let pair = ComparedPair(
            left: root.storage, right: live.storage,
            sets: ChangeSets(added: differing, modified: differing, removed: differing), isMerging: false)
        _ = ownership.walk.compare(pair, root.index, live.index, ownership.resource.type, FieldTrie.root)
        ownership.walk.trie.mapMembers { _, node in
            let isAllowed = node.members & (owned | differing) == owned
            return node.members & ~(owned | differing) | (isAllowed ? Ownership.Scratch.allowed : 0)
        }
        return true
    }
}
