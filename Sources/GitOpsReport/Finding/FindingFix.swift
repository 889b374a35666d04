public import GitOpsManifest

/// A way to mend what a finding tells.
public struct FindingFix: Sendable, Hashable {
    /// What to do, in one sentence.
    public var text: String
    /// The changes of files that do it; empty when a person has to decide.
    public var edits: [Replacement]

    /// Text to stand in the place of other text.
    public struct Replacement: Sendable, Hashable {
        /// The file.
        public var origin: Origin
        /// Where the text to be replaced begins.
        public var start: SourcePosition
        /// Just behind its last character; the same as `start` to insert.
        public var end: SourcePosition
        /// The new text.
        public var text: String

        /// A replacement from its parts.
        public init(origin: Origin, start: SourcePosition, end: SourcePosition, text: String) {
            self.origin = origin
            self.start = start
            self.end = end
            self.text = text
        }
    }

    /// A fix from its parts.
    public init(_ text: String, edits: [Replacement] = []) {
        self.text = text
        self.edits = edits
    }
}
