import ArgumentParser
import GitOpsRBAC

extension Subject {
    /// Reads a subject of the command line.
    init(argument text: String) throws {
        guard let subject = Subject(text) ?? Self.prefixed(text) else {
            throw ValidationError(
                "'\(text)' is no subject; write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME")
        }
        self = subject
    }

    private static func prefixed(_ text: String) -> Subject? {
        if text.hasPrefix("system:serviceaccount:") {
            let subject = Subject.user(text)
            return subject.kind == .serviceAccount ? subject : nil
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch parts[0].lowercased() {
        case "user": return Subject.user(parts[1])
        case "group": return Subject.group(parts[1])
        case "serviceaccount", "sa": return Subject("ServiceAccount \(parts[1])")
        default: return nil
        }
    }
}

extension RoleID {
    /// Reads a role of the command line: `edit` and `ClusterRole/edit`, `shop/web` and `Role/shop/web`.
    init(argument text: String) throws {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count > 1, let kind = parts.first?.lowercased(), kind == "role" || kind == "clusterrole" {
            parts.removeFirst()
            if (kind == "role") != (parts.count == 2) { parts = [] }
        }
        switch parts.count {
        case 1 where !parts[0].isEmpty: self = .clusterRole(parts[0])
        case 2 where parts.allSatisfy({ !$0.isEmpty }): self = .role(namespace: parts[0], name: parts[1])
        default:
            throw ValidationError("'\(text)' is no role; write NAME for a ClusterRole or NAMESPACE/NAME for a Role")
        }
    }
}
