import GitOpsManifest
import GitOpsSchema

/// How the items of a list are named by the keys that the schema gives them.
enum ListKeySteps {
    /// The step to an item of a list; `nil` when it has none of the keys. Absent keys stand for the schema's values.
    static func step(of item: Node, _ type: TypeRef) -> FieldPath.Step? {
        guard item.kind == .object else { return nil }
        var keys: [FieldPath.Key] = []
        for position in 0..<type.mapKeyCount {
            let name = type.mapKey(position)
            if let member = name.member(of: item.index, in: item.storage) {
                guard let value = FieldPath.Scalar(Node(storage: item.storage, index: member)) else { return nil }
                keys.append(.init(name.text, value))
            } else if let value = type.mapKeyDefault(position), value.kind == .string {
                keys.append(.init(name.text, .string(value.text)))
            }
        }
        return keys.isEmpty ? nil : .keyed(keys)
    }
}
