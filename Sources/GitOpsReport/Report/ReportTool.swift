/// The program that made a report.
public struct ReportTool: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its version, as semantic versioning spells it; `nil` when it has none.
    public var version: String?
    /// A page about it.
    public var informationURI: String?

    /// A tool from its parts.
    public init(name: String = "gitops", version: String? = nil, informationURI: String? = nil) {
        self.name = name
        self.version = version
        self.informationURI = informationURI
    }
}
