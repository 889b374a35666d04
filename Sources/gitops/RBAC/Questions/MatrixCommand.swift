import ArgumentParser
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac matrix`: subjects, resources and verbs in one table.
struct MatrixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Show which verbs subjects may use on which resources, in one namespace or the whole cluster.",
        discussion: """
            A line for each subject and resource that allows anything. Without options, the subjects are the accounts \
            of the set and those that its own bindings name, and the resources those that its rules name.

            Examples:
              gitops rbac matrix deploy/ -n shop
              gitops rbac matrix deploy/ --subject sa:ci/deployer --resource secrets --resource deployments.apps

            Exit status: 0 answered, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(
        help: ArgumentHelp("Only this subject; may be repeated.", valueName: "subject"),
        transform: Subject.init(argument:))
    var subject: [Subject] = []

    @Option(help: ArgumentHelp("Only this verb; may be repeated.", valueName: "verb"))
    var verb: [String] = []

    @Option(help: ArgumentHelp("Only this resource; may be repeated.", valueName: "resource"))
    var resource: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("The namespace; without it the whole cluster.", valueName: "name"))
    var namespace: String?

    @Option(help: "How to print the matrix.")
    var output = TableRenderer.Format.text

    @OptionGroup var access: AccessArguments

    func validate() throws { try access.validate(paths: paths) }

    func run() async throws {
        let input = try await access.read(paths)
        input.warn()
        input.warn(ofUnknown: subject, namespaces: [namespace ?? ""])
        let names = ResourceNames(input.model)
        for verb in verb { try names.checkArgument(verb: verb) }
        let columns =
            resource.isEmpty
            ? try grantedResources(input.model) : try resource.map { try names.resource(argument: $0) }
        let matrix = input.model.matrix(
            of: subject.isEmpty ? input.model.ownSubjects : subject, resources: columns,
            verbs: verb.isEmpty ? AccessMatrix.objectVerbs : verb, namespace: namespace ?? "")
        for note in notes(matrix, input.model) { Terminal.warn("gitops: note: \(note)") }
        Terminal.write(table(matrix), as: output, color: access.model.color)
        try input.finish(reports: false)
    }

    private func grantedResources(_ model: AccessModel) throws -> [AccessMatrix.Resource] {
        do throws(AccessMatrixError) {
            return try model.grantedResources(in: namespace ?? "")
        } catch .tooManyResources(let limit) {
            throw ValidationError("the rules name more than \(limit) resources; name them with --resource")
        }
    }

    /// Tells of columns that no request with a namespace asks for. Those of namespaces have requests of both kinds.
    private func notes(_ matrix: AccessMatrix, _ model: AccessModel) -> [String] {
        matrix.resources.compactMap { column in
            let attributes = ResourceAttributes(
                verb: "get", group: column.group, resource: column.resource, subresource: column.subresource,
                namespace: matrix.namespace)
            return model.scopeNote(on: attributes) == .clusterScoped ? "\(column): \(ScopeNote.clusterScoped)" : nil
        }
    }

    private func table(_ matrix: AccessMatrix) -> Table {
        Table(
            columns: [.init("subject", title: "Subject"), .init("resource", title: "Resource")]
                + matrix.verbs.map { Table.Column($0) },
            rows: matrix.rows.flatMap { row in
                zip(matrix.resources, row.verbs).filter { !$0.1.isEmpty }.map { resource, verbs -> [Table.Cell] in
                    [.text("\(row.subject)"), .text("\(resource)")] + matrix.verbs.map { .boolean(verbs.contains($0)) }
                }
            })
    }
}
