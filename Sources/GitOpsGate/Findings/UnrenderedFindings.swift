import GitOpsManifest
import GitOpsReport

/// Changes of files from which another program makes what is delivered: what they do is not looked at, and that must not pass
/// silently.
struct UnrenderedFindings {
    private let base: ManifestSet
    private let head: ManifestSet
    private let severity: Severity

    init(base: ManifestSet, head: ManifestSet, severity: Severity) {
        self.base = base
        self.head = head
        self.severity = severity
    }

    private static let rule = FindingRule(
        id: "gate-unrendered", summary: "What is delivered is looked at as it is delivered.",
        help: "Render the overlay or chart for both states, and check what comes out.", severity: .low, tags: ["gate"])

    /// One finding a file, in the order of the head. Complexity: O(files).
    func all() -> [Finding] {
        let known = Dictionary(grouping: base.nonResources) { ExactText($0.origin.path) }
        let charts = Set(head.nonResources.filter { Self.name($0) == "Chart.yaml" }.map { ExactText(Self.folder($0)) })
        var told: Set<ExactText> = []
        return head.nonResources.compactMap { entry in
            let path = ExactText(entry.origin.path)
            let former = known[path]?.first { $0.origin.documentIndex == entry.origin.documentIndex }
            guard !told.contains(path), let finding = finding(entry, former, charts) else { return nil }
            told.insert(path)
            return finding
        }
    }

    private func finding(
        _ entry: ManifestError, _ former: ManifestError?, _ charts: Set<ExactText>
    ) -> Finding? {
        if let former, let hash = former.contentHash, hash == entry.contentHash { return nil }
        if let fields = entry.topFields { return kustomization(entry, fields, former?.topFields ?? []) }
        let name = Self.name(entry)
        guard name == "Chart.yaml" || name.hasPrefix("values"), charts.contains(ExactText(Self.folder(entry))) else {
            return nil
        }
        return make(entry, entry.position, "the chart is not rendered, so that nobody looked at what this change does")
    }

    private func kustomization(
        _ entry: ManifestError, _ fields: [ManifestError.TopField], _ former: [ManifestError.TopField]
    ) -> Finding? {
        let old = Dictionary(former.map { (ExactText($0.name), $0) }) { first, _ in first }
        let present = Set(fields.map { ExactText($0.name) })
        let changed = fields.filter { field in
            let before = old[ExactText(field.name)]
            return field.contentHash != before?.contentHash && Self.matters(field, before)
        }
        let removed = former.filter { !present.contains(ExactText($0.name)) && Self.matters($0, nil) }
        guard !changed.isEmpty || !removed.isEmpty else { return nil }
        let names = (changed.map(\.name) + removed.map { "\($0.name) (removed)" }).joined(separator: ", ")
        return make(
            entry, changed.first?.position ?? entry.position,
            "kustomize is not run, so that nobody looked at what this change does: \(ShortText.cut(names, to: 200))")
    }

    /// Whether a field of a kustomization makes something else of the files that are looked at. Files and folders that
    /// it only names are looked at themselves.
    private static func matters(
        _ field: ManifestError.TopField, _ former: ManifestError.TopField?
    ) -> Bool {
        switch field.name {
        case "apiVersion", "kind", "metadata": return false
        case "resources", "bases":
            let known = Set((former?.texts ?? []).map { ExactText($0) })
            return field.texts.contains { !known.contains(ExactText($0)) && !isLookedAt($0) }
        default: return true
        }
    }

    /// Whether an entry of `resources` may be a file or folder that is among the manifests.
    private static func isLookedAt(_ text: String) -> Bool {
        if text.contains("://") || text.contains("?ref=") || text.contains("//") || text.contains("@") { return false }
        if text.hasPrefix("github.com/") || text.hasPrefix("/") { return false }
        let name = text.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
        guard name.contains("."), name != ".", name != ".." else { return true }
        return [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    }

    private func make(_ entry: ManifestError, _ position: SourcePosition?, _ message: String) -> Finding {
        var rule = Self.rule
        rule.severity = severity
        var finding = Finding(
            rule: rule, verdict: .fail, subject: .other(entry.origin.path), message: message,
            places: [SourcePlace(origin: entry.origin, position: position)])
        finding.status = .new
        return finding
    }

    private static func name(_ entry: ManifestError) -> String {
        let path = entry.origin.path
        return path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    private static func folder(_ entry: ManifestError) -> String {
        let path = entry.origin.path
        return path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
    }
}
