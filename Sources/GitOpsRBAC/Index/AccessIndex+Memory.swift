extension AccessModel {
    /// Bytes of memory that the model takes besides the manifests it was made of, which it keeps.
    public var byteCount: Int { index.byteCount }
}

extension AccessIndex {
    fileprivate var byteCount: Int {
        func bytes<Element>(_ array: [Element]) -> Int { array.capacity * MemoryLayout<Element>.stride }
        let objects =
            bytes(roles) + bytes(rules) + bytes(effectiveRules) + bytes(bindings) + bytes(boundSubjects)
            + bytes(subjects) + bytes(summaries) + bytes(lists)
        let tables = names.byteCount + rows.byteCount + roleNumbers.byteCount + subjectNumbers.byteCount
        return objects + tables + compiled.byteCount + entriesOfVerb.byteCount + grants.byteCount
            + bindingsOfRole.byteCount + bytes(literalRoles) + bytes(accounts)
            + bytes(definitions)
            + copiesOfRules.values.reduce(copiesOfRules.capacity * 16) { $0 + $1.capacity * 8 }
    }
}
