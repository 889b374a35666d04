import GitOpsDiff
import GitOpsManifest

/// Hides what mutations made of a Secret: of values nobody can tell whether they are its own in another form.
struct SecretMutationMask {
    private let placeholder: Node
    private var hidden: [[String]] = []
    private var operations: [JSONPatch.Operation] = []

    private init() throws(DocumentBuilderError) {
        var builder = DocumentBuilder()
        builder.append("*** (made from a Secret)")
        placeholder = try builder.finish().root
    }

    /// The object with the changes of a patch, whose values are hidden; the object as it was where that cannot be shown.
    static func masked(_ original: Node, _ patch: JSONPatch) throws(DocumentBuilderError) -> Node {
        var mask = try SecretMutationMask()
        for operation in patch.operations { mask.add(operation) }
        return (try? JSONPatch(mask.operations).apply(to: original).root) ?? original
    }

    private mutating func add(_ operation: JSONPatch.Operation) {
        switch operation {
        case .add(let path, _): hide(path, isNew: true)
        case .replace(let path, _): hide(path, isNew: false)
        case .remove(let path): if !isHidden(path) { operations.append(operation) }
        case .copy(let from, let path), .move(let from, let path):
            if !isHidden(from), !isHidden(path), Self.isTold(path) { operations.append(operation) }
        case .test: break
        }
    }

    private mutating func hide(_ path: JSONPointer, isNew: Bool) {
        if isHidden(path) { return }
        if isNew, Self.isTold(path) {
            operations.append(.add(path: path, value: placeholder))
        } else if !isNew {
            operations.append(.replace(path: path, value: placeholder))
        } else if path.tokens.count > 1 {
            // A name that is not one of Kubernetes' own may be a value as well.
            let parent = JSONPointer(Array(path.tokens.dropLast()))
            operations.append(.replace(path: parent, value: placeholder))
            hidden.append(parent.tokens)
        }
    }

    private func isHidden(_ path: JSONPointer) -> Bool { hidden.contains { path.tokens.starts(with: $0) } }

    /// Whether the last part of a path says nothing of values: the name of a field, or a place in a list.
    private static func isTold(_ path: JSONPointer) -> Bool {
        guard let name = path.tokens.last else { return false }
        return name == "-" || Int(name) != nil && name.utf8.count < 6 || WellKnownNames.symbol(name) != nil
    }
}
