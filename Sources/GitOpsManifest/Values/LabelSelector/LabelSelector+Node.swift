extension LabelSelector {
    /// Reads a `metav1.LabelSelector` as it stands in a manifest: `matchLabels` and `matchExpressions`.
    ///
    /// - Throws: ``LabelError`` for the first key, operator or value that is not valid; a value that is no string counts
    ///   as one with characters that are not allowed.
    public init(_ node: Node) throws(LabelError) {
        var labels: [String: String] = [:]
        if let written = node["matchLabels"] {
            for (key, value) in written.members { labels[key] = try Self.text(value, of: key) }
        }
        var expressions: [Expression] = []
        if let written = node["matchExpressions"] {
            for entry in written.elements {
                let key = entry["key"]?.string ?? ""
                var values: [String] = []
                if let listed = entry["values"] {
                    for value in listed.elements { values.append(try Self.text(value, of: key)) }
                }
                expressions.append(Expression(key: key, operator: entry["operator"]?.string ?? "", values: values))
            }
        }
        try self.init(matchLabels: labels, matchExpressions: expressions)
    }

    private static func text(_ value: Node, of key: String) throws(LabelError) -> String {
        guard let text = value.string else { throw .invalidValue(key, .nameCharacters) }
        return text
    }
}
