import GitOpsManifest

/// What the API server checks before somebody acts as another one.
///
/// Source: `k8s.io/apiserver/pkg/endpoints/filters/impersonation`, `mode.go` and `constrained_impersonation.go`
/// (KEP-5284).
struct ImpersonationChecks {
    let mode: Impersonation.Mode
    let wanted: Impersonation

    /// From this many on, all groups or all extra values are asked for at once by the literal name `*`.
    private static let many = 4
    private static let authentication = "authentication.k8s.io"

    enum Check {
        /// Must be allowed.
        case needed(SubjectAccessReview.Attributes)
        /// Either the first or all of the rest.
        case oneOrAll(ResourceAttributes, [ResourceAttributes])
        /// Is never allowed.
        case never(ResourceAttributes, String)
    }

    /// Whether the mode is for this impersonation at all.
    func applies(requestor: Subject, node: String?) -> Bool {
        let hasNameOnly = wanted.groups.isEmpty && wanted.uid.isEmpty && wanted.extra.isEmpty
        switch mode {
        case .associatedNode:
            return hasNameOnly && nodeName != nil && requestor.kind == .serviceAccount && node == nodeName
        case .arbitraryNode: return hasNameOnly && nodeName != nil
        case .serviceAccount: return hasNameOnly && account != nil
        case .userInfo: return nodeName == nil && account == nil
        case .legacy: return true
        }
    }

    /// The checks in their order.
    func all(_ action: SubjectAccessReview.Attributes) -> [Check] {
        let on: [Check] = mode == .legacy ? [] : [.needed(actingOn(action))]
        return on + [.needed(.resource(nameCheck))] + uidChecks + groupChecks + extraChecks
    }

    /// The groups of the one who is impersonated.
    var groups: [String] {
        var groups = wanted.groups
        if mode != .legacy, nodeName != nil { groups = ["system:nodes"] }
        if groups.isEmpty, let account { groups = Array(account.implicitGroups.dropLast()) }
        func ensure(_ group: String) { if !groups.contains(group) { groups.append(group) } }
        if wanted.user == "system:anonymous" {
            ensure("system:unauthenticated")
        } else if !groups.contains("system:unauthenticated") {
            ensure("system:authenticated")
        }
        return groups
    }
}

// MARK: The checks

extension ImpersonationChecks {
    private var verb: String { mode == .legacy ? "impersonate" : "impersonate:\(mode.rawValue)" }
    private var group: String { mode == .legacy ? "" : Self.authentication }

    private func actingOn(_ action: SubjectAccessReview.Attributes) -> SubjectAccessReview.Attributes {
        let prefix = "impersonate-on:\(mode.rawValue):"
        switch action {
        case .resource(var attributes):
            attributes.verb = prefix + attributes.verb
            return .resource(attributes)
        case .nonResource(var attributes):
            attributes.verb = prefix + attributes.verb
            return .nonResource(attributes)
        }
    }

    private var nameCheck: ResourceAttributes {
        if mode != .legacy, let nodeName {
            // The server remembers an allowed association for all nodes, so it asks for all.
            return check("nodes", mode == .associatedNode ? "*" : nodeName)
        }
        if let account {
            var check = check("serviceaccounts", account.name)
            check.namespace = account.namespace ?? ""
            return check
        }
        return check("users", wanted.user)
    }

    private var uidChecks: [Check] {
        guard !wanted.uid.isEmpty else { return [] }
        return [
            .needed(
                .resource(
                    ResourceAttributes(verb: verb, group: Self.authentication, resource: "uids", name: wanted.uid)))
        ]
    }

    private var groupChecks: [Check] {
        guard !wanted.groups.isEmpty else { return [] }
        let each = wanted.groups.map { check("groups", $0) }
        guard mode != .legacy else { return each.map { .needed(.resource($0)) } }
        if wanted.groups.contains("") { return [.never(check("groups", ""), "a group has a name")] }
        if wanted.groups.contains("system:masters") {
            return [.never(check("groups", "system:masters"), "only the verb impersonate gives system:masters")]
        }
        return each.count >= Self.many ? [.oneOrAll(check("groups", "*"), each)] : each.map { .needed(.resource($0)) }
    }

    private var extraChecks: [Check] {
        func check(_ key: String, _ value: String) -> ResourceAttributes {
            ResourceAttributes(
                verb: verb, group: Self.authentication, resource: "userextras", subresource: key, name: value)
        }
        guard !wanted.extra.isEmpty else { return [] }
        let keys = wanted.extra.keys.sorted { $0.precedesByBytes($1) }
        let each = keys.flatMap { key in (wanted.extra[key] ?? []).map { check(key, $0) } }
        guard mode != .legacy else { return each.map { .needed(.resource($0)) } }
        for key in keys
        where !Self.isExtraKey(key) || wanted.extra[key]?.contains(where: \.isEmpty) != false
            || wanted.extra[key]?.isEmpty != false
        {
            return [.never(check(key, ""), "a key is DOMAIN/NAME in lowercase, and every key has values")]
        }
        let isLarge = keys.count >= Self.many || each.count >= Self.many
        return isLarge ? [.oneOrAll(check("*", "*"), each)] : each.map { .needed(.resource($0)) }
    }

    private func check(_ resource: String, _ name: String) -> ResourceAttributes {
        ResourceAttributes(verb: verb, group: group, resource: resource, name: name)
    }
}

// MARK: Names

extension ImpersonationChecks {
    private var account: Subject? {
        let subject = Subject.user(wanted.user)
        guard subject.kind == .serviceAccount, Self.isDomain(subject.name), !(subject.namespace ?? "").contains("."),
            Self.isDomain(subject.namespace ?? "")
        else { return nil }
        return subject
    }

    private var nodeName: String? {
        let prefix = "system:node:"
        guard wanted.user.hasPrefix(prefix) else { return nil }
        let name = String(wanted.user.dropFirst(prefix.count))
        return Self.isDomain(name) ? name : nil
    }

    /// Source: `IsDNS1123Subdomain` in `k8s.io/apimachinery/pkg/util/validation`.
    private static func isDomain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 253
            && name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                func isAlphanumeric(_ byte: UInt8) -> Bool {
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                }
                guard let first = label.first, let last = label.last else { return false }
                return isAlphanumeric(first) && isAlphanumeric(last)
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// Source: `IsDomainPrefixedPath` in the same file.
    private static func isExtraKey(_ key: String) -> Bool {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && isDomain(String(parts[0])) && !parts[1].isEmpty && key == key.lowercased()
    }
}
