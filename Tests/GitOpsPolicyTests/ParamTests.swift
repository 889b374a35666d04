import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Parameters of bindings")
struct ParamTests {
    private static let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    private static let set = PolicyFixture.set(
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop, labels: {tier: web}}, data: {most: "1"}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: shop, labels: {tier: web}}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: other}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: d}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop, labels: {tier: web}}, data: {most: "2"}}
        """)

    typealias Reference = ValidatingAdmissionPolicyBinding.ParamRef

    private static func select(
        _ reference: Reference?, kind: GroupVersionKind? = kind, namespace: String = "shop", _ set: ManifestSet = set
    ) -> String {
        let catalog = ParamCatalog(
            Set([kind].compactMap { $0 }.map { ParamCatalog.Use(kind: $0, selector: reference?.selector) }), in: set,
            simulation: AdmissionSimulation(head: ManifestSet()))
        return switch catalog.select(kind, reference, namespace: namespace) {
        case .none: "none"
        case .params(let params):
            params.map {
                "\($0.namespace)/\($0.manifest.id.name)" + ($0.object["data"]?["most"]?.string.map { "=\($0)" } ?? "")
            }.joined(separator: " ")
        case .nothing: "nothing"
        case .misconfigured(let message), .unserved(let message): message
        case .unknown: "unknown"
        }
    }

    struct Row: Sendable, CustomStringConvertible {
        let reference: Reference?
        var namespace = "shop"
        let found: String
        var description: String { "\(found) in \(namespace)" }
    }

    static let notFound = "no params found for policy binding with `Deny` parameterNotFoundAction"
    static let rows: [Row] = [
        Row(reference: nil, found: "none"),
        Row(reference: Reference(name: "a"), found: "shop/a=2"),
        Row(reference: Reference(name: "a"), namespace: "other", found: "other/a"),
        Row(reference: Reference(name: "a", namespace: "other"), found: "other/a"),
        Row(reference: Reference(name: "d"), namespace: "default", found: "default/d"),
        Row(reference: Reference(name: "x"), found: notFound),
        Row(reference: Reference(name: "x", deniesWithoutParams: false), found: "nothing"),
        Row(
            reference: Reference(name: "a"), namespace: "",
            found: "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources"),
        Row(reference: Reference(name: "a", namespace: "shop"), namespace: "", found: "shop/a=2"),
        Row(reference: Reference(selector: .everything), found: "shop/a=2 shop/b"),
        Row(reference: Reference(selector: .everything), namespace: "empty", found: notFound),
        Row(
            reference: Reference(name: "a", selector: .everything),
            found: "paramRef.name and paramRef.selector are mutually exclusive"),
        Row(reference: Reference(), found: "one of name or selector must be provided"),
    ]

    @Test("parameters are found by name, namespace and labels; a later object replaces an earlier one", arguments: rows)
    func selection(row: Row) {
        #expect(Self.select(row.reference, namespace: row.namespace) == row.found)
    }

    @Test("labels choose")
    func labels() throws {
        let reference = Reference(selector: try LabelSelector(parsing: "tier=db"), deniesWithoutParams: false)
        #expect(Self.select(reference) == "nothing")
    }

    @Test("a policy without a kind of parameters ignores the reference")
    func withoutKind() {
        #expect(Self.select(Reference(name: "a"), kind: nil) == "none")
    }

    @Test("a kind that nothing tells about is unknown; its objects tell where it lives")
    func unknownKinds() {
        let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Limit")
        #expect(Self.select(Reference(name: "a"), kind: kind) == "unknown")
        let set = PolicyFixture.set("{apiVersion: example.com/v1, kind: Limit, metadata: {name: a}}")
        #expect(Self.select(Reference(name: "a"), kind: kind, set) == "/a")
        #expect(
            Self.select(Reference(name: "a", namespace: "n"), kind: kind, set)
                == "paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
    }
}
