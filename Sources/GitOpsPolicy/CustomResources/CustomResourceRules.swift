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

    /// There is no rule.
    public var isEmpty: Bool { issues.isEmpty && !kinds.values.contains(where: \.hasRules) }

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
        let resources = schema.customResources
        for manifest in set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io") {
            let spec = manifest.root["spec"]
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
    }

    /// Whether there is a rule about objects of a kind.
    func hasRules(_ kind: GroupVersionKind) -> Bool { kinds[kind]?.hasRules == true }

    /// What rules say about an object; `nil` when no definition is known for its kind.
    ///
    /// The rules see the object with its defaults. With `old`, transition rules are asked too, and what a rule says
    /// about values that did not change is a warning. `violations` is what the schema says about the object: some of it
    /// keeps the API server from asking the rules, which is then one violation of its own.
    ///
    /// Complexity: O(size of the object) without the rules, whose cost is limited as in the API server.
    public func validate(
        _ object: Node, old: Node? = nil, after violations: [SchemaViolation] = []
    ) -> [RuleViolation]? {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
            let compiled = kinds[GroupVersionKind(apiVersion: apiVersion, kind: kind)]
        else { return nil }
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
