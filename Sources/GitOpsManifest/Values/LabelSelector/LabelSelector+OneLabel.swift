extension LabelSelector {
    /// Whether an object is chosen of whose labels only one is known; `nil` when the others decide.
    ///
    /// Complexity: O(requirements).
    package func matches(knowingOnly key: String, value: String) -> Bool? {
        var isDecided = true
        for requirement in requirements {
            guard requirement.key.hasSameBytes(as: key) else {
                isDecided = false
                continue
            }
            if !requirement.matches(value: value) { return false }
        }
        return isDecided ? true : nil
    }
}
