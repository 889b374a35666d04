public import GitOpsManifest
public import GitOpsReport

/// What Pod Security says about a manifest that is to be applied.
public struct PodSecurityReview: Sendable {
    /// The manifest: a Pod, an object that makes pods, or a Namespace.
    public let manifest: Manifest
    /// What came of it.
    public let outcome: Outcome
    /// What the standard that is enforced says about the pods that a workload makes: the server admits the workload,
    /// and refuses its pods. `nil` for everything else.
    public let pods: PodSecurityResult?
    /// How many manifests of the same object come later in the set.
    var laterCount = 0

    /// What came of a review.
    public enum Outcome: Sendable {
        /// The server answers.
        case answered(PodSecurityResponse)
        /// The object is not what the server could decode.
        case undecodable(PodDecodingError)
        /// Nobody knows the labels of the namespace.
        case unknownNamespace(String)
    }

    /// The verdict that counts for the manifest.
    public var verdict: Verdict {
        switch outcome {
        case .undecodable: return .error
        case .unknownNamespace: return .unknown
        case .answered(let response):
            if !response.isAllowed || pods?.isAllowed == false { return .fail }
            if !response.warnings.isEmpty { return .warn }
            if response.audited?.isAllowed == false { return .audit }
            return response.auditAnnotations["exempt"] == nil ? .pass : .skip
        }
    }
}

extension PodSecurityAdmission {
    /// What the server would say if the manifests of a set were applied, in the order of the set.
    ///
    /// Manifests that Pod Security does not look at are left out. The labels of namespaces are those of the set, else
    /// those of the old one. Complexity: O(values of the pods).
    ///
    /// - Parameters:
    ///   - set: the manifests that are applied.
    ///   - old: what is there already: its objects are updated, and its pods are those that a stricter namespace is
    ///     warned of. Without one, every object is created.
    ///   - check: a check of the same manifests, so that objects are judged as its mutating policies leave them; the
    ///     server asks Pod Security after those. Without one, they are judged as they are written.
    ///   - assumedPolicy: what goes for namespaces in neither set; without one they are unknown, but for pods that every
    ///     standard allows.
    ///   - defaultNamespace: where objects without a namespace go.
    ///   - username: who applies the set.
    public func review(
        _ set: ManifestSet, over old: ManifestSet? = nil, after check: PolicyCheck? = nil,
        assumedPolicy: PodSecurityPolicy? = nil, defaultNamespace: String = "default", username: String = ""
    ) -> [PodSecurityReview] {
        review(
            set, over: old, after: check, assumedPolicy: assumedPolicy, defaultNamespace: defaultNamespace,
            username: username, leavingOut: { _ in false })
    }

    /// The same without the manifests that are left out; the namespaces among them count all the same.
    package func review(
        _ set: ManifestSet, over old: ManifestSet?, after check: PolicyCheck?, assumedPolicy: PodSecurityPolicy?,
        defaultNamespace: String, username: String = "", leavingOut isLeftOut: (Manifest) -> Bool
    ) -> [PodSecurityReview] {
        let mutated = MutatedRoots(check)
        let namespaces = PodSecurityNamespaces(set, over: old, mutated, defaultNamespace: defaultNamespace)
        var counts: [ResourceID: Int] = [:]
        let reviews = set.manifests.reversed().compactMap { manifest -> PodSecurityReview? in
            guard !isLeftOut(manifest),
                var request = PodSecurityRequest(
                    applying: manifest, over: old?[manifest.id].last, defaultNamespace: defaultNamespace,
                    username: username)
            else { return nil }
            request.object = mutated.root(of: manifest)
            var review = review(manifest, request, namespaces, assumedPolicy)
            review.laterCount = counts[manifest.id, default: 0]
            counts[manifest.id] = review.laterCount + 1
            return review
        }
        return reviews.reversed()
    }

    private func review(
        _ manifest: Manifest, _ request: PodSecurityRequest, _ namespaces: PodSecurityNamespaces,
        _ assumedPolicy: PodSecurityPolicy?
    ) -> PodSecurityReview {
        func outcome(_ outcome: PodSecurityReview.Outcome, _ pods: PodSecurityResult? = nil) -> PodSecurityReview {
            PodSecurityReview(manifest: manifest, outcome: outcome, pods: pods)
        }
        do throws(PodDecodingError) {
            if manifest.id.isNamespace {
                _ = try PodSecurityPolicy.of(namespace: request.object)
                let response = review(
                    request, namespace: nil, existingPods: namespaces.existingPods(in: manifest.id.name))
                return outcome(.answered(response))
            }
            // The server reads the object before any plugin sees it, exempt or not.
            let pod = try PodTemplate(request.object)
            var admission = self
            var namespace = namespaces.node(of: request.namespace)
            if namespace == nil {
                if configuration.exempts(namespace: request.namespace)
                    || configuration.exempts(username: request.username)
                {
                    return outcome(.answered(review(request, namespace: nil)))
                }
                if let assumedPolicy {
                    admission.configuration.defaults = assumedPolicy
                } else if let pod, evaluator.isAllowedByEveryStandard(pod) {
                    // Whatever the labels say, the answer is the same.
                    admission.configuration.defaults = PodSecurityPolicy(
                        enforce: .restricted, audit: .restricted, warn: .restricted)
                } else {
                    return outcome(.unknownNamespace(request.namespace))
                }
                namespace = PodSecurityNamespaces.withoutLabels
            }
            guard let namespace else { return outcome(.unknownNamespace(request.namespace)) }
            let policy = try PodSecurityPolicy.of(namespace: namespace, defaults: admission.configuration.defaults)
                .policy
            let response = admission.review(request, namespace: namespace)
            guard let pod, !pod.isPod, response.auditAnnotations["exempt"] == nil,
                !configuration.exempts(runtimeClass: pod.runtimeClass)
            else { return outcome(.answered(response)) }
            return outcome(.answered(response), evaluator.evaluate(pod, against: policy.enforce))
        } catch {
            return outcome(.undecodable(error))
        }
    }
}

/// Objects as mutating policies leave them.
private struct MutatedRoots {
    private struct Place: Hashable {
        let storage: ObjectIdentifier
        let index: Int

        init(_ node: Node) {
            storage = ObjectIdentifier(node.storage)
            index = node.index
        }
    }

    private var roots: [Place: Node] = [:]

    init(_ check: PolicyCheck?) {
        for document in check?.documents ?? [] {
            if let root = document.mutation?.mutated?.root { roots[Place(document.step.manifest.root)] = root }
        }
    }

    /// The object of a manifest; as it is written where no policy changed it.
    func root(of manifest: Manifest) -> Node {
        if roots.isEmpty { return manifest.root }
        return roots[Place(manifest.root)] ?? manifest.root
    }
}

/// The namespaces of the sets, and the pods that are there already.
private struct PodSecurityNamespaces {
    private var nodes: [ExactText: Node] = [:]
    private var pods: [ExactText: [Node]] = [:]

    init(_ set: ManifestSet, over old: ManifestSet?, _ mutated: MutatedRoots, defaultNamespace: String) {
        // Of several definitions the last one counts, and those of the new set before the old.
        for manifest in (old?.manifests ?? []) + set.manifests where manifest.id.isNamespace {
            nodes[ExactText(manifest.id.name)] = mutated.root(of: manifest)
        }
        for manifest in old?.manifests(ofKind: "Pod", group: "") ?? [] {
            pods[ExactText(manifest.id.namespace ?? defaultNamespace), default: []].append(manifest.root)
        }
    }

    func node(of name: String) -> Node? { nodes[ExactText(name)] }
    func existingPods(in name: String) -> [Node] { pods[ExactText(name)] ?? [] }

    /// A Namespace that says nothing.
    static let withoutLabels: Node? = try? DocumentReader().readFirst(SourceText("{}", name: "")).root
}
