import ArgumentParser
import GitOpsRBAC

/// Arguments of every command that makes a model of roles and bindings.
struct AccessModelArguments: ParsableArguments {
    enum Bootstrap: String, ExpressibleByArgument, CaseIterable {
        case all, roles, none
    }

    @Option(
        help: """
            What every API server has from its start: all its roles and bindings, its roles alone, or none, for a dump \
            of a whole cluster.
            """)
    var bootstrap = Bootstrap.all

    @Flag(help: "Take the rules of aggregated ClusterRoles as they are written.")
    var noAggregate = false

    @Option(help: ArgumentHelp("The namespace of objects that name none.", valueName: "name"))
    var defaultNamespace = "default"

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @OptionGroup var loading: LoadingArguments

    var options: AccessModelOptions {
        let objects: AccessModelOptions.Bootstrap =
            switch bootstrap {
            case .all: .rolesAndBindings
            case .roles: .roles
            case .none: .none
            }
        return AccessModelOptions(
            defaultNamespace: defaultNamespace, aggregates: !noAggregate, bootstrap: objects,
            threads: loading.threads)
    }
}
