import ArgumentParser

/// `gitops rbac`: who may do what, by which line, and where it leads.
struct RBACCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rbac",
        abstract: "Show who may do what, by which line, where it leads, and what a change gives away.",
        discussion: """
            Roles and bindings are read from files, directories, standard input or a revision of a Git repository, and \
            decided as the API server decides, its own default roles included. Every answer names the lines that it \
            comes from; with --repo and --blame also who wrote them.

            Examples:
              gitops rbac can-i get secrets -n shop --as sa:shop/web -f deploy/
              gitops rbac who-can create pods/exec -f deploy/
              gitops rbac what-can group:developers deploy/
              gitops rbac matrix deploy/ --subject sa:ci/deployer -n shop
              gitops rbac lint deploy/ --output sarif
              gitops rbac diff --repo . main..HEAD --output markdown
              gitops rbac paths deploy/ --from sa:ci/deployer --to cluster-admin --cut
              gitops rbac graph deploy/ --to cluster-admin --output html > paths.html
              gitops rbac assert assertions.yaml deploy/
              gitops rbac suggest --audit audit.log --subject sa:ci/deployer deploy/
              gitops rbac covers edit view

            Subjects are written user:ann, group:ops and serviceaccount:shop/web (or sa:shop/web), as kubectl prints \
            them ("User ann"), or as the API server names accounts (system:serviceaccount:shop:web).

            Exit status: 0 nothing to report or yes, 1 something to report or no, 2 a part of the input could not be \
            read, 64 wrong usage.
            """,
        subcommands: [
            CanICommand.self, WhoCanCommand.self, WhatCanCommand.self, MatrixCommand.self, AccessLintCommand.self,
            AccessDiffCommand.self, PathsCommand.self, EdgesCommand.self, GraphCommand.self, AssertCommand.self,
            SuggestCommand.self, CoversCommand.self, ArgoCDCommand.self,
        ]
    )
}
