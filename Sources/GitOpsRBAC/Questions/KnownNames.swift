import GitOpsManifest

/// A name of a question that nothing in the set has, as when it is a slip.
public enum UnknownName: Sendable, Hashable {
    /// No binding names the subject, and nothing defines it.
    case subject(Subject, nearest: Subject?)
    /// Nothing is in the namespace, and nothing defines it.
    case namespace(String, nearest: String?)
    /// No kind, built in or defined by the set, and no rule has the API group.
    case group(String, nearest: String?)
}

extension UnknownName: CustomStringConvertible {
    /// What is odd and what to do.
    public var description: String {
        switch self {
        case .subject(let subject, let nearest):
            "no binding names \(subject), and nothing defines it; " + Self.advice(nearest.map { "\($0)" })
        case .namespace(let name, let nearest):
            "nothing is in the namespace \(name), and nothing defines it; " + Self.advice(nearest)
        case .group(let group, let nearest):
            "no kind and no rule has the API group \(group); "
                + (nearest.map { Self.advice($0) } ?? "check the name, or give the files that define its resources")
        }
    }

    private static func advice(_ nearest: String?) -> String {
        nearest.map { "did you mean \($0)?" } ?? "check the name"
    }
}

/// The names of a model, for telling slips in questions, whose answers are right and of no use.
public struct KnownNames: Sendable {
    private let index: AccessIndex
    private let accounts: Set<NameID>
    private let namespaces: Set<ExactText>
    private let resourceNames: ResourceNames
    /// Subjects that other objects than bindings name, as the account of a workload.
    private let others: Set<Subject>
    /// How many names may still be looked through for near ones, so that many slips over many names end in time.
    private var candidatesLeft = 1_000_000

    /// The names of a model, and of what an analysis of it knows beside its bindings.
    ///
    /// Complexity: O(objects + subjects).
    public init(_ model: AccessModel, escalation: EscalationAnalysis? = nil) {
        index = model.index
        accounts = Set(model.index.accounts)
        namespaces = model.index.knownNamespaces
        resourceNames = ResourceNames(model)
        others = Set(escalation?.sources ?? []).union(escalation?.options.gitWriters.map(\.subject) ?? [])
    }

    /// What is odd about a subject; `nil` when something names it, or every cluster has it.
    ///
    /// Complexity: O(1), and O(subjects) for one that nothing names.
    public mutating func unknown(_ subject: Subject) -> UnknownName? {
        isKnown(subject) ? nil : .subject(subject, nearest: nearest(to: subject))
    }

    /// What is odd about a namespace; `nil` when something is in it or names it, for `*` and for none.
    public mutating func unknown(namespace: String) -> UnknownName? {
        if namespace.isEmpty || namespace == "*" || namespaces.contains(ExactText(namespace)) { return nil }
        return .namespace(namespace, nearest: nearest(namespace, among: namespaces.map(\.text)))
    }

    /// What is odd about an API group; `nil` when a kind or a rule has it, and for `*`.
    public mutating func unknown(group: String) -> UnknownName? {
        if resourceNames.knows(group: group) { return nil }
        return .group(group, nearest: nearest(group, among: resourceNames.groups))
    }

    // MARK: Subjects

    private func isKnown(_ subject: Subject) -> Bool {
        let isGroup = subject.kind == .group
        let name = index.names.find(isGroup ? subject.name : subject.username)
        if index.subjectNumbers.number(isGroup: isGroup, name) != nil || others.contains(subject) { return true }
        return switch subject.kind {
        // Every namespace has an account of this name.
        case .serviceAccount: subject.name == "default" || accounts.contains(name)
        case .user: subject.name == "system:anonymous"
        case .group:
            Self.groupsOfEveryCluster.contains(subject.name) || subject.name.hasPrefix("system:serviceaccounts:")
        }
    }

    /// Source: `k8s.io/apiserver/pkg/authentication/user/user.go`.
    private static let groupsOfEveryCluster = [
        "system:masters", "system:authenticated", "system:unauthenticated", "system:serviceaccounts",
    ]

    /// One of another kind with the same name, or one of its own kind with nearly the same.
    private mutating func nearest(to subject: Subject) -> Subject? {
        if subject.kind != .serviceAccount {
            let other = subject.kind == .group ? Subject.user(subject.name) : .group(subject.name)
            if isKnown(other) { return other }
        }
        guard candidatesLeft > 0 else { return nil }
        var candidates = Set(index.subjects.indices.map { index.subject(UInt32(truncatingIfNeeded: $0)) })
        candidates.formUnion(index.accounts.map { .user(index.names[$0]) })
        let ofKind = candidates.union(others).filter { $0.kind == subject.kind }.sorted()
        let found = nearest(Self.text(subject), among: ofKind.map(Self.text))
        return found.flatMap { found in ofKind.first { Self.text($0).hasSameBytes(as: found) } }
    }

    private static func text(_ subject: Subject) -> String {
        subject.namespace.map { "\($0)/\(subject.name)" } ?? subject.name
    }

    private mutating func nearest(_ name: String, among names: [String]) -> String? {
        guard candidatesLeft > 0 else { return nil }
        candidatesLeft -= names.count
        return NearestName.of(
            name, among: names.filter { !$0.isEmpty && $0 != "*" }.sorted { $0.precedesByBytes($1) })
    }
}
