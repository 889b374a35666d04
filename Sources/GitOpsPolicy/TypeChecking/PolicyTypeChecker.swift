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
        let variables = policy.variables.map { (name: $0.name, parsed: parsed($0.expression)) }
        let scopes = kinds(of: policy).map { kind in
            Scope(kind) { isComplete in environment(kind, policy.paramKind, variables, isComplete: isComplete) }
        }
        guard !scopes.isEmpty else { return [] }
        let expressions = policy.validations.flatMap { [$0.expression] + [$0.messageExpression].compactMap { $0 } }
        return expressions.compactMap { warning(about: parsed($0), of: policy, scopes) }
    }

    private func warning(
        about parsed: ParsedExpression, of policy: ValidatingAdmissionPolicy, _ scopes: [Scope]
    ) -> TypeCheckingWarning? {
        let expression = parsed.expression
        var texts: [String] = []
        var parts: [TypeCheckingWarning.Part] = []
        for scope in scopes {
            guard let error = parsed.error(in: scope.asServer) else { continue }
            let kind = scope.kind
            texts.append("\(kind.group)/\(kind.version), Kind=\(kind.kind): \(error.displayText(of: parsed.source))\n")
            let real = parsed.error(in: scope.complete)?.issues ?? []
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

    private func parsed(_ expression: PolicyExpression) -> ParsedExpression {
        ParsedExpression(expression, ExpressionParser(options: environments.parserOptions))
    }
}

/// An expression, read once and checked for every kind.
private struct ParsedExpression {
    let expression: PolicyExpression
    let source: ExpressionSource
    private let tree: Result<ExpressionTree, ExpressionError>

    init(_ expression: PolicyExpression, _ parser: ExpressionParser) {
        self.expression = expression
        let source = ExpressionSource(expression.text, node: expression.node)
        self.source = source
        tree = Result { () throws(ExpressionError) in try parser.parse(source) }
    }

    func type(in environment: Environment) throws(ExpressionError) -> CELType {
        let checked = try environment.check(try tree.get())
        return checked.types[Int(checked.tree.root.rawValue)]
    }

    func error(in environment: Environment) -> ExpressionError? {
        do throws(ExpressionError) {
            _ = try type(in: environment)
            return nil
        } catch {
            return error
        }
    }
}

// MARK: - Environments

extension PolicyTypeChecker {
    /// What expressions see for one kind.
    private final class Scope {
        let kind: GroupVersionKind
        /// As the type checker of the server sees it.
        let asServer: Environment
        /// With what only the evaluation knows: asked only about what the server finds.
        private(set) lazy var complete = environment(true)
        private let environment: (_ isComplete: Bool) -> Environment

        init(_ kind: GroupVersionKind, _ environment: @escaping (_ isComplete: Bool) -> Environment) {
            self.kind = kind
            self.environment = environment
            asServer = environment(false)
        }
    }

    private func environment(
        _ kind: GroupVersionKind, _ paramKind: GroupVersionKind?,
        _ variables: [(name: String, parsed: ParsedExpression)],
        isComplete: Bool
    ) -> Environment {
        var environment = environments.environment(hasParams: paramKind != nil, hasAuthorizer: isComplete)
        environment.declare("authorizer", .authorizer)
        var builtIn = BuiltInTypes()
        builtIn.areEvaluated = isComplete
        let object = declare(kind, as: kind.kind, &builtIn, &environment)
        environment.declare("object", object)
        environment.declare("oldObject", object)
        if let params = paramKind, params != kind {
            // The names of the two have to differ.
            environment.declare("params", declare(params, as: "params.\(params.kind)", &builtIn, &environment))
        } else if paramKind != nil {
            environment.declare("params", object)
        }
        environment.declare(builtIn)
        environment.declareVariables()
        for (name, parsed) in variables {
            let type = (try? parsed.type(in: environment))?.ofVariable ?? .dynamic
            environment.declareVariable(name, type)
        }
        return environment
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
    var ofVariable: CELType { ofVariable(levels: 64) }

    /// So many levels of lists and maps are kept, since thousands of variables can make lists of each other.
    private func ofVariable(levels: Int) -> CELType {
        switch self {
        case .boolean, .bytes, .double, .duration, .integer, .null, .string, .timestamp, .unsigned: self
        case .list(let element) where levels > 0: .list(element.ofVariable(levels: levels - 1))
        case .map(let key, let value) where levels > 0:
            .map(key: key.ofVariable(levels: levels - 1), value: value.ofVariable(levels: levels - 1))
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
