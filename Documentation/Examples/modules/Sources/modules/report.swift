import GitOpsManifest
import GitOpsReport

/// Which pods mount a folder of their node, for a code scanning service.
func hostFolders(in folder: String) throws -> String {
    let rule = FindingRule(id: "host-path", summary: "A pod mounts a folder of its node.", severity: .high)
    let set = ManifestLoader(naming: .asGiven).loadBlocking([folder])
    var report = FindingReport(findings: [], problems: set.unreadable.map { ReportProblem($0) }, evaluatedRules: [rule])
    for manifest in set.manifests(ofKind: "Pod", group: "") {
        for volume in manifest.root["spec"]?["volumes"]?.elements.map({ $0 }) ?? [] {
            guard let hostPath = volume["hostPath"], let name = volume["name"]?.string else { continue }
            report.findings.append(
                Finding(
                    rule: rule, subject: .resource(manifest.id),
                    path: try FieldPath(parsing: "spec.volumes").appending(.keyed([.init("name", .string(name))])),
                    message: "the volume \(name) is a folder of the node",
                    places: [SourcePlace(hostPath, origin: manifest.origin, key: true)],
                    fixes: [FindingFix("use a volume claim")]))
        }
    }
    print(report.verdict, report.summary)
    return FindingRenderer(format: .sarif).render(report.sorted())
}

/// Who reaches what, as a page to be opened in a browser.
func page() -> String {
    let drawing = GraphDrawing(
        title: "Who reaches cluster-admin",
        nodes: [
            .init(id: "web", label: "shop/web", kind: "ServiceAccount"),
            .init(id: "admin", label: "cluster-admin", kind: "sink", severity: .critical),
        ],
        edges: [.init(from: "web", to: "admin", label: "binds any role")])
    return GraphRenderer(format: .html).render(drawing)
}
