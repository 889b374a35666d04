import GitOpsCEL
import GitOpsManifest
import GitOpsReport

/// A rule of a schema, ready to be asked.
struct CompiledRule: Sendable {
    let text: String
    var place: SourcePlace
    /// `nil` when the rule is empty or does not compile.
    var expression: Program.Expression?
    var messageExpression: Program.Expression?
    /// The expression as it is written; `nil` for none that compiles.
    var messageText: String?
    var usesOldSelf = false
    let hasOptionalOldSelf: Bool
    let message: String?
    let reason: RuleViolation.Reason
    /// The field that violations are about, from the value on.
    let fieldPath: [FieldPath.Step]
    /// Why the rule does not compile.
    var issue: String?
    /// What one evaluation costs at most by the limits of the schema; 0 for rules in `allOf`.
    var estimatedCost: UInt64 = 0

    /// How the API server names the rule in errors.
    var name: String { message ?? text }
}

/// The rules of one version of a custom resource.
struct CompiledRules: Sendable {
    let schema: RuleSchema
    let types: [DeclaredType]
    let program: Program
    /// By value of the schema.
    let rules: [[CompiledRule]]
    /// Expressions that do not compile.
    let issues: [PolicyIssue]
    /// Whether what was wrong before is only warned about.
    let toleratesUnchanged: Bool

    var hasRules: Bool { schema.values.first?.hasRules == true }

    init(_ node: Node, origin: Origin, environment: Environment) {
        let schema = RuleSchema(root: node)
        var compiler = RuleCompiler(schema: schema, origin: origin, environment: environment)
        var rules: [[CompiledRule]] = []
        for index in schema.values.indices {
            rules.append(schema.values[index].hasRules ? compiler.rules(of: index) : [])
        }
        compiler.limitCosts(of: node)
        self.schema = schema
        self.rules = rules
        types = schema.declaredTypes
        issues = compiler.issues
        toleratesUnchanged = Self.toleratesUnchanged(environment.kubernetes)
        program = compiler.program()
    }
}

extension CompiledRules {
    /// Before, the API server drops `optionalOldSelf` from definitions.
    ///
    /// Source: `CRDValidationRatcheting` of apiextensions-apiserver `pkg/features/kube_features.go`.
    fileprivate static func toleratesUnchanged(_ kubernetes: KubernetesVersion?) -> Bool {
        kubernetes.map { $0.minor >= 30 } ?? true
    }
}

/// Compiles the rules of a schema to one program.
private struct RuleCompiler: ~Copyable {
    private let schema: RuleSchema
    private let types: RuleTypes
    private let origin: Origin
    private let environment: Environment
    private let occurrences: [UInt64?]
    private let listsWithoutKeys: [Node?]
    private let takesOptionalOldSelf: Bool
    private var builder = ProgramBuilder()
    private var costs = RuleCosts()
    private(set) var issues: [PolicyIssue] = []

    init(schema: RuleSchema, origin: Origin, environment: Environment) {
        self.schema = schema
        self.origin = origin
        types = RuleTypes(schema, kubernetes: environment.kubernetes)
        takesOptionalOldSelf = CompiledRules.toleratesUnchanged(environment.kubernetes)
        occurrences = schema.occurrences
        listsWithoutKeys = schema.listsWithoutKeys
        var environment = environment
        environment.declare(types)
        self.environment = environment
        builder.fieldName = PropertyName.unescaped
    }

    consuming func program() -> Program { builder.build() }

    mutating func rules(of index: Int) -> [CompiledRule] {
        let value = schema.values[index]
        guard let written = value.node["x-kubernetes-validations"] else { return [] }
        let places = written.elements.map { noteFields($0, index) }
        guard let type = types.type(of: value.spine ?? index) else {
            noteHidden(written, value)
            return []
        }
        return zip(written.elements, places).map { node, place in
            var rule = rule(node, type, index)
            // A rule without its text, or with fields that do not exist, says something that nobody can read.
            if rule.issue == nil, let place {
                rule.issue = place.message
                rule.place = place.place
            }
            return rule
        }
    }

    private mutating func rule(_ node: Node, _ type: CELType, _ index: Int) -> CompiledRule {
        let text = node["rule"]
        let isOptional = takesOptionalOldSelf && node["optionalOldSelf"]?.bool == true
        let message = node["message"]?.string.map(RuleFields.trimmed)
        var rule = CompiledRule(
            text: RuleFields.trimmed(text?.string ?? ""),
            place: SourcePlace(origin: origin, position: (text ?? node).position, role: "the rule"),
            hasOptionalOldSelf: isOptional, message: message?.isEmpty == false ? message : nil,
            reason: node["reason"]?.string.flatMap(RuleViolation.Reason.init) ?? .invalid,
            fieldPath: node["fieldPath"]?.string.flatMap(RuleFieldPath.steps) ?? [])
        guard !rule.text.isEmpty, let text, let written = text.string else { return rule }
        var scope = environment
        scope.declare("self", type)
        scope.declare("oldSelf", isOptional ? .optional(type) : type)
        do throws(RuleRefusal) {
            let checked = try Self.check(written, text, .boolean, scope)
            rule.usesOldSelf = checked.references.contains(.variable("oldSelf"))
            rule.expression = try add(checked)
            rule.estimatedCost = estimate(checked, text, index)
        } catch {
            rule.issue = error.message
            rule.place = note(error, text, rule.place)
            return rule
        }
        checkOldSelf(rule, node, text, index)
        if let text = node["messageExpression"], let written = text.string, !RuleFields.trimmed(written).isEmpty {
            // Without one that compiles, the message is the fixed one.
            do throws(RuleRefusal) {
                let checked = try Self.check(written, text, .string, scope)
                rule.messageExpression = try add(checked)
                rule.messageText = written
                estimate(checked, text, index, isMessage: true)
            } catch {
                note(error, text, rule.place)
            }
        }
        return rule
    }

    /// Rules about what they cannot see are refused when a definition is created, and never asked.
    private mutating func noteHidden(_ rules: Node, _ value: RuleSchema.Value) {
        guard value.spine == nil, !rules.elements.isEmpty else { return }
        let message =
            "internal error: failed to construct type information for x-kubernetes-validations rules: unable to "
            + "convert structural schema to CEL declarations; give the value a type, or leave its rules out"
        issues.append(
            PolicyIssue(
                path: rules.path(keys: .byPosition), message: message,
                place: SourcePlace(origin: origin, position: rules.position, role: "the rules")))
    }

    /// Notes what the API server refuses about the fields of a rule; gives what keeps it from being understood.
    private mutating func noteFields(_ rule: Node, _ index: Int) -> PolicyIssue? {
        var obstacle: PolicyIssue?
        for problem in RuleFields(of: rule, in: schema.values[index].node).problems {
            let position = (rule[problem.field] ?? rule).position
            let issue = PolicyIssue(
                path: rule.path(keys: .byPosition).appending(.field(problem.field)), message: problem.message,
                place: SourcePlace(origin: origin, position: position, role: "the rule"))
            issues.append(issue)
            if problem.field == "rule" { obstacle = issue }
        }
        return obstacle ?? unknownField(of: rule)
    }

    /// The schema of definitions tells of it, which drops it.
    private func unknownField(of rule: Node) -> PolicyIssue? {
        let known = [
            "rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf",
        ]
        guard let member = rule.members.first(where: { !known.contains($0.key) }) else { return nil }
        return PolicyIssue(
            path: member.value.path(keys: .byPosition), message: "the rule has no field \(member.key.goQuoted)",
            place: SourcePlace(origin: origin, position: member.value.position, role: "the rule"))
    }

    /// Notes what the API server refuses about the old value.
    private mutating func checkOldSelf(_ rule: CompiledRule, _ node: Node, _ text: Node, _ index: Int) {
        guard schema.values[index].spine == nil else { return }
        if rule.usesOldSelf {
            guard let list = listsWithoutKeys[index] else { return }
            let message = "oldSelf cannot be used on the uncorrelatable portion of the schema within "
            note(RuleRefusal(message: message + "\(list.path(keys: .byPosition))", offset: nil), text, rule.place)
        } else if takesOptionalOldSelf, let optional = node["optionalOldSelf"], !optional.isNull {
            let message = "may not be set if oldSelf is not used in rule"
            note(RuleRefusal(message: message, offset: nil), optional, rule.place)
        }
    }

    // MARK: Costs

    /// Adds what an expression may cost in all values it is about; a message is made for one of them.
    ///
    /// Rules in `allOf` are not looked at when a definition is created.
    /// - Returns: the cost of one evaluation.
    @discardableResult
    private mutating func estimate(
        _ checked: CheckedExpression, _ node: Node, _ index: Int, isMessage: Bool = false
    ) -> UInt64 {
        guard schema.values[index].spine == nil else { return 0 }
        let schema = self.schema
        let options = CostOptions { path, _ in
            guard let path, !path.isEmpty else { return nil }
            return schema.largestSize(at: path.dropFirst(), from: index).map { SizeEstimate(0, $0) }
        }
        let one = checked.estimatedCost(options).maximum
        let times = isMessage ? 1 : occurrences[index] ?? schema.values[index].size.mostOccurrences
        let (cost, overflow) = one.multipliedReportingOverflow(by: times)
        costs.add(
            RuleCosts.Expression(
                node: node, name: isMessage ? "estimated messageExpression cost" : "estimated rule cost",
                cost: overflow ? .max : cost))
        return one
    }

    /// Notes the expressions for whose cost the API server refuses the definition.
    mutating func limitCosts(of root: Node) {
        costs.finish(root)
        for (node, message) in costs.excesses {
            note(RuleRefusal(message: message, offset: nil), node, SourcePlace(node, origin: origin, role: "the rule"))
        }
    }

    /// - Returns: the place of what does not compile.
    @discardableResult
    private mutating func note(_ refusal: RuleRefusal, _ node: Node, _ place: SourcePlace) -> SourcePlace {
        let source = ExpressionSource(node.string ?? "", node: node)
        let position = refusal.offset.flatMap { source.position(atByte: $0) } ?? node.position
        let exact = SourcePlace(origin: place.origin, position: position, role: place.role)
        issues.append(PolicyIssue(path: node.path(keys: .byPosition), message: refusal.message, place: exact))
        return exact
    }

    private mutating func add(_ checked: CheckedExpression) throws(RuleRefusal) -> Program.Expression {
        do throws(CompilationError) {
            return try builder.add(checked)
        } catch {
            throw RuleRefusal(message: error.message, offset: error.offset)
        }
    }

    private static func check(
        _ text: String, _ node: Node, _ result: CELType, _ environment: Environment
    ) throws(RuleRefusal) -> CheckedExpression {
        let subject = result == .boolean ? "" : "messageExpression "
        do throws(ExpressionError) {
            let tree = try ExpressionParser(options: environment.parserOptions)
                .parse(ExpressionSource(text, node: node))
            let checked = try environment.check(tree)
            if checked.types[Int(tree.root.rawValue)] == result { return checked }
        } catch {
            let issue = error.issues.first
            let advice = issue?.suggestion.map { " (\($0))" } ?? ""
            throw RuleRefusal(
                message: "\(subject)compilation failed: \(issue?.message ?? "")\(advice)", offset: issue?.byteOffset)
        }
        throw RuleRefusal(
            message: result == .boolean
                ? "cel expression must evaluate to a bool" : "\(subject)must evaluate to a string", offset: 0)
    }
}

/// Why a rule is not compiled.
private struct RuleRefusal: Error {
    let message: String
    let offset: Int?
}
