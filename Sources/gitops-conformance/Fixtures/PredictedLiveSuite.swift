import GitOpsDiff
import GitOpsManifest

/// What the API server answered to a dry run of a forced server-side apply: the fixtures of Argo CD's diff.
///
/// Files: `NAME-config`, `NAME-live`, and the answer `NAME-predicted-live`; the manager is `argocd-controller`.
enum PredictedLiveSuite: Suite {
    static let name = "predicted-live"
    private static let answer = "-predicted-live.json"
    /// The server's own records, whose values depend on when it was asked.
    private static let records: Set<String> = ["managedFields", "resourceVersion", "generation"]

    static func run(path: String) throws -> [CaseResult] {
        let folder = try FixtureFolder(path)
        return try folder.files.filter { $0.hasSuffix(answer) }.map { file in
            let name = String(file.dropLast(answer.count))
            guard let config = folder.files.first(where: { $0.hasPrefix("\(name)-config.") }),
                let live = folder.files.first(where: {
                    // One live object serves two configurations.
                    $0.hasPrefix("\(name)-live.") || $0.hasPrefix("\(name.replacing("no-label", with: "label"))-live.")
                })
            else { throw SuiteError(description: "\(path)/\(file): its configuration and live state are missing") }
            let outcome = try ServerSideApply().apply(
                folder.object(config), to: folder.object(live), as: "argocd-controller", force: true)
            guard case .applied(let document, _) = outcome else {
                return .failed(name, expected: "applied", found: "conflicts")
            }
            let changes = TwoWayDiff(schema: .kubernetes)
                .compare(base: document.root, desired: try folder.object(file))
                .filter { !isRecord($0.path) }.map { "\($0.operation) \($0.path)" }
            return .check(name, expected: "", found: changes.joined(separator: ", "))
        }
    }

    private static func isRecord(_ path: FieldPath) -> Bool {
        guard path.steps.first == .field("metadata"), path.steps.count > 1, case .field(let name) = path.steps[1] else {
            return false
        }
        return records.contains(name)
    }
}
