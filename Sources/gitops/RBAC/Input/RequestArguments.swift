import ArgumentParser
import GitOpsRBAC

/// What is asked about: a verb on a resource, or on a path.
struct RequestArguments: ParsableArguments {
    @Argument(help: "The verb: get, list, create, or of a path the method in lowercase.")
    var verb: String

    @Argument(help: ArgumentHelp("The resource, as deployments.apps/scale, or a path that begins with /."))
    var resource: String?

    @Argument(help: "The name of the object.")
    var name: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The namespace; without it the whole cluster.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("A path that is no resource, as /metrics.", valueName: "path"))
    var url: String?

    func validate() throws {
        guard (resource == nil) != (url == nil) else {
            throw ValidationError("give a resource, or a path with --url")
        }
        guard requestedPath == nil || name == nil && namespace == nil else {
            throw ValidationError("a path has neither a name nor a namespace")
        }
    }

    private var requestedPath: String? { url ?? (resource?.hasPrefix("/") == true ? resource : nil) }

    func attributes(in model: AccessModel) throws -> SubjectAccessReview.Attributes {
        let names = ResourceNames(model)
        try names.checkArgument(verb: verb)
        if let path = requestedPath { return .nonResource(NonResourceAttributes(verb: verb, path: path)) }
        let resource = try names.resource(argument: self.resource ?? "")
        return .resource(
            ResourceAttributes(
                verb: verb, group: resource.group, resource: resource.resource, subresource: resource.subresource,
                namespace: namespace ?? "", name: name ?? ""))
    }
}
