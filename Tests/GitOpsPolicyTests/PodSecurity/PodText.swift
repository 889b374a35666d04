import GitOpsManifest
import GitOpsPolicy

/// Objects for tests, from YAML.
enum PodText {
    static func root(_ text: String) throws -> Node {
        try DocumentReader().readFirst(SourceText(text, name: "test.yaml")).root
    }

    /// A Pod with a specification in flow style, and annotations in the same.
    static func pod(_ spec: String, annotations: String = "{}") throws -> PodTemplate? {
        try PodTemplate(
            root("{apiVersion: v1, kind: Pod, metadata: {name: web, annotations: \(annotations)}, spec: \(spec)}"))
    }

    static func result(
        _ spec: String, annotations: String = "{}", _ level: PodSecurityLevel, _ version: PodSecurityVersion = .latest
    ) throws -> PodSecurityResult? {
        try pod(spec, annotations: annotations).map {
            PodSecurityEvaluator().evaluate($0, against: PodSecurityStandard(level, version))
        }
    }

    static func set(_ text: String) -> ManifestSet { ManifestSet(SourceText(text, name: "shop.yaml")) }

    /// What the restricted level of every version allows, with a place for more of the container and of the pod.
    static func hardened(_ container: String = "", _ pod: String = "") -> String {
        """
        {containers: [{name: web, image: web, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}
        \(container)}}], securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\(pod)}
        """
    }
}
