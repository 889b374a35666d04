import GitOpsManifest
public import GitOpsReport

/// The controls that are asked, and what they have to be told.
///
/// ```swift
/// var controls = ControlSet(minimumSeverity: .medium)
/// controls.disabled = ["network-node-port"]
/// controls.allowedRegistries = ["registry.example/platform"]
/// let check = PolicySet(controls.manifests).check(AdmissionSimulation(head: manifests))
/// ```
///
/// The text of ``yaml`` is for `kubectl apply`: a cluster judges by it as ``PolicyCheck`` does.
public struct ControlSet: Sendable, Hashable {
    /// Controls that do less harm than this are left out.
    public var minimumSeverity: Severity
    /// What is asked about.
    public var categories: Set<Control.Category>
    /// Controls that are left out, by id; ``unknownIDs`` tells which of them there are not.
    public var disabled: Set<String>
    /// The registries, or folders of registries, that images may come from; empty for no such control.
    ///
    /// `ghcr.io/example` allows `ghcr.io/example/web` and not `ghcr.io/example-2/web`. Names without a registry are
    /// those of `docker.io`.
    public var allowedRegistries: [String]
    /// What follows from an object that breaks a control.
    public var actions: [PolicyAction]

    /// All controls, each of which refuses.
    public init(
        minimumSeverity: Severity = .info, categories: Set<Control.Category> = Set(Control.Category.allCases),
        disabled: Set<String> = [], allowedRegistries: [String] = [], actions: [PolicyAction] = [.deny]
    ) {
        self.minimumSeverity = minimumSeverity
        self.categories = categories
        self.disabled = disabled
        self.allowedRegistries = allowedRegistries
        self.actions = actions
    }

    /// The controls that are asked, in the order of ``Control/all``.
    public var controls: [Control] {
        let registries = allowedRegistries.isEmpty ? [] : [Control.allowedRegistries(allowedRegistries)]
        return (Control.all + registries).filter {
            $0.severity >= minimumSeverity && categories.contains($0.category) && !disabled.contains($0.id)
        }
    }

    /// Ids of ``disabled`` that no control has, in the order of their bytes.
    public var unknownIDs: [String] {
        let known = Set((Control.all + [Control.allowedRegistries([])]).map(\.id))
        return disabled.subtracting(known).sorted { $0.precedesByBytes($1) }
    }
}
