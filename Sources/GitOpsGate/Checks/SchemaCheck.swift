import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy
import GitOpsRegex
import GitOpsReport
import GitOpsSchema

/// Objects against the schemas of their kinds, and the rules of custom resources.
struct SchemaCheck {
    let schema: Schema
    let rules: CustomResourceRules
    let validator: SchemaValidator
    let lint: ApplyLint
    let options: GateConfiguration.Validation
    let kubernetes: KubernetesVersion

    /// - Parameter definitions: the state that is checked, and definitions beside it.
    init(definitionsIn definitions: ManifestSet, _ configuration: GateConfiguration) {
        schema = Schema(definitionsIn: definitions)
        kubernetes = configuration.kubernetesVersion
        rules = CustomResourceRules(definitionsIn: definitions, schema: schema, kubernetes: kubernetes)
        validator = SchemaValidator(schema: schema, patterns: RegularExpressions())
        lint = ApplyLint(schema: schema)
        options = configuration.validation
    }

    /// What is to say about a manifest. `old` is the object that it replaces, for rules that compare with it.
    func findings(_ manifest: Manifest, old: Node?) -> [Finding] {
        let violations = validator.validate(manifest.root)
        let version = versionFinding(manifest)
        var findings = [version].compactMap { $0 }
        guard let violations else {
            // A version that is refused is known; there is nothing more to know.
            return version?.verdict == .fail ? findings : findings + unknownKind(manifest)
        }
        findings += violations.map { finding(manifest, $0) }
        findings += (rules.validate(manifest.root, old: old, after: violations) ?? []).map { finding(manifest, $0) }
        findings += rules.issues(of: manifest, besides: violations).map { issue in
            make(
                .definition, manifest, .fail, issue.path, issue.message, position: issue.place.position,
                details: [issue.message])
        }
        let known = Set(findings.compactMap { $0.path?.description })
        findings += lint.check(manifest.root).filter { !known.contains($0.path.description) }.map { advice in
            make(.apply, manifest, .warn, advice.path, advice.message, position: advice.position)
        }
        return findings
    }

    /// What is to say about definitions as a whole: those that give no schema, so that their objects cannot be checked, and
    /// rules that cannot be used of definitions that are none of the manifests, of which nothing else tells.
    ///
    /// - Parameter others: the definitions beside the manifests.
    func definitionFindings(_ others: ManifestSet) -> [Finding] {
        let unusable = schema.problems.map { problem in
            Finding(
                rule: SchemaRules.unusable.rule, verdict: .unknown, subject: .resource(problem.definition),
                message: problem.text,
                places: [SourcePlace(origin: Origin(path: problem.path), position: problem.position)],
                fingerprintDetails: [problem.text])
        }
        let origins = Dictionary(others.manifests.map { ($0.origin, $0) }) { first, _ in first }
        return unusable
            + (rules.definitionIssues + rules.issues).compactMap { issue in
                origins[issue.place.origin].map { manifest in
                    make(
                        .definition, manifest, .unknown, issue.path,
                        "\(issue.message); until it is mended, nobody knows what it says of an object",
                        position: issue.place.position, details: [issue.message])
                }
            }
    }

    private func unknownKind(_ manifest: Manifest) -> [Finding] {
        let verdict: Verdict
        switch options.unknownKinds {
        case .unknown: verdict = .unknown
        case .warn: verdict = .warn
        case .ignore: return []
        }
        return [
            make(
                .unknownKind, manifest, verdict, nil,
                "nobody knows the kind \(manifest.id.kind) of \(manifest.apiVersion); add its definition to the manifests or "
                    + "to validation.definitions", position: manifest.root["kind"]?.position)
        ]
    }

    private func finding(_ manifest: Manifest, _ violation: SchemaViolation) -> Finding {
        if let finding = templateFinding(manifest, violation) { return finding }
        let rule: SchemaRules
        let verdict: Verdict
        switch violation.severity {
        case .refused: (rule, verdict) = (.invalid, .fail)
        case .dropped: (rule, verdict) = (.unknownField, .fail)
        case .unknown: (rule, verdict) = (.invalid, .unknown)
        }
        let finding = make(
            rule, manifest, verdict, violation.path, violation.problem.description, position: violation.position)
        // What the server drops does nothing, whatever its value is.
        return violation.severity == .dropped ? finding : finding.deciding(manifest, violation.path)
    }

    /// What is to say of a file that is not applied as it is: another program fills values in, or lays it over an object.
    private func templateFinding(_ manifest: Manifest, _ violation: SchemaViolation) -> Finding? {
        switch violation.problem {
        case .unknownField, .repeatedField:
            guard case .unknownField = violation.problem, violation.path.endsInDirective else { return nil }
            return make(
                .unknownField, manifest, .warn, violation.path,
                "this says how a patch is merged, and means nothing in an object; leave patches out by manifests.exclude",
                position: violation.position)
        case .wrongType, .malformed, .outOfRange, .notAllowed, .violates:
            guard manifest.root.value(at: violation.path)?.string?.hasPlaceholder == true else { return nil }
            return make(
                .placeholder, manifest, .unknown, violation.path,
                "another program fills the value in, so that nobody can say whether it is valid; check what it writes, or leave "
                    + "the file out by manifests.exclude", position: violation.position)
        case .missing, .duplicateItem, .unverified: return nil
        }
    }

    private func finding(_ manifest: Manifest, _ violation: RuleViolation) -> Finding {
        let verdict: Verdict =
            switch violation.severity {
            case .refused: .fail
            case .warning: .warn
            case .unknown: .unknown
            }
        var finding = make(
            .rule, manifest, verdict, violation.path, violation.message, position: violation.position,
            details: [violation.message]
        ).deciding(manifest, violation.path)
        if var place = violation.rule {
            place.role = "the rule"
            finding.places.append(place)
        }
        return finding
    }

    private func versionFinding(_ manifest: Manifest) -> Finding? {
        func use(_ kind: GroupVersionKind?) -> String { kind.map { "; use \($0)" } ?? "" }
        func make(_ verdict: Verdict, _ text: String) -> Finding {
            let path = FieldPath([.field("apiVersion")])
            return self.make(
                .version, manifest, verdict, path, "\(manifest.apiVersion) \(manifest.id.kind) \(text)",
                position: manifest.root["apiVersion"]?.position
            ).deciding(manifest, path)
        }
        let kind = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind)
        switch APIVersions.status(of: kind, minor: kubernetes.minor) {
        case .served, .unknown: return nil
        case .notYetServed(let since): return make(.fail, "is served since Kubernetes 1.\(since) only")
        case .removed(let minor, let replacement):
            return make(.fail, "is no longer served since Kubernetes 1.\(minor)\(use(replacement))")
        case .deprecated(let since, let removed, let replacement):
            let end = removed.map { " and gone in 1.\($0)" } ?? ""
            return make(.warn, "is deprecated since Kubernetes 1.\(since)\(end)\(use(replacement))")
        }
    }

    private func make(
        _ rule: SchemaRules, _ manifest: Manifest, _ verdict: Verdict, _ path: FieldPath?, _ message: String,
        position: SourcePosition?, details: [String] = []
    ) -> Finding {
        Finding(
            rule: rule.rule, verdict: verdict, subject: .resource(manifest.id), path: path, message: message,
            places: [SourcePlace(origin: manifest.origin, position: position ?? manifest.position)],
            fingerprintDetails: details)
    }
}

extension Finding {
    /// The finding with the value that decided it: another one that is refused is another mistake.
    fileprivate func deciding(_ manifest: Manifest, _ path: FieldPath) -> Finding {
        var finding = self
        let fields = path.steps.compactMap { step in
            if case .field(let name) = step { name } else { nil }
        }
        let value = manifest.root.value(at: path).map { "\($0.contentHash)" } ?? "missing"
        finding.evidence.insert([rule.id, value] + fields)
        return finding
    }
}

/// The rules of findings about the form of objects, one place for ids and severities.
enum SchemaRules: CaseIterable {
    case invalid, unknownField, placeholder, unknownKind, rule, version, definition, unusable, apply

    var rule: FindingRule {
        switch self {
        case .invalid: make("schema-invalid", "The API server refuses a value.", .high)
        case .unknownField: make("schema-unknown-field", "The API server drops a field.", .medium)
        case .placeholder: make("schema-placeholder", "A value is filled in before the object is applied.", .low)
        case .unknownKind: make("schema-unknown-kind", "Nobody knows the kind of an object.", .medium)
        case .rule: make("schema-rule", "A rule of a custom resource's definition does not hold.", .high)
        case .version: make("schema-version", "The API version of an object is not served, or not for long.", .high)
        case .definition: make("schema-definition", "A definition of a custom resource is refused.", .high)
        case .unusable:
            make("schema-definition-unusable", "A definition of a custom resource gives no schema.", .medium)
        case .apply: make("schema-apply", "An apply takes a value in another way than it looks.", .low)
        }
    }

    private func make(_ id: String, _ summary: String, _ severity: Severity) -> FindingRule {
        FindingRule(id: id, summary: summary, severity: severity, tags: ["schema"])
    }
}

extension FieldPath {
    /// Whether the last field is one by which strategic merge patches say how they are merged.
    ///
    /// Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md.
    fileprivate var endsInDirective: Bool {
        guard case .field(let name)? = steps.last else { return false }
        return ["$patch", "$retainKeys"].contains(name)
            || ["$setElementOrder/", "$deleteFromPrimitiveList/"].contains { name.hasPrefix($0) }
    }
}

extension String {
    /// Whether a part of the text stands for another one: `${NAME}` of Flux and clusterctl, `$(name)` of kustomize,
    /// `{{ name }}` of templates.
    fileprivate var hasPlaceholder: Bool {
        [("${", "}"), ("$(", ")"), ("{{", "}}")].contains { opening, closing in
            firstRange(of: opening).map { self[$0.upperBound...].contains(closing) } ?? false
        }
    }
}

/// Patterns of structural schemas by RE2.
struct RegularExpressions: PatternMatching {
    private let cache = RegularExpressionCache()
    func matches(_ text: String, pattern: String) -> Bool? { cache.matches(text, pattern: pattern) }
}
