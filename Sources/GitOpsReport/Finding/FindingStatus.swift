/// What a finding is beside those of an older state of the same files.
public enum FindingStatus: String, Sendable, Hashable, CaseIterable {
    /// The older state does not have it.
    case new
    /// Both states have it.
    case existing
    /// Only the older state has it.
    case fixed
}
