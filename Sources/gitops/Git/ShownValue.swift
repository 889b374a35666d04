import GitOpsDiff
import GitOpsManifest
import GitOpsReport

/// Values of resources as commands about history show them: never those of a Secret.
struct ShownValue {
    private let manifest: Manifest
    /// The object with placeholders; `nil` when nothing in it is secret.
    private let masked: Node?
    private let depth: Int

    init(_ manifest: Manifest) {
        self.manifest = manifest
        depth = manifest.root.pointer.tokens.count
        do throws(DocumentBuilderError) {
            masked = try SecretMask.masked(manifest.root, id: manifest.id)
        } catch {
            // What cannot be copied is not shown.
            masked = Self.nothing
        }
    }

    private static let nothing = try? Document(json: "null").root

    /// A value as JSON; of an object or list that has anything in it, only what it is.
    func text(_ node: Node) -> String {
        guard let masked else { return Self.json(node) }
        let pointer = JSONPointer(Array(node.pointer.tokens.dropFirst(depth)))
        return masked.value(at: pointer).map(Self.json) ?? "***"
    }

    /// The path of a value from the object; where something is secret, without keys of items, which may be.
    func path(_ node: Node) -> FieldPath {
        let path = node.path(keys: masked == nil ? .byName : .byPosition)
        return FieldPath(Array(path.steps.dropFirst(depth)))
    }

    private static func json(_ node: Node) -> String {
        switch node.kind {
        case .object: node.count == 0 ? "{}" : "{…}"
        case .array: node.count == 0 ? "[]" : "[…]"
        default: FieldPath.Scalar(node)?.json ?? "null"
        }
    }

    /// A value of which the rest of the object is not at hand.
    static func cell(_ node: Node?, of id: ResourceID) -> Table.Cell {
        guard let node else { return .empty }
        var root = node
        while let parent = root.parent { root = parent }
        var isSecret = true
        do throws(DocumentBuilderError) {
            isSecret = try SecretMask.masked(root, id: id) != nil
        } catch {
            // What cannot be looked through is not shown.
        }
        return .text(isSecret ? "***" : node.count == 0 ? json(node) : JSONWriter().string(node))
    }
}
