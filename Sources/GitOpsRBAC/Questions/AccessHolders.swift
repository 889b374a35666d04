import GitOpsManifest

/// Who may do something, and through which grants.
///
/// Beside those listed, every member of `system:masters` may do anything, without a grant: see ``superusers``.
public struct AccessHolders: Sendable {
    let index: AccessIndex
    /// Each grant and rule once.
    let holdings: [Holding]

    /// The group whose members the API server allows everything.
    ///
    /// Source: `k8s.io/apiserver/pkg/authentication/user`, `SystemPrivilegedGroup`.
    public static let superusers = Subject.group("system:masters")

    /// How many grants allow it.
    public var grantCount: Int { holdings.count }

    /// Whether no grant allows it.
    public var isEmpty: Bool { holdings.isEmpty }

    /// Every grant that allows it, by subject.
    public var grants: [Grant] { sorted.map { $0.grant(in: index) } }

    /// The subjects that bindings name, sorted, each with its grants. Complexity: O(grants · log grants).
    public var holders: [AccessHolder] {
        let holdings = sorted
        var holders: [AccessHolder] = []
        var start = 0
        while start < holdings.count {
            var end = start
            while end < holdings.count, holdings[end].subject == holdings[start].subject { end += 1 }
            holders.append(
                AccessHolder(
                    subject: index.subject(holdings[start].subject),
                    grants: holdings[start..<end].map { $0.grant(in: index) }))
            start = end
        }
        return holders.sorted { $0.subject < $1.subject }
    }

    private var sorted: [Holding] { holdings.sorted(by: Holding.precedes) }

    /// Whether a subject may do it: by a grant of its own, or of a group that all its requests are in.
    ///
    /// Complexity: O(grants).
    public func includes(_ subject: Subject) -> Bool {
        if subject == Self.superusers { return true }
        if holds(isGroup: subject.kind == .group, subject.username) { return true }
        return subject.implicitGroups.contains { holds(isGroup: true, $0) }
    }

    private func holds(isGroup: Bool, _ name: String) -> Bool {
        guard let number = index.subjectNumbers.number(isGroup: isGroup, index.names.find(name)) else { return false }
        return holdings.contains { $0.subject == number }
    }
}

/// A subject that may do something.
public struct AccessHolder: Sendable {
    /// The subject, as bindings name it.
    public let subject: Subject
    /// Its grants; each alone suffices.
    public let grants: [Grant]
}

/// A grant and a rule of it, by numbers.
struct Holding: BitwiseCopyable {
    var subject: UInt32
    var namespace: NameID
    var role: UInt32
    var binding: UInt32
    var boundSubject: UInt32
    var rule: UInt32

    func grant(in index: AccessIndex) -> Grant {
        Grant(
            index: index,
            record: GrantRecord(namespace: namespace, role: role, binding: binding, boundSubject: boundSubject),
            ruleNumber: rule)
    }

    static func precedes(_ left: Holding, _ right: Holding) -> Bool {
        (left.subject, left.namespace, left.binding, left.boundSubject, left.rule)
            < (right.subject, right.namespace, right.binding, right.boundSubject, right.rule)
    }
}
