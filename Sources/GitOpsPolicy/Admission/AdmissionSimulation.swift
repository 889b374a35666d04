public import GitOpsManifest
import GitOpsSchema

/// The requests that bring a cluster from one set of manifests to another.
///
/// Without a base every object is new. With one, an object of both is an update whose old object is that of the base,
/// and an object of the base alone is deleted. Definitions and namespaces come from both sets, those of the head first.
///
/// What mutating webhooks and admission plugins would add (tokens of service accounts, tolerations) is not guessed.
/// Fields that the server sets or allocates are there for validating policies, without a value that anybody knows.
public struct AdmissionSimulation: Sendable {
    /// What happens to one object.
    public struct Step: Sendable {
        /// What happens.
        public let operation: AdmissionOperation
        /// The object: of the head, or of the base when it is deleted.
        public let manifest: Manifest
        /// The object of the base that is updated.
        public let old: Manifest?
        /// The last manifest of the same object in the head, which counts instead when they are applied in their order;
        /// `nil` for that one.
        public let replacement: Manifest?
        /// How many manifests of the same object come later: tells findings about them apart, whatever the lines are.
        let laterCount: Int

        init(
            operation: AdmissionOperation, manifest: Manifest, old: Manifest? = nil, replacement: Manifest? = nil,
            laterCount: Int = 0
        ) {
            self.operation = operation
            self.manifest = manifest
            self.old = old
            self.replacement = replacement
            self.laterCount = laterCount
        }

        /// The kind of the object.
        var kind: GroupVersionKind { GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind) }
    }

    /// The steps: the objects of the head in their order, then those that are deleted in the order of the base.
    public let steps: [Step]
    /// What is known about kinds.
    public let catalog: ResourceCatalog
    /// How requests are made.
    public let options: AdmissionOptions
    let namespaces: NamespaceCatalog
    let schema: Schema

    /// The way from a base to a head; `definitions` are CustomResourceDefinitions that neither has. Complexity:
    /// O(documents).
    public init(
        head: ManifestSet, base: ManifestSet? = nil, definitions: ManifestSet = ManifestSet(),
        options: AdmissionOptions = AdmissionOptions()
    ) {
        self.options = options
        // What is the same in both is read once.
        let former = base?.catalogued.filter { old in !head[old.id].contains { $0.root == old.root } } ?? []
        let known = ManifestSet(
            definitions.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io") + former
                + head.catalogued)
        catalog = ResourceCatalog(definitionsIn: known, kubernetes: options.kubernetes)
        namespaces = NamespaceCatalog(known, unlisted: options.unlistedNamespaces)
        schema = Schema(definitionsIn: known)
        let headIDs = head.manifests.map { [catalog] in Self.resolved($0, catalog, options) }
        let baseIDs = base?.manifests.map { [catalog] in Self.resolved($0, catalog, options) } ?? []
        steps = Self.steps(head.manifests, headIDs, over: base?.manifests ?? [], baseIDs)
    }

    /// Looks each object up once in each set, by its identity.
    private static func steps(
        _ head: [Manifest], _ headIDs: [ResourceID], over base: [Manifest], _ baseIDs: [ResourceID]
    ) -> [Step] {
        // Of several manifests of one object the last one is what is there.
        var stored = [ResourceID: Int](minimumCapacity: base.count)
        for (position, id) in baseIDs.enumerated() { stored[id] = position }
        var isKept = [Bool](repeating: false, count: base.count)
        var lostCount = stored.count
        var later = [ResourceID: Int](minimumCapacity: head.count)
        // For each object of the head the last manifest of it, and how many come after this one.
        var same: [(last: Int, count: Int)] = head.indices.map { ($0, 0) }
        var steps: [Step] = []
        steps.reserveCapacity(head.count)
        for position in head.indices.reversed() {
            let manifest = head[position]
            if let next = later.updateValue(position, forKey: headIDs[position]) {
                same[position] = (same[next].last, same[next].count + 1)
            }
            let old = stored[headIDs[position]]
            if let old, !isKept[old] {
                isKept[old] = true
                lostCount -= 1
            }
            let isReplaced = same[position].count > 0 && !isGenerated(manifest.id)
            steps.append(
                Step(
                    operation: old == nil ? .create : .update, manifest: manifest, old: old.map { base[$0] },
                    replacement: isReplaced ? head[same[position].last] : nil, laterCount: same[position].count))
        }
        steps.reverse()
        // In the order of where each object stands first.
        for id in baseIDs where lostCount > 0 {
            guard let position = stored[id], !isKept[position] else { continue }
            isKept[position] = true
            lostCount -= 1
            steps.append(Step(operation: .delete, manifest: base[position]))
        }
        return steps
    }

    /// Objects whose names the server generates are different ones each time.
    private static func isGenerated(_ id: ResourceID) -> Bool { id.name.utf8.last == UInt8(ascii: "*") }

    /// The request of a step, with objects as the server has them. Complexity: O(size of the object).
    public func request(for step: Step) -> AdmissionRequest {
        completed(outline(of: step, served: catalog.resource(of: step.kind)))
    }

    /// The request of a step with its objects as they are written, which is enough to tell what it matches.
    func outline(of step: Step, served: ServedResource) -> AdmissionRequest {
        let root = step.manifest.root
        let kind = step.kind
        var served = served
        var assumptions: [AdmissionAssumption] = []
        if served.isGuessed { assumptions.append(.resource(kind, guess: served.resource.resource)) }
        if served.scope == .unknown {
            served.scope = step.manifest.id.namespace == nil ? .clusterScoped : .namespaced
            assumptions.append(.scope(kind, isNamespaced: served.scope == .namespaced))
        }
        let name = root["metadata"]?["name"]?.string ?? ""
        var namespace = ""
        if served.scope == .namespaced {
            namespace = step.manifest.id.namespace ?? options.defaultNamespace
            if step.manifest.id.namespace == nil { assumptions.append(.namespace(namespace)) }
            if namespaces.assumesLabels(of: namespace) { assumptions.append(.namespaceLabels(namespace)) }
        } else if served.resource.group.isEmpty, served.resource.resource == "namespaces" {
            // The server takes a namespace to be in itself.
            namespace = name
        }
        let isDeleted = step.operation == .delete
        return AdmissionRequest(
            kind: kind, served: served, name: name, namespace: namespace, operation: step.operation,
            user: options.user, isDryRun: options.isDryRun, object: isDeleted ? nil : root,
            oldObject: isDeleted ? root : step.old?.root, source: step.manifest, assumptions: assumptions)
    }

    /// A request with its objects as the server has them when it asks its policies: with namespace and defaults.
    func completed(_ outline: AdmissionRequest) -> AdmissionRequest {
        var request = outline
        let namespace = request.served.scope == .namespaced ? request.namespace : ""
        request.object = request.object.map { completed($0, namespace: namespace, keepsServerFields: false) }
        request.oldObject = request.oldObject.map { completed($0, namespace: namespace, keepsServerFields: true) }
        return request
    }

    private func completed(_ root: Node, namespace: String, keepsServerFields: Bool) -> Node {
        var object = root
        if options.appliesDefaults {
            let form = StoredForm(schema: schema, keepsServerFields: keepsServerFields)
            object = (try? form.document(of: root))?.root ?? root
        }
        guard !namespace.isEmpty, root["metadata"]?["namespace"]?.string?.isEmpty != false else { return object }
        return object.settingNamespace(namespace) ?? object
    }

    private static func resolved(
        _ manifest: Manifest, _ catalog: ResourceCatalog, _ options: AdmissionOptions
    ) -> ResourceID {
        guard manifest.id.namespace == nil else { return manifest.id }
        let kind = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind)
        guard catalog.resource(of: kind).scope == .namespaced else { return manifest.id }
        return ResourceID(
            group: manifest.id.group, kind: manifest.id.kind, namespace: options.defaultNamespace,
            name: manifest.id.name)
    }
}

extension ManifestSet {
    /// Definitions and namespaces: what catalogs are made of.
    fileprivate var catalogued: [Manifest] {
        manifests.filter { $0.id.kind == "Namespace" || $0.id.kind == "CustomResourceDefinition" }
    }
}

extension Node {
    /// A copy of an object with another namespace; `nil` when it is nested too deeply.
    fileprivate func settingNamespace(_ namespace: String) -> Node? {
        rewritingMember("metadata") { metadata, builder in
            guard metadata.kind == .object else { return builder.append(metadata) }
            builder.beginObject()
            for (key, value) in metadata.members where key != "namespace" {
                builder.key(key)
                builder.append(value)
            }
            builder.member("namespace", namespace)
            builder.end()
        }
    }

    /// A copy of an object in another version, where only the version changes; `nil` when it is nested too deeply.
    func settingVersion(_ apiVersion: String) -> Node? {
        rewritingMember("apiVersion") { _, builder in builder.append(apiVersion) }
    }

    /// A copy of an object in which the value of one member is written anew; `nil` when it is nested too deeply.
    func rewritingMember(_ name: String, _ write: (_ value: Node, inout DocumentBuilder) -> Void) -> Node? {
        var builder = DocumentBuilder(roomFor: document)
        builder.beginObject()
        for (key, value) in members {
            builder.key(key)
            if key == name { write(value, &builder) } else { builder.append(value) }
        }
        builder.end()
        return try? builder.finish().root
    }
}
