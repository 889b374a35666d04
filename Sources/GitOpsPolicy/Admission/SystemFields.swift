import GitOpsCEL
import GitOpsManifest
import GitOpsSchema

/// Fields that the server sets before policies see an object, so that no manifest tells what they will be.
///
/// Mutating policies are asked after the other plugins that change objects and before the object gets to its storage,
/// which gives it the rest; validating policies are asked after that.
///
/// Sources: `FillObjectMetaSystemFields` in `k8s.io/apiserver/pkg/registry/rest/meta.go`, `BeforeUpdate` in `update.go`
/// beside it, the handlers in `pkg/endpoints/handlers`, which record managers of fields before any admission; the
/// admission plugins Priority and ServiceAccount, and the storage of Services in `pkg/registry/core/service/storage` of
/// Kubernetes.
enum SystemFields {
    /// The members of an object that have such fields.
    enum Container: String, CaseIterable {
        case metadata, spec

        var names: [String] {
            switch self {
            case .metadata: SystemFields.metadata
            case .spec: SystemFields.pod + SystemFields.service + SystemFields.account
            }
        }
    }

    /// Which policies are asked.
    enum Stage {
        case mutating, validating
    }

    /// What a field will be.
    enum Content {
        case unknown(UnknownNode)
        case known(Node)
        case text(String)
    }

    static let metadata = ["uid", "creationTimestamp", "managedFields", "resourceVersion", "generation"]
    static let pod = ["priority", "preemptionPolicy"]
    static let account = ["serviceAccountName", "serviceAccount"]
    static let service = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]

    /// The fields of `metadata` that an object has, whatever is written there. An update keeps what the server gave the
    /// object before, which a manifest taken from a cluster tells.
    static func metadata(
        _ operation: AdmissionOperation, old: Node?, _ stage: Stage
    ) -> [(name: String, content: Content)] {
        if stage == .mutating {
            // What an update sends of them depends on the client: a patch is made of the stored object, and else there
            // may be none. A new object has none yet, but the time of its creation may be there as a null.
            let sent = operation == .create ? ["creationTimestamp"] : metadata.filter { $0 != "managedFields" }
            return [("managedFields", .unknown(.value))] + sent.map { ($0, .unknown(.presence)) }
        }
        func kept(_ name: String) -> Content { old?["metadata"]?[name].map { .known($0) } ?? .unknown(.value) }
        if operation == .create {
            return [
                ("uid", .unknown(.value)), ("creationTimestamp", .unknown(.value)), ("managedFields", .unknown(.value)),
                // Only some kinds have it.
                ("generation", .unknown(.presence)),
            ]
        }
        let counts = old?["metadata"]?["generation"] != nil
        return [
            ("uid", kept("uid")), ("creationTimestamp", kept("creationTimestamp")), ("managedFields", .unknown(.value)),
            ("resourceVersion", kept("resourceVersion")), ("generation", .unknown(counts ? .value : .presence)),
        ]
    }

    /// The fields of `metadata` that a stored object has where they are not written.
    static func storedMetadata(_ object: Node) -> [(name: String, content: Content)] {
        metadata.filter { object["metadata"]?[$0] == nil }
            .map { ($0, .unknown($0 == "generation" ? .presence : .value)) }
    }

    /// Whether objects of a kind may have such fields in their `spec`.
    static func hasSpecFields(_ kind: GroupVersionKind) -> Bool {
        kind.group.isEmpty && ["Pod", "Service"].contains(kind.kind)
    }

    /// The fields of `spec` that an object of a kind has where they are not written. `isStored` tells that it was
    /// stored before.
    static func spec(
        _ object: Node, _ request: AdmissionRequest, _ stage: Stage, isStored: Bool = false
    ) -> [(name: String, content: Content)] {
        let kind = request.kind
        guard hasSpecFields(kind), let spec = object["spec"] else { return [] }
        var fields: [(name: String, content: Content)] = []
        switch kind.kind {
        case "Pod":
            fields = pod.map { ($0, .unknown(.value)) }
            let name = account.lazy.compactMap { spec[$0]?.string }.first { !$0.isEmpty } ?? "default"
            fields += account.map { ($0, .text(name)) }
        case "Service" where spec["type"]?.string != "ExternalName":
            if isStored || stage == .validating {
                fields = service.map { ($0, .unknown(.value)) }
            } else if request.operation == .update {
                fields = service.map { ($0, .unknown(.presence)) }
            }
        default: break
        }
        return fields.filter { spec[$0.name] == nil || spec[$0.name]?.string?.isEmpty == true }
    }
}

extension SystemFields {
    /// An object with and without the one field of its metadata that may be there; as it is where there is none, or
    /// several.
    static func settled(_ object: Node?) -> [Node?] {
        guard let object else { return [nil] }
        let open =
            object["metadata"]?.members.filter {
                $0.value.kind == .number && $0.value.numberSpelling?.hasPrefix(mayBeThere) == true
            } ?? []
        guard open.count == 1, let field = open.first?.key else { return [object] }
        let variants = [true, false].map { isThere in
            object.rewritingMember("metadata") { metadata, builder in
                builder.beginObject()
                for (key, value) in metadata.members {
                    let isOpen = key.hasSameBytes(as: field)
                    if isOpen, !isThere { continue }
                    builder.key(key)
                    if isOpen {
                        builder.append(.value, saying: "metadata.\(field), which the server sets")
                    } else {
                        builder.append(value)
                    }
                }
                builder.end()
            }
        }
        return variants.allSatisfy { $0 != nil } ? variants : [object]
    }

    /// How numbers begin that stand for something that may be there.
    private static let mayBeThere = "?p"
}

extension PreparedRequest.Objects {
    /// The objects with what the server has set when it asks policies.
    func withSystemFields(_ request: AdmissionRequest, _ stage: SystemFields.Stage) -> Self {
        Self(
            new: new.map {
                $0.setting(SystemFields.metadata(request.operation, old: old, stage), of: "metadata", prefix: "object")
                    .setting(SystemFields.spec($0, request, stage), of: "spec", prefix: "object")
            },
            old: old.map {
                $0.setting(SystemFields.storedMetadata($0), of: "metadata", prefix: "oldObject")
                    .setting(SystemFields.spec($0, request, stage, isStored: true), of: "spec", prefix: "oldObject")
            })
    }
}

extension Node {
    /// A copy of an object with other fields in one of its members; the object itself where it has no such member.
    fileprivate func setting(
        _ fields: [(name: String, content: SystemFields.Content)], of container: String, prefix: String
    ) -> Node {
        guard self[container]?.kind == .object, !fields.isEmpty else { return self }
        let changed = rewritingMember(container) { member, builder in
            builder.beginObject()
            for (key, value) in member.members where !fields.contains(where: { $0.name.hasSameBytes(as: key) }) {
                builder.key(key)
                builder.append(value)
            }
            for (name, content) in fields {
                builder.key(name)
                switch content {
                case .known(let node): builder.append(node)
                case .text(let text): builder.append(text)
                case .unknown(let unknown):
                    let test = unknown == .value ? "only has() of it is known before that" : "nobody knows that before"
                    builder.append(
                        unknown, saying: "\(prefix).\(container).\(name), which the server sets; \(test)")
                }
            }
            builder.end()
        }
        return changed ?? self
    }
}
