import GitOpsManifest
import GitOpsSchema

/// Changes after which the server stores the same object.
enum SameObject {
    /// Why a change changes nothing; `nil` when it does, or when nothing is known.
    static func reason(_ change: Change, _ resource: ResourceSchema?, _ states: RiskStates) -> String? {
        guard case .field(let section)? = change.path.steps.first else { return nil }
        switch section {
        case "apiVersion": return "objects are stored in one version, whatever they are written in"
        case "status" where resource.map { $0.custom?.hasStatusSubresource ?? true } ?? false:
            return "the server takes a status only from controllers"
        case "metadata":
            if change.path.steps.count > 1, case .field(let name) = change.path.steps[1], records.contains(name) {
                return "the server keeps its own records"
            }
        default: break
        }
        guard let resource, let place = Place(change.path, resource.type) else { return nil }
        switch change.operation {
        case .replace:
            guard let old = change.base ?? change.live, let new = change.desired, place.type.kind == .scalar,
                ScalarEquality.isEqual(place.type.scalar, old.storage, old.index, new.storage, new.index)
            else { return nil }
            return "both spellings are the same value to the server"
        case .add:
            guard let new = change.desired else { return nil }
            if new.isNull, place.field?.isNullable == false { return "null is no value to the server" }
            return isDefault(new, states.after, change.path, place, resource) ? "the server adds it by itself" : nil
        case .remove:
            // A live object has what its owners gave it: its defaults stay, the rest goes.
            guard let old = change.base ?? change.live else { return nil }
            if old.isNull, place.field?.isNullable == false { return "null is no value to the server" }
            return isDefault(old, states.before, change.path, place, resource) ? "the server adds it again" : nil
        case .reorder: return nil
        }
    }

    private static let records: Set<String> = [
        "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink", "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ]

    /// The type at a path, and the field when the last step is one.
    private struct Place {
        var type: TypeRef
        var parent: TypeRef
        var field: FieldRef?

        init?(_ path: FieldPath, _ root: TypeRef) {
            (type, parent) = (root, root)
            for step in path.steps {
                parent = type
                field = nil
                switch (step, type.kind) {
                case (.field(let name), .object):
                    guard let found = type.field(named: name) else { return nil }
                    (field, type) = (found, found.type)
                case (.field, .map): type = type.value
                case (.index, .list), (.keyed, .list), (.value, .list): type = type.element
                default: return nil
                }
            }
        }
    }

    private static func isDefault(
        _ value: Node, _ root: Node?, _ path: FieldPath, _ place: Place, _ resource: ResourceSchema
    ) -> Bool {
        guard let field = place.field, let root, root.storage === value.storage else { return false }
        var rules = DefaultRules(value.storage, definition: resource.definition)
        var chain: [Int] = []
        var node = value.parent
        while let object = node {
            if object.kind == .object { chain.append(object.index) }
            if object.index == root.index { break }
            node = object.parent
        }
        for object in chain.reversed() { rules.context.push(object) }
        return rules.explain(value.index, as: field, of: place.parent)
    }
}
