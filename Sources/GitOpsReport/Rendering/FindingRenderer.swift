/// Prints a report of findings in the formats that people and programs read.
///
/// The same report gives the same bytes. Names come from manifests: in every format they are escaped so that they mean
/// nothing but themselves.
public struct FindingRenderer: Sendable {
    /// The form of the output.
    public var format: Format
    /// Whether `text` contains ANSI colours.
    public var isColored: Bool
    /// Whether findings that ask for nothing (`pass`, `skip`) are listed one by one in `text`, `markdown` and `sarif`;
    /// they are counted either way. The other formats always have all.
    public var showsPassed: Bool
    /// The repository state that was looked at, for `sarif` and for links in `markdown`.
    public var revision: ReportRevision?
    /// The longest `markdown`, in bytes: findings that do not fit are counted. GitHub takes 65,536 characters a comment.
    public var markdownLimit: Int

    /// The form of the output.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Lines for people.
        case text
        /// One JSON object; the article <doc:Formats> describes its members.
        case json
        /// One JSON object a line: each finding, each problem, and a summary at the end.
        case jsonlines
        /// A table for spreadsheets (RFC 4180).
        case csv
        /// JUnit's XML: a suite a rule, a case a subject.
        case junit
        /// A comment for a pull request.
        case markdown
        /// SARIF 2.1.0, which code scanning services read.
        case sarif
        /// `PolicyReport` and `ClusterPolicyReport` objects (`wgpolicyk8s.io/v1alpha2`) in a JSON list.
        case policyreport
        /// Workflow commands of GitHub Actions, which become annotations of the changed files.
        case github
    }

    /// A renderer with the given options.
    public init(
        format: Format = .text, isColored: Bool = false, showsPassed: Bool = false, revision: ReportRevision? = nil,
        markdownLimit: Int = 60_000
    ) {
        self.format = format
        self.isColored = isColored
        self.showsPassed = showsPassed
        self.revision = revision
        self.markdownLimit = markdownLimit
    }

    /// The report as text that ends in a line break. Complexity: O(size of the report).
    public func render(_ report: FindingReport) -> String {
        switch format {
        case .text: FindingTextRendering(options: self).render(report)
        case .json: FindingJSONRendering().document(report)
        case .jsonlines: FindingJSONRendering().lines(report)
        case .csv: FindingCSVRendering().render(report)
        case .junit: JUnitRendering().render(report)
        case .markdown: FindingMarkdownRendering(options: self).render(report)
        case .sarif: SARIFRendering(options: self).render(report)
        case .policyreport: PolicyReportRendering().render(report)
        case .github: WorkflowCommandRendering(options: self).render(report)
        }
    }

    /// The findings that are listed one by one.
    func listed(_ report: FindingReport) -> [Finding] {
        showsPassed ? report.findings : report.findings.filter { $0.verdict.needsAttention || $0.status == .fixed }
    }
}
