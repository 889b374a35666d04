public import GitOpsManifest

/// The Pod Security plugin of the API server.
///
/// Pods are judged by what their namespace enforces, objects that make pods only by what it warns of and records.
///
/// ```swift
/// let admission = PodSecurityAdmission()
/// let response = admission.review(request, namespace: namespace.root)
/// ```
///
/// Source: pod-security-admission, `admission/admission.go`.
public struct PodSecurityAdmission: Sendable {
    /// How the cluster is set up.
    public var configuration: PodSecurityConfiguration
    /// Judges pods.
    public var evaluator: PodSecurityEvaluator
    /// How many pods are looked at, at most, when the standard of their namespace changes; the server looks at 3000.
    public var podLimit = 3000

    /// A plugin with a configuration.
    public init(
        configuration: PodSecurityConfiguration = PodSecurityConfiguration(),
        evaluator: PodSecurityEvaluator = PodSecurityEvaluator()
    ) {
        self.configuration = configuration
        self.evaluator = evaluator
    }

    /// What the plugin answers.
    ///
    /// - Parameters:
    ///   - request: what is asked of the API server.
    ///   - namespace: the Namespace that the object is in; `nil` when there is none, which is an error for pods.
    ///   - existingPods: the pods of a Namespace that is updated itself.
    public func review(
        _ request: PodSecurityRequest, namespace: Node?, existingPods: [Node] = []
    ) -> PodSecurityResponse {
        switch (request.group, request.resource) {
        case ("", "namespaces"): return reviewNamespace(request, existingPods)
        case ("", "pods"): return reviewPod(request, namespace)
        default:
            let isWorkload = PodTemplateKind.allCases.contains { kind in
                "\(kind.names.resource)" == request.resource && "\(kind.names.group)" == request.group
            }
            return isWorkload ? reviewWorkload(request, namespace) : .allowed
        }
    }

    /// Parts of a pod that cannot change what it may do.
    private static let ignoredSubresources: Set = [
        "exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status",
    ]

    private func reviewPod(_ request: PodSecurityRequest, _ namespace: Node?) -> PodSecurityResponse {
        if Self.ignoredSubresources.contains(request.subresource) { return .allowed }
        if let exemption = exemption(of: request) { return exemption }
        let lookupFailure =
            "Internal error occurred: failed to lookup namespace \(request.namespace.goQuoted)"
        guard let namespace else {
            return .error("InternalError", code: 500, lookupFailure, detail: "namespace not found")
        }
        do throws(PodDecodingError) {
            let (policy, problems) = try PodSecurityPolicy.of(namespace: namespace, defaults: configuration.defaults)
            if problems.isEmpty, policy.isPrivileged {
                return PodSecurityResponse(auditAnnotations: ["enforce-policy": "\(PodSecurityStandard.privileged)"])
            }
            do throws(PodDecodingError) {
                guard let pod = try PodTemplate(request.object), pod.isPod else {
                    return .error("BadRequest", code: 400, "failed to decode pod", detail: nil)
                }
                if request.operation == .update {
                    guard let oldObject = request.oldObject, let old = try PodTemplate(oldObject), old.isPod else {
                        return .error("BadRequest", code: 400, "failed to decode old pod", detail: nil)
                    }
                    if !pod.isSignificantUpdate(of: old) { return .allowed }
                }
                return evaluate(pod, policy, problems, request, enforces: true)
            } catch {
                return .error("BadRequest", code: 400, "failed to decode object", detail: "\(error)")
            }
        } catch {
            return .error("InternalError", code: 500, lookupFailure, detail: "\(error)")
        }
    }

    /// Nothing that goes wrong here keeps a workload from being admitted.
    private func reviewWorkload(_ request: PodSecurityRequest, _ namespace: Node?) -> PodSecurityResponse {
        if !request.subresource.isEmpty { return .allowed }
        if let exemption = exemption(of: request) { return exemption }
        let name = request.namespace.goQuoted
        guard let namespace else {
            return PodSecurityResponse(auditAnnotations: [
                "error": "failed to lookup namespace \(name): namespace not found"
            ])
        }
        do throws(PodDecodingError) {
            let (policy, problems) = try PodSecurityPolicy.of(namespace: namespace, defaults: configuration.defaults)
            if problems.isEmpty, policy.warn.level == .privileged, policy.audit.level == .privileged { return .allowed }
            do throws(PodDecodingError) {
                guard let pod = try PodTemplate(request.object) else { return .allowed }
                return evaluate(pod, policy, problems, request, enforces: false)
            } catch {
                return PodSecurityResponse(auditAnnotations: ["error": "failed to decode object: \(error)"])
            }
        } catch {
            return PodSecurityResponse(auditAnnotations: ["error": "failed to lookup namespace \(name): \(error)"])
        }
    }

    private func exemption(of request: PodSecurityRequest) -> PodSecurityResponse? {
        if configuration.exempts(namespace: request.namespace) { return .exempt("namespace") }
        if configuration.exempts(username: request.username) { return .exempt("user") }
        return nil
    }

    private func evaluate(
        _ pod: PodTemplate, _ policy: PodSecurityPolicy, _ problems: [PodSecurityLabelProblem],
        _ request: PodSecurityRequest, enforces: Bool
    ) -> PodSecurityResponse {
        if configuration.exempts(runtimeClass: pod.runtimeClass) { return .exempt("runtimeClass") }
        var response = PodSecurityResponse()
        if !problems.isEmpty {
            response.auditAnnotations["error"] = "Failed to parse policy: \(problems.aggregateText)"
        }
        if enforces {
            response.auditAnnotations["enforce-policy"] = "\(policy.enforce)"
            let result = evaluator.evaluate(pod, against: policy.enforce)
            response.enforced = result
            if !result.isAllowed {
                let name = request.name.isEmpty ? "" : " \(request.name.goQuoted)"
                response.refusal = PodSecurityResponse.Refusal(
                    code: 403, reason: "Forbidden",
                    message: "\(request.qualifiedResource)\(name) is forbidden: \(result.message)")
            }
        }
        // Mostly they are the same.
        func result(_ standard: PodSecurityStandard) -> PodSecurityResult {
            let known = [response.enforced, response.audited].compactMap { $0 }.first { $0.standard == standard }
            return known ?? evaluator.evaluate(pod, against: standard)
        }
        let audited = result(policy.audit)
        response.audited = audited
        if !audited.isAllowed { response.auditAnnotations["audit-violations"] = audited.warning }
        // A client that is refused needs no warning.
        if response.isAllowed {
            let warned = result(policy.warn)
            response.warned = warned
            if !warned.isAllowed { response.warnings.append(warned.warning) }
        }
        return response
    }
}

extension [PodSecurityLabelProblem] {
    /// One problem as it is, several in brackets. Source: `Aggregate` of apimachinery, `pkg/util/errors/errors.go`.
    var aggregateText: String {
        count == 1 ? "\(self[0])" : "[\(map(\.description).joined(separator: ", "))]"
    }
}
