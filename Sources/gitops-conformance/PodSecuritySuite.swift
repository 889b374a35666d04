import GitOpsManifest
import GitOpsPolicy

/// The fixtures of pod-security-admission: `level`, `version`, `allowed` and `pod`.
enum PodSecuritySuite: Suite {
    static let name = "pod-security"

    static func run(path: String) throws -> [CaseResult] {
        try CaseFile.lines(path).map { document in
            let root = document.root
            guard let level = root["level"]?.string.flatMap(PodSecurityLevel.init(rawValue:)),
                let version = root["version"]?.string.flatMap(PodSecurityVersion.init),
                let allowed = root["allowed"]?.bool, let name = root["name"]?.string, let pod = root["pod"]?.string
            else {
                throw SuiteError(
                    description: "\(path): a case without `level`, `version`, `allowed`, `name` or `pod`")
            }
            let standard = PodSecurityStandard(level, version)
            return CaseResult.check(
                "\(standard) \(name)", expected: allowed ? "allowed" : "forbidden", found: verdict(on: pod, standard))
        }
    }

    private static func verdict(on pod: String, _ standard: PodSecurityStandard) -> String {
        do {
            let root = try DocumentReader().readFirst(SourceText(pod, name: "pod")).root
            guard let template = try PodTemplate(root) else { return "no pod" }
            return PodSecurityEvaluator().evaluate(template, against: standard).isAllowed ? "allowed" : "forbidden"
        } catch {
            return "\(error)"
        }
    }
}
