public import GitOpsManifest

/// What admission policies and webhooks depend on outside of themselves: their parameters, and the labels of namespaces by which
/// they choose what they check.
///
/// A change of these weakens a policy as well as a change of the policy does. Give a ``RiskClassifier`` those of the older state.
public struct GuardrailReferences: Sendable {
    private var parameters: [String: [Parameter]] = [:]
    private(set) var namespaceSelectors: [Node] = []

    private struct Parameter {
        let name: String?
        let namespace: String?
    }

    /// Nothing is referred to.
    public init() {}

    /// What the policies, bindings, webhooks and constraints of sets refer to. Complexity: O(manifests).
    public init(_ sets: [ManifestSet]) {
        let manifests = sets.flatMap(\.manifests)
        var kinds: [ExactText: String] = [:]
        for manifest in manifests where manifest.id.group == "admissionregistration.k8s.io" {
            let specification = manifest.root["spec"]
            let lists = [specification?["matchConstraints"], specification?["matchResources"]]
            namespaceSelectors += lists.compactMap { $0?["namespaceSelector"] }
            namespaceSelectors += manifest.root["webhooks"]?.elements.compactMap { $0["namespaceSelector"] } ?? []
            if let kind = specification?["paramKind"], let name = kind["kind"]?.string {
                let group = ResourceID.group(ofAPIVersion: kind["apiVersion"]?.string ?? "")
                kinds[ExactText(manifest.id.name)] = RiskRules.key(kind: name, group: group)
            }
        }
        for manifest in manifests where manifest.id.group == "constraints.gatekeeper.sh" {
            if let selector = manifest.root["spec"]?["match"]?["namespaceSelector"] {
                namespaceSelectors.append(selector)
            }
        }
        for manifest in manifests where manifest.id.group == "admissionregistration.k8s.io" {
            guard let specification = manifest.root["spec"], let reference = specification["paramRef"],
                let kind = kinds[ExactText(specification["policyName"]?.string ?? "")]
            else { continue }
            parameters[kind, default: []].append(
                Parameter(name: reference["name"]?.string, namespace: reference["namespace"]?.string))
        }
    }

    /// Whether policies take an object as their parameters. Those chosen by labels may be all of their kind.
    func areTaken(from object: Node, key: String) -> Bool {
        guard let references = parameters[key] else { return false }
        let metadata = object["metadata"]
        return references.contains { reference in
            (reference.name == nil || reference.name == metadata?["name"]?.string)
                && (reference.namespace == nil || reference.namespace == metadata?["namespace"]?.string)
        }
    }

    /// Whether something chose a namespace by its labels and does not any more.
    func leavesOut(_ old: Node?, _ new: Node?) -> Bool {
        namespaceSelectors.contains { SelectorScope.chooses($0, old) && !SelectorScope.chooses($0, new) }
    }
}
