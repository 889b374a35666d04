/// How much harm what a rule looks for can do.
public enum Severity: String, Sendable, Hashable, CaseIterable {
    case info, low, medium, high, critical
}

extension Severity: Comparable {
    /// By harm, the least first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }
}
