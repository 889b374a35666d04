import GitOpsDiff
import GitOpsManifest

/// What re-applying manifests would change in a cluster, and what that does to what runs.
func drift(of folder: String, live dump: String, ignoring rules: String) throws {
    let loader = ManifestLoader(naming: .asGiven)
    let diff = ClusterDiff(
        mode: .serverSideApply(manager: "flux"), explainsLiveOnly: true,
        rules: try DriftRules(SourceText(contentsOf: rules)))
    let report = diff.compare(desired: loader.loadBlocking([folder]), live: loader.loadBlocking([dump]))
    for resource in report.resources where resource.state == .drifted {
        guard let desired = resource.desired, let live = resource.live else { continue }
        let risk = RiskClassifier().assess(resource.result, desired: desired.root, live: live.root)
        print(resource.id, risk.highest.words)
        for change in resource.result.changes { print("  ", change.path, change.desired?.position ?? "removed") }
        for field in resource.result.liveOnly where field.explanation == .unexplained { print("   ?", field.path) }
    }
    print(report.summary)
}
