import GitOpsManifest
import GitOpsSchema

/// A request and what is made of it when somebody needs it.
struct PreparedRequest {
    private(set) var outline: AdmissionRequest
    /// Its objects are those of manifests, and not what a server sent.
    let isSimulated: Bool
    private let stage: SystemFields.Stage
    private let complete: (AdmissionRequest) -> AdmissionRequest
    private var completed: AdmissionRequest?
    private var conversions: [GroupVersionKind: Objects] = [:]
    private var withSystemFields: [GroupVersionKind: Objects] = [:]
    private var variables: [(kind: GroupVersionKind, resource: GroupVersionResource, node: Node?)] = []
    private var namespace: NamespaceCatalog.Entry?
    /// What an evaluator counted when it had bound the objects as they are.
    var plainBinding: Int?

    /// The objects of a request: a whole request is too large to be copied for every policy.
    struct Objects {
        var new: Node?
        var old: Node?
    }

    init(
        _ outline: AdmissionRequest, for stage: SystemFields.Stage = .validating,
        _ complete: @escaping (AdmissionRequest) -> AdmissionRequest
    ) {
        self.outline = outline
        self.stage = stage
        self.complete = complete
        isSimulated = true
    }

    /// A request whose objects are as the server has them.
    init(sent request: AdmissionRequest) {
        outline = request
        stage = .validating
        complete = { $0 }
        isSimulated = false
    }

    /// Exchanges the object for what mutating policies made of it.
    mutating func change(by mutation: DocumentMutation?) {
        guard let mutation, let written = mutation.mutated?.root, let stored = mutation.stored else { return }
        change(to: stored, written: written)
    }

    /// Exchanges the object, in its form as the server has it and in that in which it is written.
    mutating func change(to stored: Node, written: Node) {
        var request = whole()
        request.object = stored
        completed = request
        outline.object = written
        conversions.removeAll()
        withSystemFields.removeAll()
    }

    /// The request with its objects as the server has them.
    mutating func whole() -> AdmissionRequest {
        let request = completed ?? complete(outline)
        completed = request
        return request
    }

    /// The namespace the request is in; without an object for objects of the cluster.
    mutating func namespace(_ simulation: AdmissionSimulation) -> NamespaceCatalog.Entry {
        if let namespace { return namespace }
        var found = NamespaceCatalog.Entry(object: nil, isNameOnly: false)
        if !outline.namespace.isEmpty { found = simulation.namespaces.namespace(outline.namespace) }
        // Requests about a namespace tell of it themselves.
        if found.isNameOnly, outline.isAboutNamespace, let own = outline.oldObject ?? outline.object {
            found = NamespaceCatalog.Entry(object: own, isNameOnly: false)
        }
        namespace = found
        return found
    }

    /// Whether a policy or a binding is about the request.
    mutating func match(_ choice: MatchResources, _ simulation: AdmissionSimulation) -> MatchOutcome {
        let namespace = choice.namespaceSelector.isEmpty ? nil : namespace(simulation)
        return choice.match(
            outline, namespaceLabel: { namespace?.object?.label($0) }, isNameOnly: namespace?.isNameOnly == true,
            catalog: simulation.catalog)
    }

    /// The objects as the server has them, in the kind that a policy matched.
    mutating func objects(_ kind: GroupVersionKind, _ conversion: ServedResource.Conversion?) -> Objects {
        if completed == nil { completed = complete(outline) }
        let objects = Objects(new: completed?.object, old: completed?.oldObject)
        guard conversion != nil else { return objects }
        if let known = conversions[kind] { return known }
        let converted = Objects(
            new: objects.new.map { $0.settingVersion(kind.apiVersion) ?? $0 },
            old: objects.old.map { $0.settingVersion(kind.apiVersion) ?? $0 })
        conversions[kind] = converted
        return converted
    }

    /// The objects with the fields that the server sets.
    mutating func objectsWithSystemFields(
        _ kind: GroupVersionKind, _ conversion: ServedResource.Conversion?
    ) -> Objects {
        if !isSimulated { return objects(kind, conversion) }
        if let known = withSystemFields[kind] { return known }
        let objects = objects(kind, conversion).withSystemFields(outline, stage)
        withSystemFields[kind] = objects
        return objects
    }

    /// The objects as the server has them, and nothing else.
    var plainObjects: ExpressionBindings {
        mutating get {
            if completed == nil { completed = complete(outline) }
            var bindings = ExpressionBindings()
            bindings.object = completed?.object
            bindings.oldObject = completed?.oldObject
            return bindings
        }
    }

    /// The variable `request`.
    mutating func variable(_ kind: GroupVersionKind, _ resource: GroupVersionResource) -> Node? {
        if let known = variables.first(where: { $0.kind == kind && $0.resource == resource }) { return known.node }
        let node = outline.expressionDocument(kind: kind, resource: resource)?.root
        variables.append((kind, resource, node))
        return node
    }
}

/// What the rules of a policy matched a request as.
struct MatchedRequest {
    let resource: GroupVersionResource
    let kind: GroupVersionKind
    let conversion: ServedResource.Conversion?

    /// Why nobody knows the object that the policy would see.
    func missing(_ request: AdmissionRequest) -> String? {
        guard conversion == .unknown else { return nil }
        return "the policy names \(resource), to which the server would convert the object; "
            + "write the object in that version, or name \(request.resource) in the policy"
    }

    /// What expressions are evaluated over. `conditions` tells whether the policy has match conditions.
    func bindings(
        _ inputs: ExpressionInputs, conditions: Bool, param: Node?, _ requests: inout PreparedRequest,
        _ simulation: AdmissionSimulation
    ) -> ExpressionBindings {
        let inputs = inputs.of(kind)
        let objects =
            inputs.readsSystemFields
            ? requests.objectsWithSystemFields(kind, conversion) : requests.objects(kind, conversion)
        var bindings = ExpressionBindings()
        bindings.object = objects.new
        bindings.oldObject = objects.old
        bindings.params = param
        if inputs.isEmpty { return bindings }
        let request = requests.outline
        if inputs.contains(.request) {
            bindings.request = requests.variable(kind, resource)
            if conversion != nil, conditions {
                bindings.conditionRequest = requests.variable(kind, request.resource)
            }
        }
        // A namespace is in no namespace when it is judged itself.
        if inputs.contains(.namespace), !request.isAboutNamespace {
            let namespace = requests.namespace(simulation)
            if namespace.isNameOnly, inputs.contains(.namespaceFields) {
                bindings.unlistedNamespace = request.namespace
            } else {
                bindings.namespaceObject = namespace.object
            }
        }
        if inputs.contains(.authorizer) {
            bindings.authorizer = simulation.options.access.flatMap { request.authorizer($0) }
                .map { ($0, request.authorizationResource) }
            bindings.lacksAuthorizer = bindings.authorizer == nil
        }
        return bindings
    }
}
