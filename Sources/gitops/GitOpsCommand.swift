import ArgumentParser

/// The command line: everything it does is a public call of the library.
@main
struct GitOpsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gitops",
        abstract: "What a change to Kubernetes manifests does, before it is merged.",
        discussion: """
            Reads manifests from files, directories, standard input and Git revisions, without a cluster.

            Examples:
              gitops inspect deploy/
              gitops diff deploy/old deploy/new
              gitops diff --repo . main..HEAD --path clusters/production
              gitops cel 'object.spec.replicas <= 5' --input deploy/

            Exit status: 0 nothing to report, 1 changes, 2 a part of the input could not be read, 64 wrong usage, 74 the \
            output could not be written.
            """,
        version: "0.1.0",
        subcommands: [
            CheckCommand.self, InspectCommand.self, DiffCommand.self, DriftCommand.self, ValidateCommand.self,
            MergeCommand.self,
            RBACCommand.self, PolicyCommand.self, CELCommand.self,
            HistoryCommand.self, BlameCommand.self, IntroducedCommand.self, ChangedCommand.self, VerifyCommand.self,
            AuditCommand.self, RollbackCommand.self, WatchCommand.self,
        ]
    )
}

/// The exit statuses that scripts can rely on.
enum ExitStatus {
    static let changes = ExitCode(1)
    static let unreadable = ExitCode(2)
    /// `EX_IOERR` of sysexits.h.
    static let unwritable = ExitCode(74)
}
