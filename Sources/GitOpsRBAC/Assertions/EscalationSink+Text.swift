extension EscalationSink {
    /// Reads a sink as files and commands name it: `node-root`, `secrets`, and with a namespace `secrets:shop` or, as
    /// it is printed, `secrets of shop`. `nil` for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let (id, namespace): (String, String?) =
            if parts.count == 2 {
                (parts[0], parts[1])
            } else if words.count == 3, words[1] == "of" {
                (words[0], words[2])
            } else {
                (text, nil)
            }
        self.init(id: id, namespace: namespace)
        // Not every sink can be reached in one namespace alone.
        guard namespace == nil || self.namespace == namespace, namespace?.isEmpty != true else { return nil }
    }
}
