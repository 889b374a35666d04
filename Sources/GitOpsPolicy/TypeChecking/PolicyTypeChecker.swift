import GitOpsCEL
import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// Checks expressions of policies against the types of the kinds that they name.
///
/// Source: apiserver `pkg/admission/plugin/policy/validating/typechecking.go`.
struct PolicyTypeChecker {
    private let schema: Schema
    private let catalog: ResourceCatalog
    private let environments: AdmissionEnvironments

    init(definitionsIn set: ManifestSet, kubernetes: KubernetesVersion) {
        schema = Schema(definitionsIn: set)
        catalog = ResourceCatalog(definitionsIn: set, kubernetes: kubernetes)
        environments = AdmissionEnvironments(kubernetes: kubernetes)
    }

    func warnings(_ policy: ValidatingAdmissionPolicy) -> [TypeCheckingWarning] {
        let scopes = kinds(of: policy).map { Scope($0, policy, self) }
        guard !scopes.isEmpty else { return [] }
        let expressions = policy.validations.flatMap { [$0.expression] + [$0.messageExpression].compactMap { $0 } }
        return expressions.compactMap { warning(about: $0, of: policy, scopes) }
    }

    private func warning(
        about expression: PolicyExpression, of policy: ValidatingAdmissionPolicy, _ scopes: [Scope]
    ) -> TypeCheckingWarning? {
        let source = ExpressionSource(expression.text, node: expression.node)
        var texts: [String] = []
        var parts: [TypeCheckingWarning.Part] = []
        for scope in scopes {
            guard let error = Self.error(of: source, in: scope.asServer) else { continue }
            let kind = scope.kind
            texts.append("\(kind.group)/\(kind.version), Kind=\(kind.kind): \(error.displayText(of: source))\n")
            let real = Self.error(of: source, in: scope.complete)?.issues ?? []
            for issue in error.issues {
                let place = SourcePlace(
                    origin: policy.manifest.origin, position: issue.position ?? expression.node.position,
                    role: "the expression")
                let part = TypeCheckingWarning.Part(
                    kinds: [kind], message: issue.message, suggestion: issue.suggestion, place: place,
                    isFalseAlarm: !real.contains { $0.byteOffset == issue.byteOffset })
                let known = parts.firstIndex {
                    $0.place == place && $0.message.hasSameBytes(as: part.message)
                        && $0.isFalseAlarm == part.isFalseAlarm
                }
                if let known { parts[known].kinds.append(kind) } else { parts.append(part) }
            }
        }
        guard !texts.isEmpty else { return nil }
        return TypeCheckingWarning(
            policy: policy.name, fieldRef: expression.path.description, warning: texts.joined(separator: "\n"),
            parts: parts)
    }

    private static func error(of source: ExpressionSource, in environment: Environment) -> ExpressionError? {
        do throws(ExpressionError) {
            _ = try type(of: source, in: environment)
            return nil
        } catch {
            return error
        }
    }

    private static func type(
        of source: ExpressionSource, in environment: Environment
    ) throws(ExpressionError) -> CELType {
        let tree = try ExpressionParser(options: environment.parserOptions).parse(source)
        let checked = try environment.check(tree)
        return checked.types[Int(checked.tree.root.rawValue)]
    }
}

// MARK: - Environments

extension PolicyTypeChecker {
    /// What expressions see for one kind.
    private struct Scope {
        let kind: GroupVersionKind
        /// As the type checker of the server sees it.
        let asServer: Environment
        /// With what only the evaluation knows.
        let complete: Environment

        init(_ kind: GroupVersionKind, _ policy: ValidatingAdmissionPolicy, _ checker: PolicyTypeChecker) {
            self.kind = kind
            asServer = checker.environment(kind, policy, isComplete: false)
            complete = checker.environment(kind, policy, isComplete: true)
        }
    }

    private func environment(
        _ kind: GroupVersionKind, _ policy: ValidatingAdmissionPolicy, isComplete: Bool
    ) -> Environment {
        var environment = environments.environment(hasParams: policy.paramKind != nil, hasAuthorizer: isComplete)
        environment.declare("authorizer", .authorizer)
        var builtIn = BuiltInTypes()
        builtIn.areEvaluated = isComplete
        let object = declare(kind, as: kind.kind, &builtIn, &environment)
        environment.declare("object", object)
        environment.declare("oldObject", object)
        if let params = policy.paramKind, params != kind {
            // The names of the two have to differ.
            environment.declare("params", declare(params, as: "params.\(params.kind)", &builtIn, &environment))
        } else if policy.paramKind != nil {
            environment.declare("params", object)
        }
        environment.declare(builtIn)
        var fields: [String: CELType] = [:]
        for variable in policy.variables {
            let scope = AdmissionEnvironments.withVariables(fields, environment)
            let source = ExpressionSource(variable.expression.text, node: variable.expression.node)
            fields[variable.name] = (try? Self.type(of: source, in: scope))?.ofVariable ?? .dynamic
        }
        return AdmissionEnvironments.withVariables(fields, environment)
    }

    /// The type of a kind's objects; dynamic when the schema does not know the kind.
    private func declare(
        _ kind: GroupVersionKind, as name: String, _ builtIn: inout BuiltInTypes, _ environment: inout Environment
    ) -> CELType {
        guard let resource = schema.resource(kind) else { return .dynamic }
        guard let custom = resource.custom else {
            builtIn.roots[name] = BuiltInTypes.Root(
                type: resource.type, hidesUntyped: kind.group == "apiextensions.k8s.io")
            return .object(name)
        }
        guard let structural = custom.structuralSchema else { return .dynamic }
        let types = RuleTypes(RuleSchema(root: structural), named: name, formatsAreTexts: builtIn.areEvaluated)
        guard let type = types.type(of: 0) else { return .dynamic }
        // The schema that the server publishes has the whole metadata of every object.
        if let metadata = Schema.kubernetes.type(apiVersion: "v1", kind: "ConfigMap")?.field(named: "metadata") {
            for name in types.metadataNames { builtIn.roots[name] = BuiltInTypes.Root(type: metadata.type) }
        }
        environment.declare(types.withoutMetadata)
        return type
    }
}

extension CELType {
    /// The type that a variable of a policy has where others use it: objects and values of libraries are dynamic.
    ///
    /// Source: `convertCelTypeToDeclType` of apiserver `pkg/admission/plugin/cel/composition.go`.
    var ofVariable: CELType {
        switch self {
        case .boolean, .bytes, .double, .duration, .integer, .null, .string, .timestamp, .unsigned: self
        case .list(let element): .list(element.ofVariable)
        case .map(let key, let value): .map(key: key.ofVariable, value: value.ofVariable)
        default: .dynamic
        }
    }
}

// MARK: - Kinds

extension PolicyTypeChecker {
    /// More kinds are not looked at.
    private static let largestKindCount = 10

    /// The kinds that a policy names without wildcards, by group, version and kind.
    private func kinds(of policy: ValidatingAdmissionPolicy) -> [GroupVersionKind] {
        var found: Set<GroupVersionKind> = []
        rules: for rule in policy.matchConstraints?.resourceRules ?? [] {
            let isExact = !(rule.apiGroups + rule.apiVersions).contains { $0.utf8.contains(UInt8(ascii: "*")) }
            guard isExact else { continue }
            let resources = rule.resources.filter { !$0.utf8.contains { $0 == UInt8(ascii: "*") || $0 == 0x2F } }
            var count = 0
            for group in rule.apiGroups.sortedByBytes {
                for version in rule.apiVersions.sortedByBytes {
                    for resource in resources.sortedByBytes {
                        let resource = GroupVersionResource(group: group, version: version, resource: resource)
                        for kind in catalog.kinds(of: resource) {
                            found.insert(kind)
                            count += 1
                            if count == Self.largestKindCount { break rules }
                        }
                    }
                }
            }
        }
        return found.filter { schema.knows($0) }.sorted {
            ($0.group, $0.version, $0.kind) < ($1.group, $1.version, $1.kind)
        }
    }
}

extension [String] {
    fileprivate var sortedByBytes: [String] { sorted { $0.precedesByBytes($1) } }
}
