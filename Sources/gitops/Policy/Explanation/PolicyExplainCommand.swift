import ArgumentParser
import GitOpsManifest
import GitOpsPolicy

/// `gitops policy explain`: why a policy says what it says about a document.
struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Show what policies say about one document: matched or not and why, and each expression with its value.",
        discussion: """
            Shown are the bindings, their parameters, and every expression that the API server would come to, with its \
            value, its cost in the server's units, and the lines of the document that it looks at. Mutating policies \
            come first, as in the server: their conditions, and each mutation with what it changes; validating ones see \
            what they left.

            Examples:
              gitops policy explain --policies policies/ --policy replicas --object Deployment/web deploy/
              gitops policy explain --policies policies/ --object shop/web deploy/

            Exit status: 0 nothing is refused, 1 something is, or is an error or unknown, 2 a part of the input could not \
            be read, or no or more than one document or policy has the name, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    @OptionGroup var arguments: PolicyArguments

    @Option(help: ArgumentHelp("The policy; all of them by default.", valueName: "name"))
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "The document: its name, with the namespace, the kind or both before it, as Deployment/shop/web.",
            valueName: "name"))
    var object: String?

    @Option(
        help: ArgumentHelp(
            "Taken as by gitops policy check, and left out with a note: Pod Security is not explained.",
            valueName: "level[:version]"), transform: PodSecurityStandard.init(argument:))
    var podSecurity: PodSecurityStandard?

    @Flag(help: "Taken as by gitops policy check: Pod Security is not explained.")
    var noPodSecurity = false

    @Option(help: "How to print the explanation.")
    var output = Output.text

    func validate() throws {
        guard podSecurity == nil || !noPodSecurity else {
            throw ValidationError("--pod-security and --no-pod-security exclude each other")
        }
    }

    func run() async throws {
        if podSecurity != nil {
            Terminal.warn("gitops: Pod Security is not explained; gitops policy check tells what it says")
        }
        let input = try await arguments.read()
        input.warn()
        for problem in input.problems { Terminal.warn("gitops: \(problem)") }
        try input.requireDocuments()
        let step = try chosenStep(input.simulation.steps)
        let chosen = try chosenPolicies(input.policies)
        let ledger = input.policies.explain(step, in: input.simulation, exceptions: input.exceptions)
        let mutations = MutationExplanation(set: input.policies.mutating, ledger: ledger, chosen: chosen.mutating)
        let explanation = PolicyExplanation(
            policies: input.policies, ledger: ledger, chosen: chosen.validating, mutations: mutations)
        switch output {
        case .text: Terminal.write(lines: PolicyExplanationText(explanation: explanation).lines)
        case .json: Terminal.write(try PolicyExplanationJSON(explanation: explanation).value.text())
        case .markdown: Terminal.write(PolicyExplanationMarkdown(explanation: explanation).text)
        }
        if !input.problems.isEmpty { throw ExitStatus.unreadable }
        if explanation.isBad { throw ExitStatus.changes }
    }

    /// By their places; a validating and a mutating policy may have the same name.
    private func chosenPolicies(_ set: PolicySet) throws -> (validating: [Int], mutating: [Int]) {
        let all = (validating: set.policies.map(\.name), mutating: set.mutating.policies.map(\.name))
        if all.validating.isEmpty, all.mutating.isEmpty, policy == nil {
            for issue in set.issues { Terminal.warn("gitops: \(issue)") }
            Terminal.warn("gitops: there is no policy to explain; give --policies with one")
            throw ExitStatus.unreadable
        }
        guard let policy else { return (Array(all.validating.indices), Array(all.mutating.indices)) }
        func places(_ names: [String]) -> [Int] { names.indices.filter { names[$0].hasSameBytes(as: policy) } }
        let chosen = (validating: places(all.validating), mutating: places(all.mutating))
        if !chosen.validating.isEmpty || !chosen.mutating.isEmpty { return chosen }
        let known = (all.validating + all.mutating).joined(separator: ", ")
        Terminal.warn("gitops: no policy is named \(policy); there is \(known.isEmpty ? "none at all" : known)")
        throw ExitStatus.unreadable
    }

    private func chosenStep(_ steps: [AdmissionSimulation.Step]) throws -> AdmissionSimulation.Step {
        let found = steps.filter { step in object.map { Self.names($0, step.manifest.id) } ?? true }
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            let list = found.prefix(10).map { "\($0.manifest.id)" }.joined(separator: ", ")
            Terminal.warn("gitops: give one of \(found.count) documents with --object: \(list)")
            throw ExitStatus.unreadable
        }
        Terminal.warn("gitops: no document is named \(object ?? ""); gitops inspect lists them")
        throw ExitStatus.unreadable
    }

    /// `web`, `shop/web`, `Deployment/web`, `Deployment/shop/web`, `Deployment.apps/web`, or as reports name it.
    private static func names(_ text: String, _ id: ResourceID) -> Bool {
        let kinds = [id.kind, "\(id.kind).\(id.group)"]
        let names = [id.name, id.namespace.map { "\($0)/\(id.name)" }].compactMap { $0 }
        return text.hasSameBytes(as: "\(id)") || names.contains { text.hasSameBytes(as: $0) }
            || kinds.contains { kind in names.contains { text.hasSameBytes(as: "\(kind)/\($0)") } }
    }
}
