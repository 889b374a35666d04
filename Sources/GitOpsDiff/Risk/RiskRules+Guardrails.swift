import GitOpsManifest

extension RiskRules {
    private static func loosened(_ field: RiskPattern, _ test: RiskTest, _ reason: String, _ source: String) -> RiskRule
    {
        // A guardrail that is new takes nothing away.
        RiskRule(.guardrailLoosened, field, test, reason, source, onlyUpdates: true)
    }

    // MARK: Admission

    static let webhooks =
        guards("webhooks[]", RiskSource.webhooks)
        + scope("webhooks[]", rules: "rules", RiskSource.webhooks) + [
            loosened("webhooks[]", .removed, "requests are no longer checked by it", RiskSource.webhooks),
            loosened(
                "webhooks[].clientConfig", .that { old, new, _ in WebhookServer.leaves(old, new) },
                "another server outside the cluster answers, and may allow everything", RiskSource.webhooks),
            RiskRule(
                .privilege, "webhooks[].clientConfig.url", .appears, "another server sees the objects",
                RiskSource.webhooks),
            RiskRule(
                .privilege, "webhooks[].clientConfig.service", .appears, "another server sees the objects",
                RiskSource.webhooks),
        ]

    /// The sandbox that pods of a class get.
    static let runtimeClasses = [
        RiskRule(
            .guardrail, "handler", .changed, "containers of the class get another sandbox, or none",
            RiskSource.runtimeClass, onlyUpdates: true)
    ]

    static let mutatingWebhooks = [
        RiskRule(
            .guardrail, "webhooks[].clientConfig", .that { old, new, _ in WebhookServer.isNewOutside(old, new) },
            "a server outside the cluster may change objects on their way", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[]", .added, "a server may change objects on their way", RiskSource.webhooks),
        RiskRule(
            .privilege, "webhooks[].rules", .that { old, new, _ in RequestScope.takesIn(old, new) },
            "a server may change more objects on their way", RiskSource.webhooks, onlyUpdates: true),
    ]

    static let mutatingPolicies =
        guards("spec", RiskSource.mutatingPolicy) + scope("spec.matchConstraints", RiskSource.mutatingPolicy)
        + variables(RiskSource.mutatingPolicy) + [
            loosened(
                "spec.mutations", .that { old, new, _ in (new?.count ?? 0) < (old?.count ?? 0) },
                "objects no longer get what it adds or enforces", RiskSource.mutatingPolicy)
        ]

    static let validatingPolicies =
        guards("spec", RiskSource.admissionPolicy) + scope("spec.matchConstraints", RiskSource.admissionPolicy)
        + variables(RiskSource.admissionPolicy) + validations(RiskSource.admissionPolicy)

    static let mutatingPolicyBindings =
        scope("spec.matchResources", RiskSource.mutatingPolicy) + binding(RiskSource.mutatingPolicy)

    static let validatingPolicyBindings =
        scope("spec.matchResources", RiskSource.admissionPolicy) + binding(RiskSource.admissionPolicy)
        + actions(RiskSource.admissionPolicy)

    /// What webhooks and policies have in common.
    private static func guards(_ root: RiskPattern, _ source: String) -> [RiskRule] {
        [
            loosened(
                root.appending("failurePolicy"), .becomes(["Ignore"]),
                "requests pass unchecked when it cannot be asked or evaluated", source),
            loosened(
                root.appending("matchConditions"),
                .that { old, new, _ in ConditionComparison.addsConditions(old, new) }, "fewer requests are checked",
                source),
        ]
    }

    /// Which requests are checked.
    private static func scope(
        _ root: RiskPattern, rules: RiskPattern = "resourceRules", _ source: String
    ) -> [RiskRule] {
        [
            loosened(
                root.appending(rules), .that { old, new, _ in RequestScope.leavesOut(old, new) },
                "fewer requests are checked", source),
            loosened(
                root.appending("namespaceSelector"), .that { old, new, _ in SelectorScope.leavesOut(old, new) },
                "fewer namespaces are checked", source),
            loosened(
                root.appending("objectSelector"), .that { old, new, _ in SelectorScope.leavesOut(old, new) },
                "fewer objects are checked", source),
            loosened(
                root.appending("matchPolicy"), .becomes(["Exact"]), "requests of other API versions are not checked",
                source),
        ] + (rules.path == RiskPattern("resourceRules").path ? [exclusion(root, source)] : [])
    }

    private static func exclusion(_ root: RiskPattern, _ source: String) -> RiskRule {
        loosened(
            root.appending("excludeResourceRules"), .that { old, new, _ in RequestScope.takesIn(old, new) },
            "fewer requests are checked", source)
    }

    private static func variables(_ source: String) -> [RiskRule] {
        [
            loosened(
                "spec.variables[].expression",
                .that { old, new, _ in ConditionComparison.loosensVariable(old, new) },
                "what the policy asks no longer depends on the object", source)
        ]
    }

    private static func validations(_ source: String) -> [RiskRule] {
        [
            loosened(
                "spec.validations", .that { old, new, _ in ConditionComparison.loosensValidations(old, new) },
                "the policy asks less of objects", source)
        ]
    }

    private static func actions(_ source: String) -> [RiskRule] {
        [
            loosened(
                "spec.validationActions",
                .that { old, new, _ in
                    func denies(_ list: Node?) -> Bool { list?.elements.contains { $0.string == "Deny" } ?? false }
                    return denies(old) && !denies(new)
                }, "objects that break the policy are no longer refused", source)
        ]
    }

    private static func binding(_ source: String) -> [RiskRule] {
        [
            loosened("spec.policyName", .changed, "the policy that it bound is no longer bound by it", source),
            loosened(
                "spec.paramRef.parameterNotFoundAction", .becomes(["Allow"]),
                "requests pass unchecked when there are no parameters", source),
        ]
    }

    // MARK: Namespaces

    static let podSecurityLabels =
        [
            loosened(
                label("pod-security.kubernetes.io/enforce"), .falls(["privileged", "baseline", "restricted"]),
                "Pods with more rights are admitted", RiskSource.podSecurityAdmission),
            loosened(
                label("pod-security.kubernetes.io/enforce-version"),
                .that { old, new, _ in StandardVersion.falls(old, new) },
                "Pods are judged by the rules of an older version", RiskSource.podSecurityAdmission),
            loosened(
                label("admission.gatekeeper.sh/ignore"), .added, "Gatekeeper no longer looks at the namespace",
                RiskSource.gatekeeperExemption),
            loosened(
                label("policy.sigstore.dev/include"), .leaves(["true"]),
                "images are no longer verified in the namespace",
                RiskSource.sigstorePolicy),
        ]
        + ["audit", "audit-version", "enforce-version", "warn", "warn-version"].map { name in
            RiskRule(
                .guardrail, label("pod-security.kubernetes.io/\(name)"), .changed,
                "other Pods are refused, recorded or warned of", RiskSource.podSecurityAdmission, onlyUpdates: true)
        }

    private static func label(_ name: String) -> RiskPattern { RiskPattern("metadata.labels").key(name) }

    // MARK: Networks

    static let isolation = [
        loosened(
            "spec.podSelector", .that { old, new, _ in SelectorScope.leavesOut(old, new) },
            "Pods that are no longer selected are open", RiskSource.networkPolicy),
        loosened(
            "spec.policyTypes", .that { old, new, states in new != nil && RiskTest.loses.holds(old, new, states) },
            "one direction is no longer limited", RiskSource.networkPolicy),
        loosened(
            "spec.egress", .that { _, _, states in EgressIsolation.isLost(states) },
            "without rules or policy type Egress all outgoing traffic is allowed", RiskSource.networkPolicy),
        loosened(
            "spec.ingress", .that { old, new, _ in allowsAll(new) && !allowsAll(old) }, "everything may come in",
            RiskSource.networkPolicy),
        loosened(
            "spec.egress", .that { old, new, _ in allowsAll(new) && !allowsAll(old) }, "everything may go out",
            RiskSource.networkPolicy),
    ]

    /// Whether a rule limits nothing.
    private static func allowsAll(_ rules: Node?) -> Bool {
        rules?.elements.contains { rule in rule.kind == .object && rule.members.allSatisfy { $0.value.count == 0 } }
            ?? false
    }

    // MARK: Policies of others

    static let kyvernoPolicies = [
        loosened(
            "spec.validationFailureAction", .falls(["Audit", "audit", "Enforce", "enforce"]),
            "objects that break the policy are no longer refused", RiskSource.kyverno),
        loosened("spec.rules[]", .removed, "a rule is gone", RiskSource.kyverno),
        loosened(
            "spec.rules[].validate.failureAction", .that { old, new, _ in isAudit(new) && !isAudit(old) },
            "objects that break the rule are no longer refused", RiskSource.kyverno),
        loosened("spec.rules[].exclude", .gains, "the rule is about fewer objects", RiskSource.kyverno),
        loosened("spec.failurePolicy", .becomes(["Ignore"]), "requests pass unchecked", RiskSource.kyverno),
        RiskRule(
            .guardrail, RiskPattern("metadata.annotations").key("pod-policies.kyverno.io/autogen-controllers"),
            .changed, "what makes Pods is judged by other rules", RiskSource.kyverno, onlyUpdates: true),
    ]

    private static func isAudit(_ node: Node?) -> Bool { node?.string?.lowercased() == "audit" }

    /// Those of Kyverno that are written like policies of the API server.
    static let kyvernoExpressionPolicies =
        guards("spec", RiskSource.kyverno) + scope("spec.matchConstraints", RiskSource.kyverno)
        + variables(RiskSource.kyverno) + validations(RiskSource.kyverno) + actions(RiskSource.kyverno)

    static let gatekeeperConstraints = [
        loosened(
            "spec.enforcementAction", .rises(["deny", "warn", "dryrun"]),
            "objects that break the constraint are no longer refused", RiskSource.gatekeeper),
        loosened(
            "spec.match.excludedNamespaces", .gains, "the constraint is about fewer namespaces", RiskSource.gatekeeper),
        loosened(
            "spec.match.namespaces", .that { old, new, states in listLeavesOut(old, new, states) },
            "the constraint is about fewer namespaces", RiskSource.gatekeeper),
        loosened(
            "spec.match.namespaceSelector", .that { old, new, _ in SelectorScope.leavesOut(old, new) },
            "the constraint is about fewer namespaces", RiskSource.gatekeeper),
        loosened(
            "spec.match.labelSelector", .that { old, new, _ in SelectorScope.leavesOut(old, new) },
            "the constraint is about fewer objects", RiskSource.gatekeeper),
    ]

    static let gatekeeperExemptions = [
        loosened(
            "spec.match", .that { old, new, states in RiskTest.gains.holds(old, new, states) },
            "Gatekeeper no longer looks at more namespaces", RiskSource.gatekeeperExemption)
    ]

    /// Lists of which none stands for everything.
    private static func listLeavesOut(_ old: Node?, _ new: Node?, _ states: RiskStates) -> Bool {
        guard let new, new.count > 0 else { return false }
        guard let old, old.count > 0 else { return true }
        return RiskTest.loses.holds(old, new, states)
    }

    static let projects = [
        loosened(
            "spec.clusterResourceBlacklist", .loses, "its Applications may change more kinds", RiskSource.argoProject),
        loosened(
            "spec.namespaceResourceBlacklist", .loses, "its Applications may change more kinds",
            RiskSource.argoProject),
        loosened(
            "spec.namespaceResourceWhitelist", .removed, "its Applications may change more kinds",
            RiskSource.argoProject),
        loosened("spec.signatureKeys", .removed, "commits are no longer verified", RiskSource.argoProject),
    ]
}

/// The version of a Pod Security standard: older ones ask less.
private enum StandardVersion {
    static func falls(_ old: Node?, _ new: Node?) -> Bool { minor(new) < minor(old) }

    /// What is missing, `latest` and what is no version are the newest.
    private static func minor(_ node: Node?) -> Int {
        guard let text = node?.string, text.hasPrefix("v1.") else { return .max }
        return Int(text.dropFirst(3)) ?? .max
    }
}
