import GitOpsManifest
import GitOpsSchema

/// What an apply does with a list that both sides have.
public enum ListMerging: Sendable, Hashable, CustomStringConvertible {
    /// The list is replaced as a whole.
    case replaced
    /// Values are merged, each once.
    case set
    /// Items are merged; these members tell them apart.
    case keyed([String])

    /// `replaced`, `set`, `keyed by port, protocol`
    public var description: String {
        switch self {
        case .replaced: "replaced"
        case .set: "set"
        case .keyed(let names): "keyed by \(names.joined(separator: ", "))"
        }
    }
}

/// A list that client-side and server-side apply merge in different ways.
///
/// Client-side apply follows `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`, server-side apply
/// `x-kubernetes-list-type` and `x-kubernetes-list-map-keys`. Who changes from one to the other, or uses both, gets other
/// lists. Sources: k8s.io/apimachinery `pkg/util/strategicpatch`, structured-merge-diff, kube-openapi `pkg/schemaconv`.
public struct DivergentList: Sendable, Hashable {
    /// The fields on the way from the root of the object; `[]` stands for the items of a list, `*` for the values of a map.
    public let path: String
    /// What client-side apply does.
    public let clientSide: ListMerging
    /// What server-side apply does.
    public let serverSide: ListMerging
}

extension FieldRef {
    /// What the two ways to apply do with a list; `nil` for other fields, and where they agree.
    var divergence: (clientSide: ListMerging, serverSide: ListMerging)? {
        guard type.kind == .list else { return nil }
        let clientSide: ListMerging
        if patchStrategy.contains(.merge) {
            clientSide = patchMergeKey.map { .keyed([$0.text]) } ?? .set
        } else {
            clientSide = .replaced
        }
        let serverSide: ListMerging =
            switch type.listKind {
            case .atomic: .replaced
            case .set: .set
            case .map: .keyed((0..<type.mapKeyCount).map { type.mapKey($0).text })
            }
        return clientSide == serverSide ? nil : (clientSide, serverSide)
    }
}

extension DivergentList {
    /// The divergent lists of a type, by the way that leads to them.
    static func all(in type: TypeRef) -> [DivergentList] {
        var found: [DivergentList] = []
        collect(type, "", [], &found)
        return found
    }

    /// Schemas of JSON contain themselves: a type is not entered again below itself.
    private static func collect(_ type: TypeRef, _ path: String, _ above: [TypeRef], _ found: inout [DivergentList]) {
        switch type.kind {
        case .list: collect(type.element, path + "[]", above, &found)
        case .map: collect(type.value, path + ".*", above, &found)
        case .object:
            if above.contains(type) { return }
            for field in type.fields {
                let name = path.isEmpty ? field.name.text : "\(path).\(field.name.text)"
                if let (clientSide, serverSide) = field.divergence {
                    found.append(DivergentList(path: name, clientSide: clientSide, serverSide: serverSide))
                }
                collect(field.type, name, above + [type], &found)
            }
        case .untyped, .scalar, .builtIn: return
        }
    }
}
