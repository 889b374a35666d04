extension LabelSelector {
    /// One entry of `matchExpressions`, as a manifest writes it.
    public struct Expression: Hashable, Sendable {
        /// The label's key.
        public var key: String
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        public var `operator`: String
        /// The values of `In` and `NotIn`.
        public var values: [String]

        /// Makes an entry; nothing is checked yet.
        public init(key: String, operator: String, values: [String] = []) {
            self.key = key
            self.operator = `operator`
            self.values = values
        }
    }

    /// Makes a selector of the two fields of `metav1.LabelSelector`.
    ///
    /// - Throws: ``LabelError`` for the first key, operator or value that is not valid, in the order of keys for
    ///   `matchLabels`, then in the order written.
    public init(
        matchLabels: [String: String], matchExpressions: [Expression] = []
    ) throws(LabelError) {
        var requirements: [LabelRequirement] = []
        for (key, value) in matchLabels.sorted(by: { $0.key < $1.key }) {
            requirements.append(try LabelRequirement(key, .equals(value)))
        }
        for expression in matchExpressions { requirements.append(try LabelRequirement(expression)) }
        self.init(requirements)
    }
}

extension LabelRequirement {
    fileprivate init(_ expression: LabelSelector.Expression) throws(LabelError) {
        let test: Test
        switch expression.operator {
        case "In": test = .isIn(expression.values)
        case "NotIn": test = .isNotIn(expression.values)
        case "Exists": test = .exists
        case "DoesNotExist": test = .doesNotExist
        default: throw .unknownOperator(expression.operator, key: expression.key)
        }
        if test == .exists || test == .doesNotExist, !expression.values.isEmpty {
            throw .unexpectedValues(key: expression.key)
        }
        try self.init(expression.key, test)
    }
}
