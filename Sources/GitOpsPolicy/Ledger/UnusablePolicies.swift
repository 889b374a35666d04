/// The policies that cannot be evaluated, by the documents of which that is true: a broken policy of thousands of
/// documents is told in one line.
struct UnusablePolicies {
    private var counts: [Int: Int] = [:]

    init(_ documents: [[LedgerEntry]]) {
        for entry in documents.joined() {
            if case .unknown = entry.outcome { counts[entry.policy, default: 0] += 1 }
        }
    }

    /// The number of documents, when this is asked for the first time.
    mutating func takeCount(of policy: Int) -> Int? { counts.removeValue(forKey: policy) }

    /// What is wrong, for so many documents of which one is told.
    static func message(_ issues: [PolicyIssue], documents: Int) -> String {
        let reason = issues.first.map { "\($0.path): \($0.message)" } ?? "it could not be read"
        let others = documents == 1 ? "" : ", for this document and \(documents - 1) more"
        return "the policy cannot be evaluated\(others): \(reason)"
    }
}
