import GitOpsManifest
import GitOpsReport

extension PolicySet {
    private static let group = "admissionregistration.k8s.io"
    private static let kinds = [
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    ]

    /// Objects that are meant to be policies by their group or their kind, and are none by the other: the server has
    /// nothing that would take them.
    static func misspeltKinds(_ set: ManifestSet) -> [PolicyIssue] {
        set.manifests.compactMap { manifest in
            let (group, kind) = (manifest.id.group, manifest.id.kind)
            let isKind = kinds.contains { $0.hasSameBytes(as: kind) }
            if group.hasSameBytes(as: Self.group) {
                guard !isKind else { return nil }
                let nearest = NearestName.of(kind, among: kinds).map { "did you mean \($0)?" } ?? "correct the kind"
                return issue(manifest, "kind", "\(group) has no kind \(kind.goQuoted); \(nearest)")
            }
            // `admissionregistration.k8s.io` without a version is a version without a group.
            guard misspeltGroup(group.isEmpty ? manifest.apiVersion : group) != nil,
                isKind || NearestName.of(kind, among: kinds) != nil
            else { return nil }
            return issue(
                manifest, "apiVersion",
                "no matches for kind \(kind) in \(manifest.apiVersion); write \(Self.group)/v1")
        }
    }

    /// The group of policies, for one that may be meant to be it: nobody else calls kinds of the core group so.
    static func misspeltGroup(_ group: String) -> String? {
        let first = group.split(separator: ".").first.map(String.init) ?? ""
        let isMeant =
            group.utf8.allSatisfy { $0 != UInt8(ascii: ".") } || NearestName.of(group, among: [Self.group]) != nil
            || NearestName.of(first, among: ["admissionregistration"]) != nil
        return isMeant ? Self.group : nil
    }

    private static func issue(_ manifest: Manifest, _ field: String, _ message: String) -> PolicyIssue {
        PolicyIssue(
            path: FieldPath([.field(field)]), message: message,
            place: SourcePlace(manifest.root[field] ?? manifest.root, origin: manifest.origin))
    }
}
