extension AccessModel {
    /// Every grant that bindings give to a subject by its own name, a grant for each rule; those for the whole cluster
    /// first. What it has through groups is not among them.
    ///
    /// Complexity: O(rules of its grants).
    public func grants(of subject: Subject) -> [Grant] {
        let isGroup = subject.kind == .group
        let name = index.names.find(isGroup ? subject.name : subject.username)
        guard let number = index.subjectNumbers.number(isGroup: isGroup, name) else { return [] }
        return index.grants[Int(number)].flatMap { record in
            index.rulesInForce(record.role).map { Grant(index: index, record: record, ruleNumber: $0) }
        }
    }
}
