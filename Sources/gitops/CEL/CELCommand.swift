import ArgumentParser
import GitOpsCEL
import GitOpsManifest

/// `gitops cel`: what an expression says about documents.
struct CELCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cel",
        abstract: "Evaluate an expression of the Common Expression Language over documents, as the API server does.",
        discussion: """
            The expression may use what the API server of --kubernetes-version offers, at its limits of cost, and sees each \
            document as the variable object; --bind self checks the rules of a custom resource. Items of a List are \
            documents of their own, and documents of a file need not be Kubernetes objects. Types of variables are found \
            out when the expression is evaluated, and defaults of the server are not set. Without --input the expression is \
            evaluated once.

            An expression that begins with a minus goes behind --, as in gitops cel -- '-7 / 2'.

            Values that come from Secrets are masked unless --show-secrets is given; a bool is always shown.

            Examples:
              gitops cel 'object.spec.replicas <= 5' --input deploy/ --explain
              kubectl get deploy -A -o yaml | gitops cel 'object.spec.template.spec.containers.map(c, c.image)' --input -
              gitops cel 'object.spec.replicas >= oldObject.spec.replicas' --input new.yaml --variable oldObject=old.yaml
              gitops cel --expression rule.cel --input deploy/ --variable 'params={"max":5}' --kubernetes-version 1.30
              gitops cel "quantity('1Gi').compareTo(quantity('1G'))" --cost

            Exit status: 0 every value is true or no bool at all, 1 one is false, 2 the expression does not compile or has no \
            value, or a part of the input could not be read, 64 wrong usage.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json, yaml
    }

    @OptionGroup var arguments: CELArguments

    @Flag(help: "Show the values that decided, with their lines, where an expression is false or has no value.")
    var explain = false

    @Flag(help: "Show what each evaluation cost, in the units of the API server.")
    var cost = false

    @Flag(help: "Print what comes from Secrets as it is.")
    var showSecrets = false

    @Option(help: "How to print the values; json has one object a line.")
    var output = Output.text

    func run() async throws {
        let text = try arguments.expressionText()
        let input = try await arguments.read(masking: !showSecrets)
        for problem in input.problems { Terminal.warn("gitops: \(problem)") }
        let evaluation: CELEvaluation
        do throws(ExpressionError) {
            evaluation = try CELEvaluation(text.source, arguments.environment, input, explains: explain)
        } catch {
            for line in ExpressionErrorText(error, of: text.source, named: text.name).lines { Terminal.warn(line) }
            throw ExitStatus.unreadable
        }
        guard !input.subjects.isEmpty else {
            Terminal.warn("gitops: the input has no document to evaluate the expression over")
            throw ExitStatus.unreadable
        }
        let outcomes = evaluation.outcomes()
        let report = CELReport(outcomes: outcomes, showsCost: cost)
        switch output {
        case .text: Terminal.write(lines: report.lines)
        case .json: Terminal.write(try report.json())
        case .yaml: Terminal.write(try report.yaml())
        }
        if !input.problems.isEmpty || outcomes.contains(where: \.isFailed) { throw ExitStatus.unreadable }
        if outcomes.contains(where: \.isFalse) { throw ExitStatus.changes }
    }
}
