import GitOpsManifest

/// One audit event, read where it stands.
struct AuditEvent {
    /// Why it does not tell who did what.
    struct Unusable: Error {
        let reason: AuditProblem.Reason

        static func missing(_ field: String) -> Unusable { Unusable(reason: .missing(field: field)) }
    }

    private let storage: DocumentStorage
    private let root: Int

    init(_ node: Node) {
        storage = node.storage
        root = node.index
    }

    /// Whether it says of itself that it belongs to another API than that of audit logs. Items of lists say nothing.
    var isOfOtherAPI: Bool {
        guard let version = string(root, "apiVersion") else { return false }
        return !version.utf8.starts(with: "audit.k8s.io/".utf8)
    }

    /// Whether it says of itself that it has a version that nobody has seen yet, and whose fields may mean something
    /// else.
    ///
    /// Source: `k8s.io/apiserver/pkg/apis/audit`, which had `v1alpha1` from 1.7 and `v1beta1` from 1.8 until 1.24.
    var isOfUnknownVersion: Bool {
        guard let version = string(root, "apiVersion") else { return false }
        return !["audit.k8s.io/v1", "audit.k8s.io/v1beta1", "audit.k8s.io/v1alpha1"].contains {
            version.utf8.elementsEqual($0.utf8)
        }
    }

    /// Whether the authorizer has answered: only then is it known what.
    var isAnswered: Bool { !isText(member(root, "stage"), "RequestReceived") }

    /// Whether the authorizer allowed the request.
    ///
    /// Source: `k8s.io/apiserver/pkg/endpoints/filters/authorization.go`, which writes the annotation.
    var isAllowed: Bool {
        if let annotations = member(root, "annotations"),
            let decision = member(annotations, "authorization.k8s.io/decision")
        {
            return isText(decision, "allow")
        }
        let code = code
        return code != 401 && code != 403
    }

    private var code: Int64? {
        member(root, "responseStatus").flatMap { member($0, "code") }.flatMap {
            Node(storage: storage, index: $0).int64
        }
    }

    // MARK: Users

    /// A value of another type has no name, so that what was done is not taken for done by the impersonator.
    private var impersonated: Int? {
        member(root, "impersonatedUser").flatMap { storage.record($0).kind == .null ? nil : $0 }
    }

    func user(_ names: inout NameTable) throws(Unusable) -> NameID {
        if let impersonated { return try username(impersonated, "impersonatedUser", &names) }
        return try username(object("user"), "user", &names)
    }

    /// The one who acted for another; `nil` when nobody did.
    func impersonator(_ names: inout NameTable) throws(Unusable) -> NameID? {
        impersonated == nil ? nil : try username(object("user"), "user", &names)
    }

    var groups: Node? { list(impersonated ?? object("user"), "groups") }
    var groupsOfImpersonator: Node? { list(object("user"), "groups") }

    private func username(_ user: Int?, _ field: String, _ names: inout NameTable) throws(Unusable) -> NameID {
        guard let user, let name = text(user, "username", &names), name != NameTable.empty else {
            throw .missing("\(field).username")
        }
        return name
    }

    // MARK: Requests

    /// What was asked of the authorizer.
    ///
    /// A POST has no name when it is authorized; the event has the one of the object that came of it. A server-side
    /// apply or an update of what did not exist is authorized as `create` as well, and then with its name.
    ///
    /// Source: `patch.go` and `update.go` in `k8s.io/apiserver/pkg/endpoints/handlers`.
    func requests(of user: NameID, _ names: inout NameTable) throws(Unusable) -> [AuditTally.Key] {
        guard let verb = text(root, "verb", &names), verb != NameTable.empty else { throw .missing("verb") }
        guard let reference = member(root, "objectRef"), storage.record(reference).kind != .null else {
            guard let path = path(&names) else { throw .missing("requestURI") }
            return [AuditTally.Key(user: user, verb: verb, isResource: false, resource: path)]
        }
        guard let resource = text(reference, "resource", &names), resource != NameTable.empty else {
            throw .missing("objectRef.resource")
        }
        var key = AuditTally.Key(
            user: user, verb: verb, isResource: true, group: try group(reference, &names), resource: resource,
            subresource: try part(reference, "subresource", &names),
            namespace: try part(reference, "namespace", &names),
            name: try part(reference, "name", &names))
        guard key.subresource == NameTable.empty else { return [key] }
        let create = names.intern("create")
        if verb == create {
            key.name = NameTable.empty
        } else if code == 201, verb == names.intern("patch") || verb == names.intern("update") {
            var creation = key
            creation.verb = create
            return [key, creation]
        }
        return [key]
    }

    /// A part of what was asked for that may be left out. One of another type must not be taken for none: without its
    /// name or namespace a request is a wider one.
    private func part(
        _ reference: Int, _ name: StaticString, _ names: inout NameTable
    ) throws(Unusable) -> NameID {
        guard let index = member(reference, name), storage.record(index).kind != .null else { return NameTable.empty }
        guard let text = text(reference, name, &names) else {
            throw Unusable(reason: .notAString(field: "objectRef.\(name)"))
        }
        return text
    }

    /// The group; old events have it in the version.
    private func group(_ reference: Int, _ names: inout NameTable) throws(Unusable) -> NameID {
        let group = try part(reference, "apiGroup", &names)
        if group != NameTable.empty { return group }
        guard let version = string(reference, "apiVersion"), version.utf8.contains(UInt8(ascii: "/")) else {
            return NameTable.empty
        }
        return names.intern(ResourceID.group(ofAPIVersion: version))
    }

    /// The path of the request, without its query.
    private func path(_ names: inout NameTable) -> NameID? {
        guard let uri = string(root, "requestURI"), !uri.isEmpty else { return nil }
        return names.intern(PercentDecoding.text(uri.utf8.prefix { $0 != UInt8(ascii: "?") }))
    }

    // MARK: Impersonation

    /// What the impersonator was allowed: the user, the groups that are not the user's anyway, the uid and the extra
    /// fields; with constrained impersonation also to do this in another's name.
    ///
    /// Source: `k8s.io/apiserver/pkg/endpoints/filters/impersonation`.
    func impersonations(
        by user: NameID, for requests: [AuditTally.Key], _ names: inout NameTable
    ) -> [AuditTally.Key] {
        guard let index = impersonated, let username = string(index, "username") else { return [] }
        let impersonated = Node(storage: storage, index: index)
        let subject = Subject.user(username)
        let constraint = constraint
        let verb = names.intern(constraint ?? "impersonate")
        let authentication = names.intern("authentication.k8s.io")
        let group = constraint == nil ? NameTable.empty : authentication
        func key(_ resource: String, _ name: String, _ names: inout NameTable) -> AuditTally.Key {
            AuditTally.Key(
                user: user, verb: verb, isResource: true, group: group, resource: names.intern(resource),
                name: names.intern(name))
        }
        var keys: [AuditTally.Key] = []
        if let namespace = subject.namespace {
            var account = key("serviceaccounts", subject.name, &names)
            account.namespace = names.intern(namespace)
            keys.append(account)
        } else {
            keys.append(key("users", subject.name, &names))
        }
        let implicit = subject.implicitGroups
        for group in impersonated["groups"]?.elements.compactMap(\.string) ?? [] where !implicit.contains(group) {
            keys.append(key("groups", group, &names))
        }
        if let uid = impersonated["uid"]?.string, !uid.isEmpty {
            var one = key("uids", uid, &names)
            one.group = authentication
            keys.append(one)
        }
        for (extra, values) in impersonated["extra"]?.members.map({ $0 }) ?? [] {
            for value in values.elements.compactMap(\.string) {
                var one = key("userextras", value, &names)
                one.group = authentication
                one.subresource = names.intern(extra)
                keys.append(one)
            }
        }
        guard let mode = constraint?.split(separator: ":", maxSplits: 1).last else { return keys }
        return keys
            + requests.map { request in
                var one = request
                one.user = user
                one.verb = names.intern("impersonate-on:\(mode):\(names[request.verb])")
                return one
            }
    }

    /// The verb of constrained impersonation (`impersonate:user-info`).
    private var constraint: String? {
        object("authenticationMetadata").flatMap { string($0, "impersonationConstraint") }
            .flatMap { $0.isEmpty ? nil : $0 }
    }
}

// MARK: Values

extension AuditEvent {
    /// The member of an object with a name. Events have few members, so that comparing names is faster than hashing
    /// one.
    private func member(_ container: Int, _ name: StaticString) -> Int? {
        let record = storage.record(container)
        guard record.kind == .object else { return nil }
        for child in record.children where isEqual(storage.nameBytes(storage.record(child).key), name) { return child }
        return nil
    }

    private func object(_ name: StaticString) -> Int? {
        member(root, name).flatMap { storage.record($0).kind == .object ? $0 : nil }
    }

    private func list(_ container: Int?, _ name: StaticString) -> Node? {
        container.flatMap { member($0, name) }.flatMap {
            storage.record($0).kind == .array ? Node(storage: storage, index: $0) : nil
        }
    }

    private func string(_ container: Int, _ name: StaticString) -> String? {
        member(container, name).flatMap { Node(storage: storage, index: $0).string }
    }

    /// The number of a member's text, without making a `String` of it.
    private func text(_ container: Int, _ name: StaticString, _ names: inout NameTable) -> NameID? {
        guard let index = member(container, name) else { return nil }
        let record = storage.record(index)
        return record.kind == .string ? names.intern(storage.bytes(record)) : nil
    }

    private func isText(_ index: Int?, _ text: StaticString) -> Bool {
        guard let index, case let record = storage.record(index), record.kind == .string else { return false }
        return isEqual(storage.bytes(record), text)
    }

    private func isEqual(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return bytesEqual(base, text.utf8Start, bytes.count)
    }
}

/// Paths of requests as the API server sees them.
enum PercentDecoding {
    /// The text with `%2F` and the like resolved; what is no escape stays.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
