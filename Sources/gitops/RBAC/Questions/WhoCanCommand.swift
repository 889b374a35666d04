import ArgumentParser
import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac who-can`: everybody who may do something, and by which lines.
struct WhoCanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can",
        abstract: "List everybody who may do something, with the lines that grant it.",
        discussion: """
            With --namespace, the question is about that namespace; without it, about the cluster and every \
            namespace, and each line tells where; for what belongs to the cluster, as nodes, it is about the \
            cluster alone. Beside those listed, members of system:masters may do anything.

            Examples:
              gitops rbac who-can get secrets -f deploy/
              gitops rbac who-can create pods/exec -n shop --repo . --revision main --output csv

            Exit status: 0 answered, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @OptionGroup var request: RequestArguments

    @Flag(help: "Leave out what every API server grants from its start.")
    var own = false

    @Option(help: "How to print the list.")
    var output = TableRenderer.Format.text

    @OptionGroup var access: AccessArguments

    func validate() throws { try access.validate(paths: []) }

    func run() async throws {
        var input = try await access.read()
        input.warn()
        let attributes = try request.attributes(in: input.model)
        if request.namespace != nil, let note = input.model.scopeNote(of: attributes) {
            Terminal.warn("gitops: note: \(note)")
        }
        input.warn(ofUnknown: [], namespaces: [request.namespace ?? ""])
        let holders = self.holders(attributes, input.model)
        let grants = holders.holders.flatMap(\.grants).filter { !own || !$0.isBootstrap }
        input.authors.lookUp(grants.flatMap(\.places))
        Terminal.write(
            GrantTable(grants: grants, authors: input.authors).table, as: output, color: access.model.color)
        try input.finish(reports: false)
    }

    private func holders(_ attributes: SubjectAccessReview.Attributes, _ model: AccessModel) -> AccessHolders {
        if case .resource(let resource) = attributes, request.namespace == nil, model.canHaveNamespace(resource) {
            return model.whoCanAnywhere(resource)
        }
        return model.whoCan(attributes)
    }
}

/// Grants as a table.
struct GrantTable {
    let grants: [Grant]
    let authors: LineAuthors

    var table: Table {
        Table(
            columns: [
                .init("subject", title: "Subject"), .init("namespace", title: "Namespace"),
                .init("role", title: "Role"), .init("rule", title: "Rule"), .init("rulePlace", title: "Rule at"),
                .init("subjectPlace", title: "Bound at"),
            ] + authors.columns,
            rows: grants.map { grant in
                [
                    .text("\(grant.subject)"), .text(grant.namespace ?? "*"), .text("\(grant.role)"),
                    .text("\(grant.rule)"), .text("\(grant.rulePlace)"), .text("\(grant.subjectPlace)"),
                ] + authors.cells(grant.subjectPlace)
            })
    }
}
