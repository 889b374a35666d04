extension AccessModel {
    /// Why a request is denied; `nil` when it is allowed.
    ///
    /// - Parameters:
    ///   - review: the request that is denied.
    ///   - limit: how many near misses are named at most.
    ///
    /// Complexity: O(rules of the user and groups, and grants that would allow the request to someone).
    public func explainDenial(of review: SubjectAccessReview, limit: Int = 10) -> DenialExplanation? {
        guard !isAllowed(review) else { return nil }
        var search = NearMissSearch(self, review)
        search.searchOwnGrants()
        search.searchOtherSubjects()
        var scopeNote: ScopeNote?
        if case .resource(let attributes) = review.attributes { scopeNote = self.scopeNote(on: attributes) }
        let nearest = search.nearest(limit)
        let conclusion: DenialExplanation.Conclusion =
            if search.bindings.isEmpty {
                nearest.isEmpty ? .noBinding : .otherSubject
            } else {
                nearest.isEmpty ? .nothingNear(bindings: search.bindings.count) : .almost
            }
        return DenialExplanation(nearMisses: nearest, conclusion: conclusion, scopeNote: scopeNote)
    }
}
