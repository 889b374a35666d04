import ArgumentParser
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// `gitops policy mutate`: manifests as mutating admission policies leave them.
struct PolicyMutateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutate",
        abstract: "Print manifests as MutatingAdmissionPolicies leave them, as the API server would store them.",
        discussion: """
            Every object that is created or updated is printed with the changes of all policies and without the server's \
            defaults; comments are lost. With --output patch only the changes are printed, an object a line. What is wrong \
            with a policy is told on standard error; its other mutations are made all the same. With --unbound, whatever \
            the action, policies that nothing binds are asked as well. Values of Secrets are masked unless --show-secrets \
            is given.

            Examples:
              gitops policy mutate --policies policies/ deploy/
              gitops policy mutate --policies policies/ --changed --output json deploy/
              gitops policy mutate --policies policies/ --output patch deploy/

            Exit status: 0 all policies could be asked, 1 one of them failed or is unknown, 2 a part of the input could not \
            be read or there is no mutating policy or no document, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case yaml, json, patch
    }

    @OptionGroup var arguments: PolicyArguments

    @Option(help: "How to print the objects: as they are then, or their changes (RFC 6902).")
    var output = Output.yaml

    @Flag(help: "Leave out what no policy changes, as --output patch always does.")
    var changed = false

    @Flag(help: "Print the values of Secrets.")
    var showSecrets = false

    func validate() throws {
        guard arguments.exceptions.isEmpty else {
            throw ValidationError("exceptions are for validating policies; leave out --exceptions")
        }
        guard arguments.operation != .delete else {
            throw ValidationError("nothing is left to change when objects are deleted; leave out --operation delete")
        }
    }

    func run() async throws {
        let input = try await arguments.read()
        input.warnOfOthers()
        for problem in input.problems { Terminal.warn("gitops: \(problem)") }
        guard !input.policies.mutating.policies.isEmpty else {
            for issue in input.policies.mutating.issues { Terminal.warn("gitops: \(issue)") }
            Terminal.warn("gitops: there is no mutating policy; give --policies with a MutatingAdmissionPolicy")
            throw ExitStatus.unreadable
        }
        try input.requireDocuments()
        let unbound = input.policies.unboundMutatingPolicies
        if !unbound.isEmpty {
            Terminal.warn(
                "gitops: nothing binds \(unbound.joined(separator: ", ")), so that the server does not ask; "
                    + "--unbound deny asks all the same")
        }
        let check = input.policies.check(input.simulation)
        do throws(DocumentBuilderError) {
            let text = MutatedManifestsText(
                documents: check.documents, showsSecrets: showSecrets, isChangedOnly: changed || output == .patch)
            Terminal.write(try text.text(output))
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        try finish(input, check.mutationFindings)
    }

    private func finish(_ input: PolicyInput, _ findings: [Finding]) throws {
        let issues = input.policies.mutating.issues
        for issue in issues { Terminal.warn("gitops: \(issue)") }
        // They may change what is printed.
        let others = input.policies.unevaluated.filter { $0.manifest.id.kind != "ValidatingWebhookConfiguration" }
        for policy in others {
            Terminal.warn(
                "gitops: \(policy.engine.rawValue) policies are not evaluated yet: what "
                    + "\(policy.manifest.id.kind) \(policy.manifest.id.name) changes is not known")
        }
        let failures = findings.filter { $0.verdict > .warn }
        for failure in failures { Terminal.warn("gitops: \(failure)") }
        if !input.problems.isEmpty { throw ExitStatus.unreadable }
        if !failures.isEmpty || !others.isEmpty || issues.contains(where: { $0.kind == .error }) {
            throw ExitStatus.changes
        }
    }
}
