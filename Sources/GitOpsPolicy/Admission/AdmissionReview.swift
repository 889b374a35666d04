public import GitOpsManifest
import GitOpsSchema

/// Answers the API server's questions, as an admission webhook does: JSON in, JSON out.
///
/// ```swift
/// let reviewer = AdmissionReviewer(policies: PolicySet(manifests), cluster: clusterManifests)
/// let answer = try reviewer.review(request: body)
/// ```
///
/// A pure function: no clock, no network, no state. Objects are taken as they are sent, because the server has set its
/// defaults already. Namespaces, parameters and definitions come from the policies' set and from `cluster`.
public struct AdmissionReviewer: Sendable {
    /// The policies.
    public let policies: PolicySet
    /// The exceptions.
    public let exceptions: PolicyExceptions
    /// The most bytes a review may have; the API server itself takes no objects of more than 3 MiB.
    public var byteLimit = 8 << 20
    /// Which policies are asked. A server refuses patches of webhooks that it asks to validate.
    public var phase = Phase.all
    private let simulation: AdmissionSimulation
    private let params: ParamCatalog

    /// Policies of one kind or of both.
    public enum Phase: Sendable, Hashable, CaseIterable {
        /// Mutating policies, then validating ones.
        case all
        /// What a `MutatingWebhookConfiguration` asks.
        case mutating
        /// What a `ValidatingWebhookConfiguration` asks.
        case validating
    }

    /// A reviewer. Complexity: O(documents of both sets).
    public init(
        policies: PolicySet, cluster: ManifestSet = ManifestSet(), exceptions: PolicyExceptions = PolicyExceptions(),
        options: AdmissionOptions = AdmissionOptions()
    ) {
        self.policies = policies
        self.exceptions = exceptions
        let known = cluster.appending(policies.manifests)
        simulation = AdmissionSimulation(head: known, options: options)
        params = ParamCatalog(policies.paramUses, in: known, simulation: simulation)
    }

    /// The response to a request. Complexity: O(policies that name its resource).
    ///
    /// Mutating policies are asked first: what they refuse is not validated, and what they change is validated as it is
    /// then.
    public func response(to request: AdmissionRequest) -> AdmissionResponse {
        var worker = PolicyWorker(policies, simulation, params, exceptions)
        let mutation = phase == .validating ? nil : worker.mutation(of: request)
        if let mutation, let refusal = AdmissionResponse(refusedBy: mutation, policies.mutating, request: request) {
            return refusal
        }
        var response = AdmissionResponse()
        if phase != .mutating {
            response = AdmissionResponse(worker.entries(for: request, after: mutation), policies, request: request)
        }
        if response.isAllowed { response.patch = mutation?.patchJSON }
        return response
    }

    /// The answer to an `AdmissionReview` of `admission.k8s.io/v1`, both as JSON.
    ///
    /// A review that can be answered and is not complete is refused with status 400: the server would take an answer
    /// that allows the request. Keys of audit annotations have `_` where the server's own have `/`, since it puts the
    /// name of the webhook and a slash before them. Warnings are as long as they are: the server cuts them, by all it
    /// has to tell.
    ///
    /// Source: `k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go`.
    ///
    /// - Throws: ``AdmissionReviewError`` when there is no uid to answer to.
    public func review(request json: some Collection<UInt8>) throws(AdmissionReviewError) -> [UInt8] {
        guard json.count <= byteLimit else { throw .tooLarge(bytes: json.count, limit: byteLimit) }
        let document: Document
        do {
            document = try Document(json: SourceText(json, name: "<review>"))
        } catch {
            throw .unreadable(error)
        }
        let root = document.root
        guard root["apiVersion"]?.string == "admission.k8s.io/v1", root["kind"]?.string == "AdmissionReview" else {
            throw .notAReview
        }
        guard let request = root["request"], let uid = request["uid"]?.string, !uid.isEmpty else { throw .noRequest }
        let response: AdmissionResponse
        do throws(IncompleteReview) {
            response = self.response(to: try AdmissionRequest(reviewed: request, catalog: simulation.catalog))
        } catch {
            response = AdmissionResponse(
                isAllowed: false,
                status: AdmissionResponse.Status(code: 400, reason: "BadRequest", message: error.description))
        }
        return response.review(uid: uid)
    }

    /// The answer to an `AdmissionReview`, both as text.
    ///
    /// - Throws: ``AdmissionReviewError`` when there is no uid to answer to.
    public func review(request json: String) throws(AdmissionReviewError) -> String {
        String(decoding: try review(request: Array(json.utf8)), as: UTF8.self)
    }
}

/// Why an `AdmissionReview` cannot be answered.
public enum AdmissionReviewError: Error, Sendable, Hashable {
    /// It is no JSON.
    case unreadable(DocumentError)
    /// It is another kind or version.
    case notAReview
    /// It has no request, or the request has no uid.
    case noRequest
    /// It has too many bytes.
    case tooLarge(bytes: Int, limit: Int)
}

extension AdmissionReviewError: CustomStringConvertible {
    /// What was expected and what to do.
    public var description: String {
        switch self {
        case .unreadable(let error): "the review is no JSON: \(error)"
        case .notAReview: "an AdmissionReview of admission.k8s.io/v1 was expected; register the webhook for v1"
        case .noRequest: "the review has no request with a uid; send what the API server sends"
        case .tooLarge(let bytes, let limit):
            "the review has \(bytes) bytes, and at most \(limit) are read; raise byteLimit if that is wanted"
        }
    }
}

/// A request of a review with something missing.
struct IncompleteReview: Error, CustomStringConvertible {
    let field: String
    let expected: String

    var description: String { "the review's request.\(field) should be \(expected)" }
}

extension AdmissionRequest {
    /// Source: `AdmissionRequest` in `k8s.io/api/admission/v1`.
    init(reviewed request: Node, catalog: ResourceCatalog) throws(IncompleteReview) {
        guard let kind = request["kind"], let kindName = kind["kind"]?.string, !kindName.isEmpty else {
            throw IncompleteReview(field: "kind", expected: "an object with group, version and kind")
        }
        guard let resource = request["resource"], let resourceName = resource["resource"]?.string,
            !resourceName.isEmpty
        else { throw IncompleteReview(field: "resource", expected: "an object with group, version and resource") }
        guard let word = request["operation"]?.string, let operation = AdmissionOperation(rawValue: word) else {
            throw IncompleteReview(field: "operation", expected: "CREATE, UPDATE, DELETE or CONNECT")
        }
        let object = try Self.object(request["object"], "object")
        let old = try Self.object(request["oldObject"], "oldObject")
        if operation == .create || operation == .update, object == nil {
            throw IncompleteReview(field: "object", expected: "the object to be stored")
        }
        let id = GroupVersionKind(
            group: kind["group"]?.string ?? "", version: kind["version"]?.string ?? "", kind: kindName)
        var served = catalog.resource(of: id)
        served.resource = GroupVersionResource(
            group: resource["group"]?.string ?? "", version: resource["version"]?.string ?? "", resource: resourceName)
        let subresource = request["subResource"]?.string ?? ""
        if !subresource.isEmpty { served.equivalents = catalog.equivalents(of: served, kind: id) }
        let namespace = request["namespace"]?.string ?? ""
        served.scope = namespace.isEmpty || resourceName == "namespaces" ? .clusterScoped : .namespaced
        let user = request["userInfo"].flatMap { $0.kind == .object ? UserInfo($0) : nil }
        self.init(
            uid: request["uid"]?.string ?? "", kind: id, served: served,
            subresource: subresource, name: request["name"]?.string ?? "",
            namespace: namespace, operation: operation, user: user ?? UserInfo(username: ""),
            isDryRun: request["dryRun"]?.bool ?? false,
            options: request["options"].flatMap { $0.kind == .object ? $0 : nil }, object: object, oldObject: old)
        original = Self.original(request)
    }

    private static func original(_ request: Node) -> OriginalTarget? {
        guard let kind = request["requestKind"], let name = kind["kind"]?.string, !name.isEmpty,
            let resource = request["requestResource"], let resourceName = resource["resource"]?.string
        else { return nil }
        return OriginalTarget(
            kind: GroupVersionKind(
                group: kind["group"]?.string ?? "", version: kind["version"]?.string ?? "", kind: name),
            resource: GroupVersionResource(
                group: resource["group"]?.string ?? "", version: resource["version"]?.string ?? "",
                resource: resourceName),
            subresource: request["requestSubResource"]?.string ?? "")
    }

    private static func object(_ node: Node?, _ field: String) throws(IncompleteReview) -> Node? {
        guard let node, !node.isNull else { return nil }
        // A part of the review would have paths of the review.
        var builder = DocumentBuilder()
        builder.append(node)
        guard node.kind == .object, let object = try? builder.finish() else {
            throw IncompleteReview(field: field, expected: "an object")
        }
        return object.root
    }
}

extension AdmissionResponse {
    /// The `AdmissionReview` with this response.
    func review(uid: String) -> [UInt8] {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("kind", "AdmissionReview")
        builder.member("apiVersion", "admission.k8s.io/v1")
        builder.key("response")
        builder.beginObject()
        builder.member("uid", uid)
        builder.key("allowed")
        builder.append(isAllowed)
        if let status { status.append(to: &builder) }
        if let patch {
            builder.member("patch", Base64.encode(patch))
            builder.member("patchType", "JSONPatch")
        }
        if !auditAnnotations.isEmpty {
            builder.key("auditAnnotations")
            builder.beginObject()
            for key in auditAnnotations.keys.sorted(by: { $0.precedesByBytes($1) }) {
                // The server puts the name of the webhook and a slash before a key, and takes no second slash.
                builder.member(key.replacing("/", with: "_"), auditAnnotations[key] ?? "")
            }
            builder.end()
        }
        if !warnings.isEmpty {
            builder.key("warnings")
            builder.appendTexts(warnings)
        }
        builder.end()
        builder.end()
        guard let document = try? builder.finish() else { return [] }
        return JSONWriter().bytes(document.root)
    }
}

extension AdmissionResponse.Status {
    fileprivate func append(to builder: inout DocumentBuilder) {
        builder.key("status")
        builder.beginObject()
        builder.key("metadata")
        builder.beginObject()
        builder.end()
        builder.member("status", "Failure")
        builder.member("message", message)
        builder.member("reason", reason)
        if !causes.isEmpty || object != nil { appendDetails(to: &builder) }
        builder.key("code")
        builder.append(Int64(code))
        builder.end()
    }

    private func appendDetails(to builder: inout DocumentBuilder) {
        builder.key("details")
        builder.beginObject()
        if let object {
            builder.member("name", object.name)
            if !object.group.isEmpty { builder.member("group", object.group) }
            builder.member("kind", object.resource)
        }
        if !causes.isEmpty {
            builder.key("causes")
            builder.beginArray()
            for cause in causes {
                builder.beginObject()
                builder.member("message", cause)
                builder.end()
            }
            builder.end()
        }
        builder.end()
    }
}
