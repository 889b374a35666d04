/// What became of a statement.
public struct AssertionResult: Sendable {
    /// The three answers.
    public enum Verdict: Sendable {
        /// It is so.
        case holds
        /// It is not, and these show it.
        case broken([AssertionWitness])
        /// Nobody can tell, for this reason.
        case unknown(String)
    }

    /// The statement.
    public let assertion: AccessAssertion
    /// What became of it.
    public let verdict: Verdict
    /// Why the statement may be about nothing, whatever its verdict.
    public let doubts: [AssertionDoubt]

    /// Whether it holds.
    public var holds: Bool { if case .holds = verdict { true } else { false } }
}

/// Why a statement may be about nothing.
public enum AssertionDoubt: Sendable, Hashable {
    /// Nothing in the model's set has a name.
    case unknown(UnknownName)
    /// The resource belongs to the cluster and the statement names namespaces, in which no request asks for it.
    case clusterScoped(AccessMatrix.Resource)
}

extension AssertionDoubt: CustomStringConvertible {
    /// What is odd and what to do.
    public var description: String {
        switch self {
        case .unknown(let name): "\(name)"
        case .clusterScoped(let resource):
            "\(resource) belongs to the cluster: requests for it have no namespace, and no RoleBinding grants it; "
                + "leave the namespace out"
        }
    }
}

/// What shows that a statement is broken.
public enum AssertionWitness: Sendable {
    /// A subject has a permission that it must not have, through a grant.
    case granted(subject: Subject, permission: Permission, grant: Grant)
    /// A member of `system:masters`, whom the API server allows everything.
    case superuser(Subject)
    /// A subject lacks a permission that it must have: this request would be denied.
    case denied(subject: Subject, request: SubjectAccessReview.Attributes)
    /// A subject reaches a goal, on this way.
    case reached(EscalationPath)
    /// A subject must reach a goal and cannot.
    case notReached(Subject)
}

extension AssertionWitness: CustomStringConvertible {
    /// `ServiceAccount shop/web may get secrets in shop by rbac.yaml:12:3, bound at rbac.yaml:30:3`.
    public var description: String {
        switch self {
        case .granted(let subject, let permission, let grant):
            "\(subject) may \(permission) by \(grant.rulePlace), bound at \(grant.subjectPlace)"
        case .superuser(let subject): "\(subject) may do everything as a member of system:masters"
        case .denied(let subject, let request): "\(subject) may not \(request.text)"
        case .reached(let path): path.description
        case .notReached(let subject): "\(subject) does not get there"
        }
    }
}
