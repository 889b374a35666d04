import GitOpsHistory

extension HistoryEntry.Change {
    /// What was done, as tables for people call it; formats for machines keep the identifier.
    func text(isForPeople: Bool) -> String {
        guard isForPeople else { return rawValue }
        return switch self {
        case .added, .modified, .moved, .reformatted, .removed: rawValue
        case .becameUnreadable: "became unreadable"
        case .readableAgain: "readable again"
        }
    }
}
