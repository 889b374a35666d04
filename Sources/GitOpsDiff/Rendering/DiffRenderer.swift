public import GitOpsManifest

/// Prints the differences between two sets of manifests.
///
/// The values of Secrets are masked in every format: what is printed depends only on which of them are equal.
public struct DiffRenderer: Sendable {
    /// The form of the output.
    public var format: Format
    /// Whether values of Secrets are printed as they are.
    public var showsSecrets: Bool
    /// Whether `text` and `unified` contain ANSI colours.
    public var isColored: Bool
    /// Lines around a difference in `unified`.
    public var contextLines: Int
    /// Longest value on a line of `text` and `markdown`, in characters; longer ones are cut to the part that differs.
    public var valueLength: Int
    /// Most lines of an object or list that was added or removed and is too long for one line.
    public var valueLines: Int

    /// The form of the output.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// A line for each change, with its path, file, line and column.
        case text
        /// Unified diff of both states as YAML with sorted keys.
        case unified
        /// One JSON object a line.
        case json
        /// One line of JSON for each resource that changed, with an RFC 6902 patch.
        case jsonpatch
        /// One line of JSON for each resource that changed, with an RFC 7386 merge patch.
        case mergepatch
        /// A comment for a pull request.
        case markdown
    }

    /// A renderer with the given options.
    public init(
        format: Format = .text, showsSecrets: Bool = false, isColored: Bool = false, contextLines: Int = 3,
        valueLength: Int = 120, valueLines: Int = 40, risk: RiskClassifier? = nil
    ) {
        self.format = format
        self.showsSecrets = showsSecrets
        self.isColored = isColored
        self.contextLines = contextLines
        self.valueLength = valueLength
        self.valueLines = valueLines
        self.risk = risk
    }

    /// Says what the changes do to what runs; `nil` to leave it out.
    public var risk: RiskClassifier?

    var excerpt: ValueExcerpt { ValueExcerpt(maximumLength: valueLength, maximumLines: max(0, valueLines)) }

    /// The differences as text that ends in a line break, or is empty when a machine format has nothing to say.
    ///
    /// Complexity: O(size of what differs).
    ///
    /// - Throws: `DocumentBuilderError`, as no renderer of findings does, because values of manifests are printed: one that
    ///   is nested too deeply for a line of JSON, or too large, must not be left out silently.
    public func render(_ diff: ManifestSetDiff) throws(DocumentBuilderError) -> String {
        var resources: [RenderedResource] = []
        for resource in diff.resources {
            resources.append(
                try RenderedResource(
                    resource, showsSecrets: showsSecrets, diff: TwoWayDiff(schema: risk?.schema), risk: risk))
        }
        switch format {
        case .text: return TextRendering(options: self).render(diff, resources)
        case .unified: return UnifiedRendering(options: self).render(diff, resources)
        case .json: return PrintableText.escapedInJSON(try JSONLinesRendering().render(diff, resources))
        case .jsonpatch, .mergepatch:
            let rendering = PatchRendering(isMergePatch: format == .mergepatch)
            return PrintableText.escapedInJSON(try rendering.render(diff, resources))
        case .markdown: return MarkdownRendering(options: self).render(diff, resources)
        }
    }
}

extension ManifestSetDiff {
    /// `2 added, 1 removed, 3 changed, 1 moved, 40 unchanged, 0 unreadable`, and other documents where some changed.
    public var summary: String {
        func count(_ kind: ResourceChange.Kind) -> Int { resources.reduce(0) { $0 + ($1.kind == kind ? 1 : 0) } }
        let others = otherChanges.isEmpty ? "" : ", \(otherChanges.count) other documents changed"
        return
            "\(count(.added)) added, \(count(.removed)) removed, \(count(.changed)) changed, \(count(.moved)) moved, "
            + "\(unchangedCount) unchanged, \(newlyUnreadable.count + stillUnreadable.count) unreadable\(others)"
    }
}
