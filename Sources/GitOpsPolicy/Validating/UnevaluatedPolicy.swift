public import GitOpsManifest
import GitOpsReport

/// A policy of an engine that is not evaluated: what it says about the documents is unknown.
public struct UnevaluatedPolicy: Sendable {
    /// Whose policy it is.
    public let engine: Engine
    /// The policy.
    public let manifest: Manifest

    /// Engines that enforce policies beside the API server.
    public enum Engine: String, Sendable, Hashable, CaseIterable {
        /// https://kyverno.io
        case kyverno = "Kyverno"
        /// https://open-policy-agent.github.io/gatekeeper
        case gatekeeper = "Gatekeeper"
        /// https://www.kubewarden.io
        case kubewarden = "Kubewarden"
        /// Webhooks of the API server, which ask a program that is not here.
        case webhook = "Webhook"
        /// Kinds that are called as those of the API server are, of another group.
        case other = "Other"
    }

    /// The policy that a manifest is; `nil` when it is none that somebody enforces on requests.
    init?(_ manifest: Manifest) {
        guard let engine = Self.engine(group: manifest.id.group, kind: manifest.id.kind) else { return nil }
        // A configuration without webhooks has nothing asked.
        if engine == .webhook, manifest.root["webhooks"].map({ $0.kind == .array && $0.elements.isEmpty }) ?? true {
            return nil
        }
        self.engine = engine
        self.manifest = manifest
    }

    /// Cleaning up is no matter of requests, and a template of Gatekeeper without a constraint is asked about nothing.
    private static func engine(group: String, kind: String) -> Engine? {
        switch group {
        case "kyverno.io", "policies.kyverno.io":
            kind.hasSuffix("Policy") && !kind.hasSuffix("CleanupPolicy") && !kind.hasSuffix("DeletingPolicy")
                ? .kyverno : nil
        case "constraints.gatekeeper.sh", "mutations.gatekeeper.sh": .gatekeeper
        case "policies.kubewarden.io":
            kind.hasSuffix("AdmissionPolicy") || kind.hasSuffix("AdmissionPolicyGroup") ? .kubewarden : nil
        case "admissionregistration.k8s.io":
            ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].contains(kind) ? .webhook : nil
        default:
            ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"].contains(kind)
                && PolicySet.misspeltGroup(group) == nil ? .other : nil
        }
    }

    private static let rule = FindingRule(
        id: "policy-not-evaluated", summary: "The engine of every policy is one that is evaluated here.",
        help: "Ask the engine itself, or leave its policies out.", severity: .high, tags: ["policy"])

    private var reason: String {
        switch engine {
        case .kyverno, .gatekeeper, .kubewarden: "\(engine.rawValue) policies are not evaluated yet"
        case .webhook: "webhooks are asked by the API server alone"
        case .other: "policies of \(manifest.id.group) are not evaluated"
        }
    }

    var finding: Finding {
        Finding(
            rule: Self.rule, verdict: .unknown, subject: .resource(manifest.id),
            message: "\(reason): what \(manifest.id.kind) \(manifest.id.name) says about the documents is not known",
            places: [SourcePlace(manifest.root, origin: manifest.origin, role: "the policy")])
    }
}
