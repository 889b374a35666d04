import GitOpsCEL
import GitOpsManifest

/// An expression checked as a test wants it.
struct Checking {
    var environment: Environment

    init(_ environment: Environment = Environment(), _ variables: [String: CELType] = [:]) {
        self.environment = environment
        for (name, type) in variables { self.environment.declare(name, type) }
    }

    init(minor: Int, _ variables: [String: CELType] = [:]) {
        self.init(Environment(kubernetes: KubernetesVersion(minor: minor)), variables)
    }

    func check(_ text: String) throws(ExpressionError) -> CheckedExpression {
        let tree = try ExpressionParser(options: environment.parserOptions).parse(ExpressionSource(text))
        return try environment.check(tree)
    }

    /// The type as errors print it.
    func type(_ text: String) throws -> String {
        let checked = try check(text)
        return checked.types[Int(checked.tree.root.rawValue)].description
    }

    func issues(_ text: String) -> [ExpressionIssue] {
        do {
            _ = try check(text)
            return []
        } catch {
            return error.issues
        }
    }

    /// `line:column: message` of the first issue.
    func refusal(_ text: String) -> String? {
        issues(text).first.map { "\($0.line):\($0.column): \($0.message)" }
    }

    func overloads(_ text: String) throws -> [String] {
        let checked = try check(text)
        guard case .function(_, let overloads) = checked.references[Int(checked.tree.root.rawValue)] else { return [] }
        return overloads.map(\.id)
    }

    func code(_ text: String) throws -> FunctionCode? {
        let checked = try check(text)
        guard case .function(let code, _) = checked.references[Int(checked.tree.root.rawValue)] else { return nil }
        return code
    }
}
