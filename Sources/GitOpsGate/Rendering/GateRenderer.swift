import GitOpsManifest
public import GitOpsReport

/// Prints the result of a gate in the formats of `FindingRenderer`.
///
/// `text` and `markdown` begin with what changed; `json` has the members `changes` and `ledger` beside those of a report. The other
/// formats have the findings. `text`, `markdown`, `json` and `github` say what was passed over because of its name. The same result gives the same bytes.
public struct GateRenderer: Sendable {
    /// The form of the output.
    public var format: Format
    /// Whether `text` contains ANSI colours.
    public var isColored: Bool
    /// Whether findings that ask for nothing are listed one by one, as in `FindingRenderer`.
    public var showsPassed: Bool
    /// Whether findings that the base has as well are listed one by one in `text` and `markdown`; they are counted either way.
    public var showsExisting: Bool
    /// The repository state that was looked at, for `sarif` and for links in `markdown`.
    public var revision: ReportRevision?
    /// The longest `markdown`, in bytes: findings that do not fit are counted.
    public var markdownLimit: Int

    /// The form of the output.
    public typealias Format = FindingRenderer.Format

    /// A renderer with the given options.
    public init(
        format: Format = .text, isColored: Bool = false, showsPassed: Bool = false, showsExisting: Bool = false,
        revision: ReportRevision? = nil, markdownLimit: Int = 60_000
    ) {
        self.format = format
        self.isColored = isColored
        self.showsPassed = showsPassed
        self.showsExisting = showsExisting
        self.revision = revision
        self.markdownLimit = markdownLimit
    }

    /// How findings are printed.
    var findings: FindingRenderer {
        FindingRenderer(
            format: format, isColored: isColored, showsPassed: showsPassed, revision: revision,
            markdownLimit: markdownLimit)
    }

    /// The result as text that ends in a line break. Complexity: O(size of the result).
    public func render(_ result: GateResult) -> String {
        switch format {
        case .text: GateTextRendering(options: self).render(result)
        case .markdown: GateMarkdownRendering(options: self).render(result)
        case .json: GateJSONRendering().render(result)
        case .github: findings.render(result.report) + (result.ledger.hiddenWords.map(Self.line) ?? "")
        case .jsonlines, .csv, .junit, .sarif, .policyreport: findings.render(result.report)
        }
    }

    private static func line(_ text: String) -> String {
        PrintableText.withoutCommands(PrintableText.escaped(text)) + "\n"
    }

    /// The findings that are listed for people, and how many are not.
    func listed(_ report: FindingReport) -> (findings: [Finding], existing: Int, fixed: Int) {
        let told = report.findings.filter { $0.verdict.needsAttention }
        let shown = told.filter { showsExisting || $0.status != .existing || $0.effectiveVerdict >= .unknown }
        return (shown, told.count - shown.count, report.findings.count { $0.status == .fixed })
    }
}
