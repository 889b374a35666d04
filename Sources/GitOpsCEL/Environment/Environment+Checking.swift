extension Environment {
    /// Finds the types of a tree.
    ///
    /// - Throws: ``ExpressionError`` with everything that does not fit, in the order of the text, in the words of
    ///   cel-go.
    package func check(_ tree: ExpressionTree) throws(ExpressionError) -> CheckedExpression {
        guard tree.isDeep else { return try checkHere(tree) }
        return try RoomyStack.run {
            Result { () throws(ExpressionError) in try checkHere(tree) }
        }
    }

    private func checkHere(_ tree: ExpressionTree) throws(ExpressionError) -> CheckedExpression {
        var checker = Checker(tree, in: self)
        let checked = checker.run()
        guard var checked, checker.issues.isEmpty else {
            throw ExpressionError(issues(checker.issues, in: tree))
        }
        checked.keysMayRepeat = !libraries.rules.contains(.differentKeys)
        let found = LiteralValidation.issues(
            &checked, libraries.rules, constantPatterns ?? ConstantPatterns())
        guard found.isEmpty else { throw ExpressionError(issues(found, in: tree)) }
        return checked
    }

    private func issues(_ found: [Checker.Issue], in tree: ExpressionTree) -> [ExpressionIssue] {
        let sorted = found.enumerated().sorted {
            ($0.element.byteOffset, $0.offset) < ($1.element.byteOffset, $1.offset)
        }
        return sorted.map { _, issue in
            let later = firstVersion(accepting: issue, in: tree).map { "Kubernetes \($0) and later accept it" }
            return ExpressionIssue(
                .check, issue.message, suggestion: later ?? issue.suggestion, at: Int(issue.byteOffset),
                in: tree.source)
        }
    }
}
