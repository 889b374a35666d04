import ArgumentParser

/// `gitops policy`: what admission policies say about manifests before the API server is asked.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check manifests against admission policies and Pod Security as the API server does.",
        discussion: """
            Examples:
              gitops policy check --policies policies/ deploy/
              gitops policy check --policies policies/ --repo . main..HEAD --output sarif
              gitops policy explain --policies policies/ --policy replicas --object Deployment/web deploy/
              gitops policy mutate --policies policies/ deploy/
            """,
        subcommands: [PolicyCheckCommand.self, PolicyMutateCommand.self, PolicyExplainCommand.self]
    )
}
