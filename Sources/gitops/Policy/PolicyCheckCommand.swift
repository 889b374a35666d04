import ArgumentParser
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// `gitops policy check`: which manifests the API server would refuse, warn of or record.
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check manifests against admission policies and Pod Security, as the API server does.",
        discussion: """
            Objects get the server's defaults and are asked about as they would be created; with --base, as they are \
            updated or deleted. Namespaces, definitions and parameters are looked up in the manifests; a namespace that is not \
            there has labels that nobody knows, unless --unlisted-namespaces says that it has none. Every document and \
            policy is accounted for: what cannot be evaluated is unknown, and fails the check unless --allow-unknown is \
            given. A policy that does not load or compile is an error either way. MutatingAdmissionPolicies come first: what \
            they change is told, with the patch in JSON, and validating policies and Pod Security see the object as it is then \
            (gitops policy mutate prints it). Custom resources are asked about with the rules of their definitions, which are looked \
            for among the manifests and in --definitions. Pod Security follows the labels of \
            Namespaces in the manifests; --pod-security tells what goes for all others.

            Examples:
              gitops policy check --policies policies/ deploy/
              gitops policy check --policies policies/ --base old/ new/
              gitops policy check --policies main:policies/ --repo . main..HEAD --path clusters/production --output sarif
              gitops policy check --policies policies/ --exceptions exceptions/ --user ann --group ops deploy/
              gitops policy check --pod-security restricted deploy/

            Exit status: 0 nothing is refused, 1 something is, or is an error or unknown, 2 a part of the input could not \
            be read or there is no policy, no document or no exception in what was named, 64 wrong usage.
            """)

    @OptionGroup var arguments: PolicyArguments

    @Option(
        help: ArgumentHelp(
            "The Pod Security standard of namespaces that ask for none, as baseline or restricted:v1.30.",
            valueName: "level[:version]"), transform: PodSecurityStandard.init(argument:))
    var podSecurity: PodSecurityStandard?

    @Flag(help: "Leave Pod Security out.")
    var noPodSecurity = false

    @Flag(help: "What cannot be evaluated does not fail the check.")
    var allowUnknown = false

    @Flag(help: "Show what passes as well.")
    var showPassed = false

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @Option(help: "How to print the findings.")
    var output = FindingRenderer.Format.text

    func validate() throws {
        guard podSecurity == nil || !noPodSecurity else {
            throw ValidationError("--pod-security and --no-pod-security exclude each other")
        }
        if let podSecurity { podSecurity.warnIfNewer(than: arguments.kubernetesVersion) }
    }

    func run() async throws {
        let input = try await arguments.read()
        let check = input.policies.check(input.simulation, exceptions: input.exceptions)
        let pods = PodSecurityRun(input, after: check, assumed: podSecurity, arguments: arguments)
        let reviews = noPodSecurity ? nil : pods.reviews
        let rules = CustomResourceRules(definitionsIn: input.definitions, kubernetes: arguments.kubernetesVersion)
        let hasPolicies = input.policies.hasPolicies
        // Policies that were named and are not there must not pass because nothing else has anything to say.
        let hasOthers = reviews != nil || !arguments.definitions.isEmpty && !rules.isEmpty
        guard hasPolicies || arguments.policies.isEmpty && hasOthers else {
            for problem in input.problems { Terminal.warn("gitops: \(problem)") }
            for issue in input.policies.issues { Terminal.warn("gitops: \(issue)") }
            let definitions = input.moreDefinitions
                .manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io").map(\.id.name)
            if !definitions.isEmpty {
                Terminal.warn("gitops: no rule is in the definitions \(definitions.joined(separator: ", "))")
            } else if !arguments.definitions.isEmpty {
                Terminal.warn(
                    "gitops: \(arguments.definitions.joined(separator: ", ")): there is no definition of a custom resource"
                )
            }
            let advice =
                arguments.policies.isEmpty
                ? "give --policies, or --pod-security LEVEL"
                : "what --policies names has none; mend it, or leave --policies out to check Pod Security alone"
            Terminal.warn("gitops: there is no policy to check against; \(advice)")
            throw ExitStatus.unreadable
        }
        input.warn()
        try input.requireDocuments()
        var report = check.report
        report.findings += rules.findings(check)
        report.findings += CustomResourceRules.duplicates(in: input.moreDefinitions, replacedBy: input.head)
        report.findings += check.duplicates + (reviews ?? []).flatMap(\.findings)
        report.findings += input.policies.typeCheckingWarnings(definitionsIn: input.definitions).flatMap(\.findings)
        if showPassed { report.findings += check.passed }
        report.problems = input.problems
        report = report.sorted()
        Terminal.write(
            FindingRenderer(
                format: output, isColored: color.isOn, showsPassed: showPassed, revision: input.revision
            ).render(report))
        tell(PolicyLedgerText(check, reviews: reviews, unreadable: input.problems.count))
        try finish(report)
    }

    /// The ledger belongs to the text; in other formats it would break what reads them.
    private func tell(_ ledger: PolicyLedgerText) {
        switch output {
        case .text: Terminal.write(lines: ledger.lines)
        case .markdown: Terminal.write(lines: [""] + ledger.lines.map { "\($0)  " })
        case .json, .jsonlines, .csv, .junit, .sarif, .policyreport, .github:
            for line in ledger.lines { Terminal.warn("gitops: \(line)") }
        }
    }

    private func finish(_ report: FindingReport) throws {
        if !report.problems.isEmpty { throw ExitStatus.unreadable }
        switch report.verdict {
        case .fail, .error: throw ExitStatus.changes
        case .unknown where !allowUnknown: throw ExitStatus.changes
        case .unknown, .pass, .skip, .audit, .warn: break
        }
    }
}
