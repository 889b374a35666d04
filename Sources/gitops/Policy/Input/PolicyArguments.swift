import ArgumentParser
import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport

/// Arguments of every command that asks policies about manifests.
struct PolicyArguments: ParsableArguments {
    enum Operation: String, ExpressibleByArgument, CaseIterable {
        case create, update, delete
    }

    enum Action: String, ExpressibleByArgument, CaseIterable {
        case deny, warn, audit

        var action: PolicyAction {
            switch self {
            case .deny: .deny
            case .warn: .warn
            case .audit: .audit
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "Policies, their bindings and parameters: a file or a directory, or with --repo also REV:PATH, so that a change "
                + "is judged by the policies of its base; may be repeated.", valueName: "path"))
    var policies: [String] = []

    @Argument(
        help: ArgumentHelp(
            "Files, directories or - for standard input; with --repo, a revision or a range A..B of base and head.",
            valueName: "input"))
    var inputs: [String] = []

    @Option(
        help: ArgumentHelp(
            "What is there already: a file or a directory, or with --repo a revision. Its objects are updated, and those "
                + "that are gone are deleted.", valueName: "path or rev"))
    var base: String?

    @Option(help: ArgumentHelp("Read revisions of this repository, without a checkout.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("Read only what is below this path of the repository.", valueName: "path"))
    var path: String?

    @Option(help: "What happens to the objects when there is no base; an update leaves them as they are.")
    var operation: Operation?

    @Option(help: ArgumentHelp("The version whose rules apply.", valueName: "1.N"))
    var kubernetesVersion = KubernetesVersion.newest

    @Option(
        help: ArgumentHelp(
            "Who applies the manifests, for policies that ask; the groups that the API server puts everybody into are added, "
                + "and those of a service account named as system:serviceaccount:NAMESPACE:NAME.", valueName: "name"))
    var user: String?

    @Option(name: .customLong("group"), help: ArgumentHelp("A group of the user; may be repeated.", valueName: "name"))
    var groups: [String] = []

    @Option(
        help: ArgumentHelp(
            "Roles and bindings of the cluster, for policies that ask the authorizer; read as policies are, may be repeated.",
            valueName: "path"))
    var access: [String] = []

    @Option(
        help: ArgumentHelp(
            "More definitions of custom resources, besides those among the manifests; read as policies are, may be repeated.",
            valueName: "path"))
    var definitions: [String] = []

    @Option(help: ArgumentHelp("Exceptions from policies; read as policies are, may be repeated.", valueName: "path"))
    var exceptions: [String] = []

    @Option(
        help: ArgumentHelp("The instant that exceptions expire by, as 2026-12-31T12:00:00Z; now by default."),
        transform: Timestamp.init(argument:))
    var now: Timestamp?

    @Option(help: "Evaluate policies that nothing binds as well, with this action; the server does not.")
    var unbound: Action?

    @Option(help: ArgumentHelp("The namespace of objects that name none.", valueName: "name"))
    var defaultNamespace = "default"

    @Option(
        help: ArgumentHelp(
            "What is taken of a namespace, default and kube-system too, whose manifest is not there: nothing, so that a "
                + "policy is unknown where the labels decide, or that it has no labels but its name."))
    var unlistedNamespaces = UnlistedNamespaces.unknown

    @OptionGroup var loading: LoadingArguments

    func validate() throws {
        if repo == nil {
            guard !inputs.isEmpty else {
                throw ValidationError("give files, directories or - for standard input; or a repository with --repo")
            }
            guard path == nil else { throw ValidationError("--path goes with --repo") }
        } else {
            guard inputs.count <= 1 else { throw ValidationError("with --repo, give one revision or one range A..B") }
            guard base == nil || inputs.first?.contains("..") != true else {
                throw ValidationError("a range A..B has its base already; leave out --base")
            }
        }
        guard operation == nil || base == nil && inputs.first?.contains("..") != true || repo == nil && base == nil
        else {
            throw ValidationError("a base tells what happens to each object; leave out --operation or the base")
        }
        guard user != nil || groups.isEmpty && access.isEmpty else {
            throw ValidationError("--group and --access go with --user")
        }
        guard now == nil || !exceptions.isEmpty else { throw ValidationError("--now goes with --exceptions") }
        let all = policies + inputs + access + exceptions + definitions + [base].compactMap { $0 }
        guard all.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read once only")
        }
        kubernetesVersion.warnIfUnknown()
    }

    func options(access: AccessModel?) -> AdmissionOptions {
        AdmissionOptions(
            kubernetes: kubernetesVersion, user: user.map { .authenticated(username: $0, groups: groups) },
            access: access, defaultNamespace: defaultNamespace, unlistedNamespaces: unlistedNamespaces,
            threads: loading.threads)
    }

    var policyOptions: PolicySetOptions {
        PolicySetOptions(
            kubernetes: kubernetesVersion, actionsWithoutBinding: unbound.map { [$0.action] } ?? [])
    }
}
