extension ProgramBuilder {
    /// Parses, checks and adds an expression.
    ///
    /// - Throws: ``ExpressionError`` with everything that the API server would refuse it for.
    @discardableResult
    public mutating func add(
        _ source: ExpressionSource, in environment: Environment
    ) throws(ExpressionError) -> Program.Expression {
        let checked = try Self.check(source, environment)
        do throws(CompilationError) {
            return try add(checked)
        } catch {
            throw Self.refusal(error, source)
        }
    }

    /// Parses, checks and defines what a name such as `variables.containers` stands for in expressions that are added
    /// later. The environment must declare the name for these.
    ///
    /// - Throws: ``ExpressionError`` with everything that the API server would refuse the expression for.
    public mutating func define(
        _ name: String, _ source: ExpressionSource, in environment: Environment
    ) throws(ExpressionError) {
        let checked = try Self.check(source, environment)
        do throws(CompilationError) {
            try define(name, checked)
        } catch {
            throw Self.refusal(error, source)
        }
    }

    private static func check(
        _ source: ExpressionSource, _ environment: Environment
    ) throws(ExpressionError) -> CheckedExpression {
        try environment.check(ExpressionParser(options: environment.parserOptions).parse(source))
    }

    private static func refusal(_ error: CompilationError, _ source: ExpressionSource) -> ExpressionError {
        ExpressionError([ExpressionIssue(.check, error.message, at: error.offset, in: source)])
    }

    /// Adds an expression without checking its types: functions are those of the environment, by name, and a name that
    /// nothing is bound to is an error when it is evaluated.
    @discardableResult
    package mutating func add(
        unchecked tree: ExpressionTree, in environment: Environment
    ) throws(CompilationError) -> Program.Expression {
        let table = environment.functions
        functions = { name, isMember in
            guard let number = table.number(of: name) else { return nil }
            let function = table.functions[number]
            return table.overloads[function.overloads].contains { $0.isMember == isMember } ? function.code : nil
        }
        return try add(unchecked: tree)
    }
}
