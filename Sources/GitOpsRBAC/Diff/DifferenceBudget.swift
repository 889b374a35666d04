/// What the comparison of one subject may take. Rules that overlap in many ways fall into more pieces than anybody reads,
/// and a few kilobytes of them would take hours to be told apart.
struct DifferenceBudget {
    /// Pieces of what came or went; with more, whole rules are told.
    var pieces = PermissionCover.mostPieces
    /// Cuts of a box by another.
    var cuts: Int
    /// Steps of the searches for fewer boxes, and comparisons of two boxes.
    var steps: Int

    /// What all subjects of a change share; the same part for each, so that answers do not depend on threads.
    private static let allCuts = 4_000_000
    private static let allSteps = 20_000_000
    private static let leastCuts = 20_000
    private static let leastSteps = 200_000
    private static let mostCuts = 1_000_000
    private static let mostSteps = 5_000_000

    /// The part of one subject among those that are compared.
    init(subjects: Int) {
        let parts = max(subjects, 1)
        cuts = min(max(Self.allCuts / parts, Self.leastCuts), Self.mostCuts)
        steps = min(max(Self.allSteps / parts, Self.leastSteps), Self.mostSteps)
    }

    /// Takes steps; false when they are used up.
    mutating func take(_ count: Int) -> Bool {
        guard steps >= count else {
            steps = 0
            return false
        }
        steps -= count
        return true
    }
}
