public import GitOpsManifest
public import GitOpsSchema

/// Server-side apply, as the API server does it: merges a configuration into the live object, finds conflicts with other
/// managers, removes what the manager no longer applies, and keeps the books of who owns what.
///
/// ```swift
/// switch try ServerSideApply().apply(configuration, to: live, as: "gitops") {
/// case .applied(let object, _): print(YAMLWriter().string(object.root))
/// case .conflicts(let conflicts): for conflict in conflicts { print(conflict.field, conflict.message) }
/// }
/// ```
///
/// Validation of values and admission are not part of it.
///
/// Source: structured-merge-diff v6 `merge/update.go`; Kubernetes 1.36 apimachinery `pkg/util/managedfields`.
public struct ServerSideApply: Sendable {
    /// The kinds that are known; objects of other kinds have granular maps and atomic lists.
    public var schema: Schema
    /// Members of a configuration that the schema does not know are untyped instead of being refused.
    public var toleratesUnknownFields: Bool
    /// The result is written as the server stores it: defaults set, spellings canonical.
    public var writesStoredForm: Bool

    /// Server-side apply by a schema.
    public init(schema: Schema = .kubernetes, toleratesUnknownFields: Bool = false, writesStoredForm: Bool = true) {
        self.schema = schema
        self.toleratesUnknownFields = toleratesUnknownFields
        self.writesStoredForm = writesStoredForm
    }

    /// What became of an apply.
    public enum Outcome: Sendable {
        /// The object as it would be stored; `isUnchanged` when nothing but the ownership may differ.
        case applied(Document, isUnchanged: Bool)
        /// Fields of other managers would change, and the apply was not forced.
        case conflicts([FieldConflict])
    }

    /// Applies a configuration.
    ///
    /// `live` is `nil` when there is no such object yet. `time` is noted for the manager when the object changes. The
    /// manager `kubectl` takes over from client-side apply by the last-applied annotation, and keeps that up to date.
    ///
    /// - Throws: `ServerSideApplyError` for what the server refuses.
    /// - Complexity: O(size of both objects and their managed fields).
    public func apply(
        _ configuration: Node, to live: Node?, as manager: String, force: Bool = false, subresource: String = "",
        time: Timestamp? = nil
    ) throws(ServerSideApplyError) -> Outcome {
        let kind = try kind(of: configuration, live)
        if configuration["metadata"]?["managedFields"]?.isNull == false { throw .managedFieldsInConfiguration }
        let resource = AppliedResource(kind, subresource: subresource, schema: schema)
        var present = live
        if present == nil { present = try emptyObject(kind).root }
        var operation = ApplyOperation(
            resource, configuration: configuration, live: present ?? configuration, isNew: live == nil)
        operation.ownership.walk.toleratesUnknownFields = toleratesUnknownFields
        let own = ManagedFieldsHead(
            manager: manager.isEmpty ? "unknown" : manager, operation: .apply, apiVersion: kind.apiVersion,
            subresource: subresource)
        try operation.prepare(own, time)
        if !force {
            var conflicts = operation.conflicts()
            if !conflicts.isEmpty, manager == ClientSideApplyAnnotation.manager, operation.allowLastApplied() {
                conflicts = operation.conflicts()
            }
            if !conflicts.isEmpty { return .conflicts(conflicts) }
        }
        if let path = operation.unreadablePath, resource.isBuiltIn {
            throw .invalidConfiguration(path, .unreadableScalar)
        }
        var document = try operation.finish(time)
        if manager == ClientSideApplyAnnotation.manager {
            document = ClientSideApplyAnnotation.updated(document, configuration: configuration)
        }
        if operation.isUnchanged { return .applied(document, isUnchanged: true) }
        return .applied(finish(document, after: live), isUnchanged: false)
    }

    /// What the server does to the merged object before it stores it.
    func finish(_ document: Document, after live: Node?) -> Document {
        guard writesStoredForm else { return document }
        let form = StoredForm(schema: schema, keepsServerFields: true)
        guard let stored = try? form.document(of: document.root) else { return document }
        return live.flatMap { TemplateGeneration.counted(stored, after: $0) } ?? stored
    }

    func kind(of configuration: Node, _ live: Node?) throws(ServerSideApplyError) -> GroupVersionKind {
        let wanted = (configuration["apiVersion"]?.string, configuration["kind"]?.string)
        let found = (live?["apiVersion"]?.string, live?["kind"]?.string)
        guard let apiVersion = wanted.0, let kind = wanted.1, live == nil || wanted == found else {
            throw .kindMismatch(
                configuration: "\(wanted.0 ?? "") \(wanted.1 ?? "")", live: "\(found.0 ?? "") \(found.1 ?? "")")
        }
        return GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    private func emptyObject(_ kind: GroupVersionKind) throws(ServerSideApplyError) -> Document {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key("apiVersion")
        builder.append(kind.apiVersion)
        builder.key("kind")
        builder.append(kind.kind)
        builder.end()
        return try builder.finished()
    }
}

extension DocumentBuilder {
    /// The document of a builder whose calls are in order, so that only depth and size can be wrong.
    mutating func finished() throws(ServerSideApplyError) -> Document {
        do throws(DocumentBuilderError) {
            return try finish()
        } catch {
            throw error == .tooLarge ? .tooLarge : .tooDeep
        }
    }
}
