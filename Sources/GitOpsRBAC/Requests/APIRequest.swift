/// A request over HTTP as the API server's authorisation sees it.
///
/// Source: `k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`.
public struct APIRequest: Sendable, Hashable {
    /// The HTTP method.
    public let method: String
    /// The path, without the query.
    public let path: String
    /// What follows the `?`; empty for none.
    public let query: String
    /// Whether the object does not exist yet, so that a PUT or a server-side apply makes it.
    public let createsObject: Bool

    /// A request; the target is a path with or without a query.
    public init(_ method: String, _ target: String, createsObject: Bool = false) {
        self.method = method
        self.createsObject = createsObject
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        query = parts.count > 1 ? String(parts[1]) : ""
    }

    /// What is asked of the authorizer when the request arrives.
    public var attributes: SubjectAccessReview.Attributes {
        resource.map { .resource($0) }
            ?? .nonResource(NonResourceAttributes(verb: method.lowercased(), path: path))
    }

    /// Everything that must be allowed for the request to succeed: that, and for a PUT or server-side apply which makes
    /// its object `create` with the name of the object.
    ///
    /// Source: `k8s.io/apiserver/pkg/endpoints/handlers`, `patch.go` and `update.go`: `withAuthorization`.
    public var checks: [SubjectAccessReview.Attributes] {
        guard createsObject, case .resource(var create) = attributes, ["update", "patch"].contains(create.verb) else {
            return [attributes]
        }
        create.verb = "create"
        return [attributes, .resource(create)]
    }
}

extension APIRequest {
    /// What the path asks of a resource; `nil` when it is no path of a resource.
    private var resource: ResourceAttributes? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        while parts.first?.isEmpty == true { parts.removeFirst() }
        while parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count >= 3, parts[0] == "api" || parts[0] == "apis" else { return nil }
        var group = ""
        if parts[0] == "apis" {
            guard parts.count >= 4 else { return nil }
            group = parts[1]
            parts.removeFirst()
        }
        return resource(group: group, parts: Array(parts.dropFirst(2)))
    }

    private func resource(group: String, parts: [String]) -> ResourceAttributes? {
        var parts = parts
        var result = ResourceAttributes(verb: verb, group: group, resource: "")
        if let first = parts.first, Self.verbsInPaths.contains(first), parts.count > 1 {
            result.verb = first
            parts.removeFirst()
        }
        if parts[0] == "namespaces", parts.count > 1 {
            // The name of a namespace is also the namespace of requests for it.
            result.namespace = parts[1]
            if parts.count > 2, !Self.namespaceSubresources.contains(parts[2]) { parts.removeFirst(2) }
        }
        result.resource = parts[0]
        if parts.count > 1 { result.name = parts[1] }
        // What follows a subresource is not looked at.
        if parts.count > 2, result.verb != "proxy" { result.subresource = parts[2] }
        setCollectionVerb(&result)
        return result
    }

    private static let verbsInPaths = ["proxy", "watch"]
    private static let namespaceSubresources = ["status", "finalize"]

    private var verb: String {
        switch method {
        case "POST": "create"
        case "GET", "HEAD": "get"
        case "PUT": "update"
        case "PATCH": "patch"
        case "DELETE": "delete"
        default: ""
        }
    }

    /// A request without a name is for a collection; a selector gives `list` and `watch` a name, but never
    /// `deletecollection`.
    private func setCollectionVerb(_ result: inout ResourceAttributes) {
        guard result.name.isEmpty else { return }
        if result.verb == "delete" { result.verb = "deletecollection" }
        guard result.verb == "get" else { return }
        result.verb = isWatch ? "watch" : "list"
        let selector = parameters("fieldSelector").first
        result.name = selector.flatMap(FieldSelector.name) ?? ""
    }

    private var isWatch: Bool {
        guard let value = parameters("watch").first else { return false }
        return !["false", "0"].contains(value.lowercased())
    }

    private func parameters(_ name: String) -> [String] {
        query.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard Self.decoded(parts[0]) == name else { return nil }
            return parts.count > 1 ? Self.decoded(parts[1]) : ""
        }
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Selectors of fields, as far as they name one object.
enum FieldSelector {
    /// The name that a selector asks for exactly; `nil` when it does not, or when it could be no part of a path.
    ///
    /// Source: `RequiresExactMatch` in `k8s.io/apimachinery/pkg/fields/selector.go`, `IsValidPathSegmentName` in
    /// `k8s.io/apimachinery/pkg/api/validation/path/name.go`.
    static func name(_ selector: String) -> String? {
        for term in selector.split(separator: ",") {
            let term = String(term)
            guard !term.contains("!="), let sign = term.firstIndex(of: "="), term[..<sign] == "metadata.name" else {
                continue
            }
            let name = String(term[sign...].drop { $0 == "=" })
            let isPossible = !name.isEmpty && name != "." && name != ".." && !name.contains("/") && !name.contains("%")
            return isPossible ? name : nil
        }
        return nil
    }
}
