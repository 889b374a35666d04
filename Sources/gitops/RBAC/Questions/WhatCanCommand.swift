import ArgumentParser
import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac what-can`: everything that somebody may do.
struct WhatCanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-can",
        abstract: "List what somebody may do, in as few rules as come to the same.",
        discussion: """
            The groups that the API server puts the subject into count as well, unless --own is given.

            Examples:
              gitops rbac what-can sa:ci/deployer deploy/
              gitops rbac what-can user:ann --as-group developers --own --repo . --output json

            Of hundreds of rules that overlap in many ways the list is complete, and not the smallest; a warning \
            tells so.

            A subject that nothing names has what the API server grants everybody; a warning tells so, with the \
            nearest name there is.

            Exit status: 0 answered, 2 a part of the input could not be read, 64 wrong usage.
            """)

    @Argument(help: "Who, as user:ann, group:ops or sa:shop/web.", transform: Subject.init(argument:))
    var subject: Subject

    @Argument(help: "Files, directories, or - for standard input.")
    var paths: [String] = []

    @Option(
        name: .customLong("as-group"),
        help: ArgumentHelp("A group of the subject; may be repeated.", valueName: "name"))
    var groups: [String] = []

    @Flag(help: "Leave out what it has through the groups that the API server puts it into.")
    var own = false

    @Option(help: "How to print the list.")
    var output = TableRenderer.Format.text

    @OptionGroup var access: AccessArguments

    func validate() throws { try access.validate(paths: paths) }

    func run() async throws {
        var input = try await access.read(paths)
        input.warn()
        // Who has groups needs no binding of its own.
        input.warn(ofUnknown: groups.isEmpty ? [subject] : groups.map(Subject.group))
        let permissions = self.permissions(input.model)
        if permissions.isSuperuser { Terminal.warn("gitops: members of system:masters may do everything") }
        if !permissions.isSmallest {
            Terminal.warn(
                "gitops: the rules overlap in so many ways that they were not put together as far as they could be: "
                    + "the list is complete, and not the smallest")
        }
        input.authors.lookUp(permissions.permissions.flatMap { $0.grants.flatMap(\.places) })
        let authors = input.authors
        let table = Table(
            columns: [
                .init("permission", title: "May"), .init("namespaces", title: "Where"),
                .init("rules", title: "Rules at"), .init("subjects", title: "Bound at"),
            ] + authors.columns,
            rows: permissions.permissions.map { held in
                [
                    .text("\(held.permission.rule)"), .text(held.permission.scope),
                    .list(unique(held.grants.map { "\($0.rulePlace)" })),
                    .list(unique(held.grants.map { "\($0.subjectPlace)" })),
                ] + authors.cells(held.grants.first?.subjectPlace)
            })
        Terminal.write(table, as: output, color: access.model.color)
        try input.finish(reports: false)
    }

    private func permissions(_ model: AccessModel) -> EffectivePermissions {
        if groups.isEmpty { return model.whatCan(subject, includingGroups: !own) }
        let isGroup = subject.kind == .group
        return model.whatCan(
            user: isGroup ? "" : subject.username,
            groups: (isGroup ? [subject.name] : own ? [] : subject.implicitGroups) + groups)
    }

    private func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
