import GitOpsManifest
import GitOpsSchema

/// What the schema says about merging the value of a member.
struct MergeRule {
    let type: TypeRef
    let mergeKey: FieldName?
    let strategy: PatchStrategy

    init(_ field: FieldRef) {
        type = field.type
        mergeKey = field.patchMergeKey
        strategy = field.patchStrategy
    }

    /// An object or list that is replaced as a whole.
    var replaces: Bool { strategy.contains(.replace) }
    /// A list that is merged element by element.
    var merges: Bool { strategy.contains(.merge) }
    var retainsKeys: Bool { strategy.contains(.retainKeys) }
}

/// Looks fields up as Kubernetes does (apimachinery, `third_party/forked/golang/json/fields.go`): only objects have
/// fields, and a name that no field has is taken without regard to case.
enum PatchSchema {
    @inline(__always)
    static func rule(_ symbol: Symbol, in storage: DocumentStorage, of type: TypeRef?) -> MergeRule? {
        guard let type, type.kind == .object else { return nil }
        if let field = type.field(symbol, in: storage) { return MergeRule(field) }
        return rule(ignoringCase: storage.name(symbol), of: type)
    }

    static func rule(_ name: PatchName, of type: TypeRef?) -> MergeRule? {
        guard let type, type.kind == .object, name.directive == .none else { return nil }
        let text = name.text
        if let field = type.field(named: text) { return MergeRule(field) }
        return rule(ignoringCase: text, of: type)
    }

    private static func rule(ignoringCase name: String, of type: TypeRef) -> MergeRule? {
        let lowercased = name.lowercased()
        return type.fields.first { $0.name.text.lowercased() == lowercased }.map(MergeRule.init)
    }

    /// The type of a list's elements; `nil` when the schema does not say that the field is a list.
    static func element(of rule: MergeRule) -> TypeRef? { rule.type.kind == .list ? rule.type.element : nil }
}
