import GitOpsManifest
public import GitOpsReport

extension PodSecurityReview {
    /// One finding for each check that is broken and each thing that cannot be judged; none for a pod that passes.
    ///
    /// A check that is broken in several ways counts once, by the weightiest.
    public var findings: [Finding] {
        ownFindings.map { finding in
            guard laterCount > 0 else { return finding }
            var finding = finding
            finding.fingerprint = Fingerprint(
                rule: finding.rule.id, subject: finding.subject, path: finding.path,
                details: [finding.fingerprint.text, "replaced by \(laterCount)"])
            return finding
        }
    }

    private var ownFindings: [Finding] {
        let subject = FindingSubject.resource(manifest.id)
        switch outcome {
        case .undecodable(let error):
            return [
                Finding(
                    rule: PodSecurityRules.undecodable, verdict: .error, subject: subject, path: error.path,
                    message: "\(error)", places: [place(error.node)])
            ]
        case .unknownNamespace(let name):
            return [
                Finding(
                    rule: PodSecurityRules.unknownNamespace, verdict: .unknown, subject: subject,
                    message:
                        "the namespace \(name) is not in the set, so that nobody knows what it enforces; add it to "
                        + "the set or say what to assume",
                    places: [place(manifest.root)], fingerprintDetails: [name])
            ]
        case .answered(let response):
            return manifest.id.isNamespace ? namespaceFindings(response) : podFindings(response)
        }
    }

    private func namespaceFindings(_ response: PodSecurityResponse) -> [Finding] {
        let labels = manifest.root["metadata"]?["labels"] ?? manifest.root
        let refusal = response.refusal.map {
            Finding(
                rule: PodSecurityRules.labels, verdict: .fail, subject: .resource(manifest.id), message: $0.message,
                places: [place(labels)])
        }
        let warnings = response.warnings.map {
            Finding(
                rule: PodSecurityRules.namespace, verdict: .warn, subject: .resource(manifest.id), message: $0,
                places: [place(labels)], fingerprintDetails: [$0])
        }
        return [refusal].compactMap { $0 } + warnings
    }

    private func podFindings(_ response: PodSecurityResponse) -> [Finding] {
        var told: Set<PodSecurityCheck> = []
        var findings: [Finding] = []
        func add(_ result: PodSecurityResult?, _ verdict: Verdict, _ prefix: String) {
            guard let result else { return }
            for violation in result.violations where told.insert(violation.check).inserted {
                findings.append(finding(violation, result.standard, verdict, prefix))
            }
        }
        add(response.enforced, .fail, "violates")
        add(pods, .fail, "the server would refuse its pods: they violate")
        add(response.warned, .warn, "would violate")
        add(response.audited, .audit, "would violate")
        // Whatever else the server refuses.
        if let refusal = response.refusal, findings.isEmpty {
            findings.append(
                Finding(
                    rule: PodSecurityRules.undecodable, verdict: .error, subject: .resource(manifest.id),
                    message: refusal.message, places: [place(manifest.root)]))
        }
        return findings
    }

    private func finding(
        _ violation: PodSecurityViolation, _ standard: PodSecurityStandard, _ verdict: Verdict, _ prefix: String
    ) -> Finding {
        let paths = violation.nodes.map { path(of: $0) }
        var finding = Finding(
            rule: violation.check.rule, verdict: verdict, subject: .resource(manifest.id), path: paths.first,
            message: "\(prefix) PodSecurity \"\(standard)\": \(violation)", places: violation.nodes.map(place),
            properties: ["check": violation.check.rawValue, "standard": "\(standard)"],
            fingerprintDetails: paths.map(\.description))
        // Of volumes all that says where they come from counts.
        let isWhole = [.hostPathVolumes, .restrictedVolumes].contains(violation.check)
        finding.evidence =
            isWhole
            ? FindingEvidence(wholes: violation.nodes, in: manifest.root)
            : FindingEvidence(violation.nodes, in: manifest.root)
        return finding
    }

    private func path(of node: Node) -> FieldPath {
        // What a mutating policy made is a document of its own.
        if node.storage !== manifest.root.storage { return node.path }
        return FieldPath(Array(node.path.steps.dropFirst(manifest.root.path.steps.count)))
    }

    private func place(_ node: Node) -> SourcePlace {
        SourcePlace(DecisivePlace.node(node, in: manifest), origin: manifest.origin, key: true)
    }
}
