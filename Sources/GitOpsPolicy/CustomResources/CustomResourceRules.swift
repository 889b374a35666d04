import GitOpsCEL
public import GitOpsManifest
import GitOpsReport
public import GitOpsSchema

/// The rules in CEL (`x-kubernetes-validations`) of custom resources, asked as the API server asks them.
///
/// ```swift
/// let rules = CustomResourceRules(definitionsIn: manifests)
/// for violation in rules.validate(manifest.root) ?? [] { print(violation) }
/// ```
///
/// Immutable; any number of tasks may use it at the same time. Source: apiextensions-apiserver
/// `pkg/apiserver/schema/cel`.
public struct CustomResourceRules: Sendable {
    let schema: Schema
    private let kinds: [GroupVersionKind: CompiledRules]
    /// Expressions of the definitions that do not compile: the API server would refuse the definition.
    public let issues: [PolicyIssue]
    /// What the API server refuses about the rest of the definitions, so that nobody knows which rules their resources
    /// have: fields that do not exist or are of another type, versions without a schema, rules where none may be.
    public let definitionIssues: [PolicyIssue]
    private let definedKinds: DefinedKinds

    /// There is no rule.
    public var isEmpty: Bool {
        issues.isEmpty && definitionIssues.isEmpty && schema.problems.isEmpty
            && !kinds.values.contains(where: \.hasRules)
    }

    /// Compiles the rules of the CustomResourceDefinitions of a set, for a version of Kubernetes.
    ///
    /// A rule that does not compile is reported for every object that it is about. Complexity: O(size of the
    /// definitions).
    public init(definitionsIn set: ManifestSet, kubernetes: KubernetesVersion = .newest) {
        self.init(definitionsIn: set, schema: Schema(definitionsIn: set), kubernetes: kubernetes)
    }

    /// The same with the schema of the definitions.
    package init(definitionsIn set: ManifestSet, schema: Schema, kubernetes: KubernetesVersion) {
        self.schema = schema
        var environment = Environment(kubernetes: kubernetes)
        environment.constantPatterns = ConstantPatterns()
        var kinds: [GroupVersionKind: CompiledRules] = [:]
        var issues: [PolicyIssue] = []
        var definitionIssues: [PolicyIssue] = []
        var definedKinds = DefinedKinds()
        let resources = schema.customResources
        for manifest in set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io") {
            let spec = manifest.root["spec"]
            let obstacles = DefinitionObstacles(manifest, kubernetes: kubernetes).issues.of(manifest)
            definedKinds.add(manifest, obstacle: obstacles.first)
            definitionIssues += obstacles
            for id in resources
            where id.group == spec?["group"]?.string && id.kind == spec?["names"]?["kind"]?.string {
                guard let custom = schema.resource(id)?.custom,
                    custom.definition.storage === manifest.root.storage, let structural = custom.structuralSchema
                else { continue }
                let compiled = CompiledRules(structural, origin: manifest.origin, environment: environment)
                issues += compiled.issues.of(manifest)
                kinds[id] = compiled
            }
        }
        self.kinds = kinds
        self.issues = issues
        self.definitionIssues = definitionIssues
        self.definedKinds = definedKinds
    }

    /// What is wrong with a definition of the set: with its rules, and with the rest of it where `violations` of its
    /// schema do not tell so already. Complexity: O(issues).
    package func issues(of definition: Manifest, besides violations: [SchemaViolation] = []) -> [PolicyIssue] {
        let known = Set(violations.map(\.path.description))
        let all = definitionIssues.filter { !known.contains($0.path.description) } + issues
        return all.filter { $0.place.origin == definition.origin }
    }

    /// Whether there is something to say about an object: a rule, or that nobody knows its rules.
    func concern(_ object: Node, of kind: GroupVersionKind) -> Bool {
        kinds[kind]?.hasRules == true || definedKinds.obstacle(to: kind, of: object) != nil
    }

    /// What rules say about an object; `nil` when no definition is known for its kind.
    ///
    /// Of a definition that the API server refuses, and of one that does not serve the object's version, nobody knows
    /// what it says: that is then the first violation.
    ///
    /// The rules see the object with its defaults. With `old`, transition rules are asked too, and what a rule says
    /// about values that did not change is a warning. `violations` is what the schema says about the object: some of it
    /// keeps the API server from asking the rules, which is then one violation of its own.
    ///
    /// Complexity: O(size of the object) without the rules, whose cost is limited as in the API server.
    public func validate(
        _ object: Node, old: Node? = nil, after violations: [SchemaViolation] = []
    ) -> [RuleViolation]? {
        guard let apiVersion = object["apiVersion"]?.string, let name = object["kind"]?.string else { return nil }
        let kind = GroupVersionKind(apiVersion: apiVersion, kind: name)
        let obstacles = [definedKinds.obstacle(to: kind, of: object)].compactMap { $0 }
        guard let compiled = kinds[kind] else { return obstacles.isEmpty ? nil : obstacles }
        return obstacles + ask(compiled, about: object, old, after: violations)
    }

    private func ask(
        _ compiled: CompiledRules, about object: Node, _ old: Node?, after violations: [SchemaViolation]
    ) -> [RuleViolation] {
        guard compiled.hasRules else { return [] }
        let stored = StoredForm(schema: schema, keepsServerFields: true)
        guard !violations.contains(where: \.keepsRulesFromBeingAsked),
            let value = try? stored.document(of: object).root
        else { return [Self.notChecked(object)] }
        let oldValue = old.flatMap { try? stored.document(of: $0).root }
        var evaluation = RuleEvaluation(compiled)
        evaluation.visit(
            RuleEvaluation.Subject(
                value: value, old: oldValue, written: object,
                correlation: RuleCorrelation(
                    current: oldValue.map { .init(new: value, old: $0, schema: compiled.schema.values[0].node) })), 0)
        return evaluation.violations
    }

    private static func notChecked(_ object: Node) -> RuleViolation {
        RuleViolation(
            path: FieldPath(), position: object.position, problem: .notChecked,
            message:
                "some validation rules were not checked because the object was invalid; correct the existing errors "
                + "to complete validation", rule: nil, isUnchanged: false)
    }
}

extension SchemaViolation {
    /// Source: `hasBlockingErr` of apiextensions-apiserver `pkg/registry/customresource/strategy.go`.
    fileprivate var keepsRulesFromBeingAsked: Bool {
        switch problem {
        case .missing, .wrongType, .notAllowed: true
        case .violates(let keyword, _): ["maxLength", "maxItems", "maxProperties"].contains(keyword)
        default: false
        }
    }
}
