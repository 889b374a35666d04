import GitOpsCEL
import GitOpsManifest
import GitOpsReport

/// Which expression of a policy.
enum ExpressionSlot: Hashable {
    case matchCondition(Int)
    case validation(Int)
    case message(Int)
    case auditAnnotation(Int)
    case mutation(Int)
}

/// A policy that can be evaluated: one reference, so that threads do not count those inside.
final class CompiledPolicy: Sendable {
    let policy: ValidatingAdmissionPolicy
    let expressions: CompiledExpressions

    init(_ policy: ValidatingAdmissionPolicy, _ expressions: CompiledExpressions) {
        self.policy = policy
        self.expressions = expressions
    }
}

/// The expressions of one policy in the program of its set.
struct CompiledExpressions: Sendable {
    /// Tells policies of a set apart.
    let policy: Int
    /// What all of them together read.
    let inputs: ExpressionInputs
    private let entries: [ExpressionSlot: Program.Expression]

    subscript(slot: ExpressionSlot) -> Program.Expression? { entries[slot] }

    init(
        policy: Int, inputs: ExpressionInputs, entries: [ExpressionSlot: Program.Expression]
    ) {
        self.policy = policy
        self.inputs = inputs
        self.entries = entries
    }
}

/// Compiles the policies of a set to one program, in which they share what they have in common.
struct ExpressionCompiler: ~Copyable {
    private let environments: AdmissionEnvironments
    private let parser: (Environment) -> ExpressionParser = { ExpressionParser(options: $0.parserOptions) }
    private var builder = ProgramBuilder()
    private var mutationEnvironments: [Bool: Environment] = [:]

    init(_ environments: AdmissionEnvironments) {
        self.environments = environments
        for name in ["object", "oldObject", "request", "namespaceObject", "params"] { builder.declare(variable: name) }
    }

    /// The program of all policies.
    consuming func program() -> Program { builder.build() }

    /// Compiles the expressions of a policy; adds an issue for each that does not compile.
    mutating func compile(
        _ policy: ValidatingAdmissionPolicy, number: Int, issues: inout [PolicyIssue]
    ) -> CompiledExpressions {
        var work = PolicyWork(manifest: policy.manifest, hasParams: policy.paramKind != nil)
        let (full, fields) = addCommon(policy.matchConditions, policy.variables, &work)
        var messages = environments.environment(hasParams: work.hasParams, hasAuthorizer: false)
        messages.declareVariables(fields)
        for (index, validation) in policy.validations.enumerated() {
            add(validation.expression, .validation(index), [.boolean], full, &work)
            if let message = validation.messageExpression {
                add(message, .message(index), [.string], messages, &work)
            }
        }
        for (index, annotation) in policy.auditAnnotations.enumerated() {
            add(annotation.valueExpression, .auditAnnotation(index), [.string, .null], full, &work)
        }
        issues += work.issues
        return CompiledExpressions(policy: number, inputs: work.inputs, entries: work.entries)
    }

    /// Compiles the expressions of a mutating policy. The types of patches are known to its mutations only.
    ///
    /// Source: `compilePolicy` in `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/compilation.go`.
    mutating func compile(
        _ policy: MutatingAdmissionPolicy, number: Int, issues: inout [PolicyIssue]
    ) -> CompiledExpressions {
        var work = PolicyWork(manifest: policy.manifest, hasParams: policy.paramKind != nil)
        let (_, fields) = addCommon(policy.matchConditions, policy.variables, &work)
        var full = mutationEnvironment(hasParams: work.hasParams)
        full.declareVariables(fields)
        for (index, mutation) in policy.mutations.enumerated() {
            let result: CELType =
                switch mutation.patchType {
                case .applyConfiguration: .object("Object")
                case .jsonPatch: .list(.object("JSONPatch"))
                }
            add(mutation.expression, .mutation(index), [result], full, &work)
        }
        issues += work.issues
        return CompiledExpressions(policy: number, inputs: work.inputs, entries: work.entries)
    }

    private mutating func mutationEnvironment(hasParams: Bool) -> Environment {
        if let known = mutationEnvironments[hasParams] { return known }
        var environment = environments.environment(hasParams: hasParams, hasAuthorizer: true)
        environment.declareMutations()
        mutationEnvironments[hasParams] = environment
        return environment
    }

    /// Conditions and variables; gives what expressions behind them see, and the types of the variables.
    private mutating func addCommon(
        _ conditions: [ValidatingAdmissionPolicy.MatchCondition], _ variables: [ValidatingAdmissionPolicy.Variable],
        _ work: inout PolicyWork
    ) -> (scope: Environment, fields: [String: CELType]) {
        var scope = environments.environment(hasParams: work.hasParams, hasAuthorizer: true)
        for (index, condition) in conditions.enumerated() {
            add(condition.expression, .matchCondition(index), [.boolean], scope, &work)
        }
        scope.declareVariables()
        var fields: [String: CELType] = [:]
        for variable in variables {
            let type = define(variable, scope, &work)
            fields[variable.name] = type
            // In place: a copy for each of many variables takes longer than to check them.
            scope.declareVariable(variable.name, type)
        }
        return (scope, fields)
    }

    /// The type that expressions see of a variable.
    private mutating func define(
        _ variable: ValidatingAdmissionPolicy.Variable, _ scope: Environment, _ work: inout PolicyWork
    ) -> CELType {
        guard let checked = check(variable.expression, nil, scope, &work) else { return .dynamic }
        let reads = ExpressionReads(checked.tree, variables: work.parts)
        work.add(reads)
        // Of two variables of one name nobody knows here which one an expression reads.
        if work.parts.updateValue(reads.result, forKey: variable.name) != nil { work.inputs.insert(.systemFields) }
        do throws(CompilationError) {
            try builder.define("variables.\(variable.name)", checked)
        } catch {
            work.note(variable.expression, error.message, at: error.offset)
        }
        return checked.types[Int(checked.tree.root.rawValue)].ofVariable
    }

    /// What comes of a policy.
    private struct PolicyWork {
        let manifest: Manifest
        let hasParams: Bool
        var entries: [ExpressionSlot: Program.Expression] = [:]
        var inputs: ExpressionInputs = []
        /// What each variable may be of an object with fields that the server sets.
        var parts: [String: SystemParts] = [:]
        var issues: [PolicyIssue] = []

        mutating func add(_ reads: ExpressionReads) {
            inputs.formUnion(reads.inputs)
        }

        mutating func note(
            _ expression: PolicyExpression, _ message: String, at offset: Int?, serverMessage: String? = nil,
            kind: PolicyIssue.Kind = .error
        ) {
            let source = ExpressionSource(expression.text, node: expression.node)
            let position = offset.flatMap { source.position(atByte: $0) } ?? expression.node.position
            var issue = PolicyIssue(
                kind, path: expression.path, message: message,
                place: SourcePlace(origin: manifest.origin, position: position, role: "the expression"))
            issue.serverMessage = serverMessage ?? message
            issues.append(issue)
        }
    }

    private mutating func add(
        _ expression: PolicyExpression, _ slot: ExpressionSlot, _ results: [CELType], _ environment: Environment,
        _ work: inout PolicyWork
    ) {
        guard let checked = check(expression, results, environment, &work) else { return }
        let reads = ExpressionReads(checked.tree, variables: work.parts)
        work.add(reads)
        // Whoever takes the result may read all of it.
        if !reads.result.isEmpty { work.inputs.insert(.systemFields) }
        do throws(CompilationError) {
            work.entries[slot] = try builder.add(checked)
        } catch {
            work.note(expression, error.message, at: error.offset)
        }
    }

    /// The server keeps what it has with a function of its own version, and takes nothing new with it.
    private func noteNewFunction(
        _ tree: ExpressionTree, of expression: PolicyExpression, _ environment: Environment, _ work: inout PolicyWork
    ) {
        guard let minor = environment.kubernetes?.minor, let (name, node) = environment.newFunction(in: tree) else {
            return
        }
        work.note(
            expression,
            "calls \(name)(), which Kubernetes 1.\(minor) refuses in a new or changed policy; it is accepted from "
                + "1.\(minor + 1) on", at: Int(tree[node].anchor), kind: .warning)
    }

    /// The checked expression when it has one of the given types; `nil` stands for any.
    private func check(
        _ expression: PolicyExpression, _ results: [CELType]?, _ environment: Environment, _ work: inout PolicyWork
    ) -> CheckedExpression? {
        // What is not there has its issue already.
        if expression.text.allSatisfy(\.isWhitespace) { return nil }
        let source = ExpressionSource(expression.text, node: expression.node)
        do throws(ExpressionError) {
            let checked = try environment.check(try parser(environment).parse(source))
            noteNewFunction(checked.tree, of: expression, environment, &work)
            let type = checked.types[Int(checked.tree.root.rawValue)]
            guard let results, !results.contains(type) else { return checked }
            let wanted = results.map(\.description)
            let list = wanted.count == 1 ? wanted[0] : "one of [\(wanted.joined(separator: " "))]"
            work.note(expression, "must evaluate to \(list) but got \(type)", at: 0)
        } catch {
            let display = "compilation failed: \(error.displayText(of: source))"
            for issue in error.issues {
                let advice = issue.suggestion.map { " (\($0))" } ?? ""
                work.note(
                    expression, "compilation failed: \(issue.message)\(advice)", at: issue.byteOffset,
                    serverMessage: display)
            }
        }
        return nil
    }
}
