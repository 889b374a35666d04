public import GitOpsManifest

/// Prints how desired manifests stand to a cluster.
///
/// The values of Secrets are never printed: only that they differ.
public struct ClusterReportRenderer: Sendable {
    /// The form of the output.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Lines for people.
        case text
        /// One JSON object a line: each difference, each live-only field, each object that one side lacks.
        case json
        /// What `kubectl diff` prints: the live object against what re-applying makes of it, as a unified diff.
        case unified
    }

    /// The form of the output.
    public var format: Format
    /// Whether objects in sync, and live objects that nobody desires, are listed as well.
    public var showsAll: Bool
    /// Whether ignored differences are listed with the rules that hide them, and rules that hide nothing.
    public var showsIgnored: Bool
    /// Says what the differences do when the manifests are applied; `nil` to leave it out.
    public var risk: RiskClassifier?
    /// The longest value in `text`, in characters.
    public var valueLength: Int

    /// A renderer with the given options.
    public init(
        format: Format = .text, showsAll: Bool = false, showsIgnored: Bool = false, risk: RiskClassifier? = nil,
        valueLength: Int = 80
    ) {
        self.format = format
        self.showsAll = showsAll
        self.showsIgnored = showsIgnored
        self.risk = risk
        self.valueLength = valueLength
    }

    /// The report as text that ends in a line break, or is empty when a machine format has nothing to say.
    ///
    /// Complexity: O(size of what differs).
    ///
    /// - Throws: `DocumentBuilderError`, as no renderer of findings does, because values of manifests are printed: one that
    ///   is nested too deeply for a line of JSON, or too large, must not be left out silently.
    public func render(_ report: ClusterReport) throws(DocumentBuilderError) -> String {
        switch format {
        case .text: return text(report)
        case .unified: return try unified(report)
        case .json:
            var lines: [String] = []
            for resource in report.resources { lines += try json(resource) }
            for entry in report.unreadable { lines.append(try json(entry)) }
            if showsIgnored { for rule in report.rulesHidingNothing { lines.append(try json(unused: rule)) } }
            return PrintableText.escapedInJSON(lines.map { $0 + "\n" }.joined())
        }
    }

    func isMasked(_ node: Node, _ resource: ResourceDrift) -> Bool {
        resource.id.isSecret || SecretPlaces.touches(node)
    }
}
