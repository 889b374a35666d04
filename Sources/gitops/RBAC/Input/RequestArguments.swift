import ArgumentParser
import GitOpsRBAC

/// What is asked about: a verb on a resource, or on a path.
struct RequestArguments: ParsableArguments {
    @Argument(help: "The verb: get, list, create, or of a path the method in lowercase.")
    var verb: String

    @Argument(
        help: ArgumentHelp(
            "The resource, as deployments.apps/scale, secrets/NAME for an object, or a path that begins with /."))
    var resource: String?

    @Argument(help: "The name of the object.")
    var name: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The namespace; without it the whole cluster.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("The subresource, as kubectl has it: what follows / is a name then.", valueName: "name"))
    var subresource: String?

    @Option(help: ArgumentHelp("A path that is no resource, as /metrics.", valueName: "path"))
    var url: String?

    func validate() throws {
        guard !verb.isEmpty else { throw ValidationError("the verb is empty: give one, as get or create") }
        guard resource?.isEmpty != true else { throw ValidationError("the resource is empty: give one, as pods") }
        guard (resource == nil) != (url == nil) else {
            throw ValidationError("give a resource, or a path with --url")
        }
        guard requestedPath == nil || name == nil && namespace == nil && subresource == nil else {
            throw ValidationError("a path has neither a name, a namespace nor a subresource")
        }
        guard subresource == nil || name == nil || resource?.contains("/") != true else {
            throw ValidationError("the name stands twice: write RESOURCE/NAME or RESOURCE NAME")
        }
    }

    private var requestedPath: String? { url ?? (resource?.hasPrefix("/") == true ? resource : nil) }

    func attributes(in model: AccessModel) throws -> SubjectAccessReview.Attributes {
        let names = ResourceNames(model)
        try names.checkArgument(verb: verb)
        if let path = requestedPath { return .nonResource(NonResourceAttributes(verb: verb, path: path)) }
        let (resource, name) = try object(names)
        return .resource(
            ResourceAttributes(
                verb: verb, group: resource.group, resource: resource.resource,
                subresource: subresource ?? resource.subresource, namespace: namespace ?? "", name: name))
    }

    /// The resource and the name. What follows the slash is a subresource where the resource has it, as rules write it;
    /// otherwise it is a name, as `kubectl` reads it.
    ///
    /// Source: `Complete` in `k8s.io/kubectl/pkg/cmd/auth/cani.go`.
    private func object(_ names: ResourceNames) throws -> (AccessMatrix.Resource, String) {
        let text = resource ?? ""
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard name == nil, parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return (try names.resource(argument: text), name ?? "")
        }
        let found = try names.resource(argument: parts[0])
        if subresource == nil, names.knows(subresource: parts[1], of: found) {
            return (try names.resource(argument: text), "")
        }
        if subresource == nil {
            let near = names.nearestSubresource(to: parts[1], of: found).map { "; did you mean \(found)/\($0)?" }
            Terminal.warn(
                "gitops: \(found) has no subresource \"\(parts[1])\" that is known: it is taken as the name of an "
                    + "object, as kubectl does; --subresource names a subresource" + (near ?? ""))
        }
        return (found, parts[1])
    }
}
