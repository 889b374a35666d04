import GitOpsManifest

/// Namespaces, and the pods in them when their standard changes.
extension PodSecurityAdmission {
    func reviewNamespace(_ request: PodSecurityRequest, _ existingPods: [Node]) -> PodSecurityResponse {
        if !request.subresource.isEmpty { return .allowed }
        do throws(PodDecodingError) {
            let defaults = configuration.defaults
            let (policy, problems) = try PodSecurityPolicy.of(namespace: request.object, defaults: defaults)
            guard request.operation == .update else {
                if !problems.isEmpty { return invalid(request, problems) }
                return configuration.exempts(namespace: request.namespace) ? exempt(request, policy) : .allowed
            }
            guard let oldObject = request.oldObject else {
                return .error("BadRequest", code: 400, "failed to decode  old namespace", detail: nil)
            }
            let (oldPolicy, oldProblems) = try PodSecurityPolicy.of(namespace: oldObject, defaults: defaults)
            // What was wrong before may stay so.
            if !problems.isEmpty, problems.map(\.description) != oldProblems.map(\.description) {
                return invalid(request, problems)
            }
            let (new, old) = (policy.enforce, oldPolicy.enforce)
            if new == old || new.level == .privileged || new.version == old.version && new.level <= old.level {
                return .allowed
            }
            if configuration.exempts(namespace: request.namespace) { return exempt(request, policy) }
            return PodSecurityResponse(warnings: warnings(about: existingPods, in: request.name, new))
        } catch {
            return .error("BadRequest", code: 400, "failed to decode object", detail: "\(error)")
        }
    }

    private func invalid(_ request: PodSecurityRequest, _ problems: [PodSecurityLabelProblem]) -> PodSecurityResponse {
        let name = request.name.goQuoted
        return PodSecurityResponse(
            refusal: PodSecurityResponse.Refusal(
                code: 422, reason: "Invalid", message: "Namespace \(name) is invalid: \(problems.aggregateText)"))
    }

    /// Tells whoever labels an exempt namespace that the labels have no effect.
    private func exempt(_ request: PodSecurityRequest, _ policy: PodSecurityPolicy) -> PodSecurityResponse {
        if policy.isPrivileged || policy.isEquivalent(to: configuration.defaults) { return .allowed }
        let labels = PodSecurityLabels(request.object["metadata"]?["labels"])
        let modes = [("enforce", policy.enforce), ("audit", policy.audit), ("warn", policy.warn)]
        let texts = modes.compactMap { mode, standard in
            standard.level != .privileged && (labels.has(mode) || labels.has("\(mode)-version"))
                ? "\(mode)=\(standard)" : nil
        }
        let name = request.name.goQuoted
        return PodSecurityResponse(warnings: [
            "namespace \(name) is exempt from Pod Security, and the policy (\(texts.joined(separator: ", "))) will be "
                + "ignored"
        ])
    }

    /// What existing pods break, those that break the same in one line.
    private func warnings(
        about objects: [Node], in namespace: String, _ standard: PodSecurityStandard
    ) -> [String] {
        var unreadable = 0
        let pods = objects.compactMap { object -> PodTemplate? in
            do throws(PodDecodingError) {
                return try PodTemplate(object)
            } catch {
                unreadable += 1
                return nil
            }
        }
        let inOrder = prioritized(pods)
        var groups: [(reason: String, first: String, count: Int)] = []
        for pod in inOrder.prefix(max(0, podLimit)) {
            let result = evaluator.evaluate(pod, against: standard)
            if result.isAllowed { continue }
            let name = pod.text(pod.value(pod.root, pod.fields.metadata, pod.fields.name))
            let reason = result.reason
            if let index = groups.firstIndex(where: { $0.reason.hasSameBytes(as: reason) }) {
                if name.precedesByBytes(groups[index].first) { groups[index].first = name }
                groups[index].count += 1
            } else {
                groups.append((reason, name, 1))
            }
        }
        var warnings: [String] = []
        if inOrder.count > podLimit {
            warnings.append(
                "new PodSecurity enforce level only checked against the first \(max(0, podLimit)) of \(inOrder.count) "
                    + "existing pods")
        }
        if unreadable > 0 {
            warnings.append("\(unreadable) existing pods could not be decoded; correct them to know what they break")
        }
        if !groups.isEmpty {
            warnings.append(
                "existing pods in namespace \(namespace.goQuoted) violate the new PodSecurity enforce level "
                    + "\"\(standard)\"")
        }
        return warnings + groups.map(line).sorted { $0.precedesByBytes($1) }
    }

    private func line(_ group: (reason: String, first: String, count: Int)) -> String {
        switch group.count {
        case 1: "\(group.first): \(group.reason)"
        case 2: "\(group.first) (and 1 other pod): \(group.reason)"
        default: "\(group.first) (and \(group.count - 1) other pods): \(group.reason)"
        }
    }

    /// One pod of each controller before the others of the same; pods of exempt runtime classes are left out.
    private func prioritized(_ pods: [PodTemplate]) -> [PodTemplate] {
        var controllers: Set<ExactText> = []
        var first: [PodTemplate] = []
        var others: [PodTemplate] = []
        for pod in pods where !configuration.exempts(runtimeClass: pod.runtimeClass) {
            let owner = pod.node["metadata"]?["ownerReferences"]?.elements.first { $0["controller"]?.bool == true }
            if let owner, !controllers.insert(ExactText(owner["uid"]?.string ?? "")).inserted {
                others.append(pod)
            } else {
                first.append(pod)
            }
        }
        return first + others
    }
}
