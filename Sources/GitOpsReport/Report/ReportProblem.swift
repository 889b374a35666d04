public import GitOpsManifest

/// Something that could not be read or evaluated.
public struct ReportProblem: Sendable, Hashable {
    /// Where; `nil` when it has no place.
    public var place: SourcePlace?
    /// What is wrong and what to do.
    public var message: String

    /// A problem from its parts.
    public init(place: SourcePlace? = nil, message: String) {
        self.place = place
        self.message = message
    }

    /// The problem that a part of a set could not be read.
    public init(_ entry: ManifestError) {
        self.init(place: SourcePlace(origin: entry.origin, position: entry.position), message: entry.text)
    }
}

extension ReportProblem: CustomStringConvertible {
    /// `web.yaml:3:1: …`
    public var description: String { place.map { "\($0): \(message)" } ?? message }
}
