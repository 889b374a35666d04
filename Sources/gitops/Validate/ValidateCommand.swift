import ArgumentParser
import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy
import GitOpsRegex
import GitOpsReport
import GitOpsSchema

/// `gitops validate`: what the API server would refuse or drop.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests against the schema of their kinds: unknown fields, types, formats, required fields.",
        discussion: """
            The built-in kinds are those of Kubernetes 1.36; what --kubernetes-version no longer or not yet serves is a \
            problem, what it deprecates a warning, each with the replacement. So are items and quantities that an apply \
            takes in another way than they look. Custom resources are checked by their definitions and the rules in \
            them, when these are among the manifests or given with --definitions. A kind that nobody knows cannot be checked, and is \
            reported as unknown.

            Examples:
              gitops validate deploy/
              helm template chart | gitops validate -
              gitops validate deploy/ --definitions crds/ --output json
              gitops validate new/ --definitions crds/ --base old/
              gitops validate deploy/ --kubernetes-version 1.32

            Exit status: 0 valid, 1 problems or unknown kinds, 2 a part of the input could not be read, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String]

    @Option(help: ArgumentHelp("More definitions of custom resources.", valueName: "path"))
    var definitions: [String] = []

    @Option(
        help: ArgumentHelp(
            "The objects as they are now: rules that compare with the old object are asked, too.", valueName: "path"))
    var base: [String] = []

    @Option(help: ArgumentHelp("The version that the manifests are for.", valueName: "1.N"))
    var kubernetesVersion = KubernetesVersion.newest

    @Flag(help: "Kinds that nobody knows are no failure.")
    var ignoreUnknownKinds = false

    @Option(help: "How to print the result.")
    var output = Output.text

    @OptionGroup var loading: LoadingArguments

    func validate() { kubernetesVersion.warnIfUnknown() }

    func run() async throws {
        let progress = TerminalProgress.ifVisible()
        let loader = loading.loader(naming: .asGiven)
        let set = try await loader.load(paths, progress: progress)
        let more = definitions.isEmpty ? ManifestSet() : try await loader.load(definitions, progress: progress)
        let before = base.isEmpty ? ManifestSet() : try await loader.load(base, progress: progress)
        progress?.finish()
        Terminal.warn(hiddenIn: set)
        let all = set.appending(more)
        let old = Dictionary(before.manifests.map { ($0.id, $0.root) }, uniquingKeysWith: { $1 })
        let schema = Schema(definitionsIn: all)
        let rules = CustomResourceRules(definitionsIn: all, kubernetes: kubernetesVersion)
        let validator = SchemaValidator(schema: schema, patterns: RegularExpressions())
        let lint = ApplyLint(schema: schema)
        var results = set.manifests.map { manifest in
            let violations = validator.validate(manifest.root)
            return CheckedManifest(
                manifest: manifest, violations: violations,
                rules: rules.validate(manifest.root, old: old[manifest.id], after: violations ?? []) ?? [],
                issues: rules.issues(of: manifest, besides: violations ?? []),
                version: APIVersions.status(
                    of: GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind),
                    minor: kubernetesVersion.minor),
                lints: lint.check(manifest.root))
        }
        // Of definitions beside the manifests only their rules are looked at, by which the objects are judged.
        let checked = Set(set.manifests.map(\.origin))
        results += more.manifests.filter { !checked.contains($0.origin) }.compactMap { definition in
            CheckedManifest(definition, issues: rules.issues(of: definition))
        }
        let report = ValidationReport(results: results, set: set, problems: schema.problems)
        switch output {
        case .text: Terminal.write(report.text)
        case .json: Terminal.write(try report.json())
        }
        if ![set, more, before].allSatisfy(\.unreadable.isEmpty) { throw ExitStatus.unreadable }
        if report.problemCount > 0 || report.unknownCount > 0 && !ignoreUnknownKinds || !schema.problems.isEmpty {
            throw ExitStatus.changes
        }
    }
}

/// Patterns of structural schemas by RE2.
struct RegularExpressions: PatternMatching {
    private let cache = RegularExpressionCache()
    func matches(_ text: String, pattern: String) -> Bool? { cache.matches(text, pattern: pattern) }
}
