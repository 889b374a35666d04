import GitOpsManifest

/// Fields of `metadata` that the server sets, so that no manifest tells what they will be.
///
/// Sources: `FillObjectMetaSystemFields` in `k8s.io/apiserver/pkg/registry/rest/meta.go`, which comes before validating
/// admission when an object is created, `BeforeUpdate` in `update.go` beside it, and the handlers in `pkg/endpoints/handlers`,
/// which record managers of fields before any admission.
struct SystemMetadata: OptionSet, Sendable {
    let rawValue: UInt8
    static let uid = SystemMetadata(rawValue: 1)
    static let creationTimestamp = SystemMetadata(rawValue: 2)
    static let managedFields = SystemMetadata(rawValue: 4)
    static let resourceVersion = SystemMetadata(rawValue: 8)
    /// Only some kinds have it.
    static let generation = SystemMetadata(rawValue: 16)

    static let fields: [(name: String, field: SystemMetadata)] = [
        ("uid", .uid), ("creationTimestamp", .creationTimestamp), ("managedFields", .managedFields),
        ("resourceVersion", .resourceVersion), ("generation", .generation),
    ]

    static func named(_ name: String) -> SystemMetadata? { fields.first { $0.name == name }?.field }

    /// What an object has when validating policies see it, whatever its kind.
    static func ofObject(_ operation: AdmissionOperation) -> SystemMetadata {
        operation == .create
            ? [.uid, .creationTimestamp, .managedFields] : [.uid, .creationTimestamp, .managedFields, .resourceVersion]
    }

    /// What an object keeps of what it had before.
    static func kept(by operation: AdmissionOperation) -> SystemMetadata {
        operation == .update ? [.uid, .creationTimestamp, .resourceVersion] : []
    }

    /// The fields that are written in an object.
    init(writtenIn object: Node?) {
        self = []
        for (name, _) in object?.members(of: "metadata") ?? [] { formUnion(Self.named(name) ?? []) }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// The fields whose values expressions read; whether one is there can be told without knowing its value.
struct SystemMetadataReads: Sendable {
    var object: SystemMetadata = []
    var oldObject: SystemMetadata = []

    mutating func formUnion(_ other: SystemMetadataReads) {
        object.formUnion(other.object)
        oldObject.formUnion(other.oldObject)
    }

    /// A field that is read, as expressions write it, and that nobody can know; `nil` when there is none.
    ///
    /// An update keeps what the server gave the object before, which a manifest taken from a cluster tells.
    func unknownField(of request: AdmissionRequest) -> String? {
        let old = SystemMetadata(writtenIn: request.oldObject)
        let kept = old.intersection(SystemMetadata.kept(by: request.operation))
        let set = SystemMetadata.ofObject(request.operation).union(.generation)
        let unknown = request.object == nil ? [] : object.intersection(set).subtracting(kept)
        let unknownOld = request.oldObject == nil ? [] : oldObject.subtracting(old)
        for (name, field) in SystemMetadata.fields {
            if unknown.contains(field) { return "object.metadata.\(name)" }
            if unknownOld.contains(field) { return "oldObject.metadata.\(name)" }
        }
        return nil
    }
}

extension PreparedRequest.Objects {
    /// The objects with what the server has set. Its values count for nothing: policies that read them are unknown.
    func withSystemMetadata(_ operation: AdmissionOperation) -> Self {
        Self(
            new: new.map { $0.addingMetadata(.ofObject(operation), from: old, only: .kept(by: operation)) ?? $0 },
            old: old.map { $0.addingMetadata(.ofObject(.update), from: nil, only: []) ?? $0 })
    }
}

extension Node {
    /// A copy of an object with more fields of `metadata`, where it has none of the name; `nil` when it has no metadata.
    fileprivate func addingMetadata(_ added: SystemMetadata, from old: Node?, only kept: SystemMetadata) -> Node? {
        let missing = added.subtracting(SystemMetadata(writtenIn: self))
        guard self["metadata"]?.kind == .object, !missing.isEmpty else { return nil }
        return rewritingMember("metadata") { metadata, builder in
            builder.beginObject()
            for (key, value) in metadata.members {
                builder.key(key)
                builder.append(value)
            }
            for (name, field) in SystemMetadata.fields where missing.contains(field) {
                builder.key(name)
                let known = kept.contains(field) ? old?["metadata"]?[name] : nil
                if let known { builder.append(known) } else { builder.appendPlaceholder(of: field) }
            }
            builder.end()
        }
    }
}

extension DocumentBuilder {
    /// A value of the field's type.
    fileprivate mutating func appendPlaceholder(of field: SystemMetadata) {
        switch field {
        case .uid: append("00000000-0000-0000-0000-000000000000")
        case .creationTimestamp: append("1970-01-01T00:00:00Z")
        case .managedFields:
            beginArray()
            end()
        default: append("0")
        }
    }
}
