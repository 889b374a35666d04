public import GitOpsReport

/// One thing that manifests should have or leave, as a policy that a cluster can enforce as well.
///
/// A control is a ValidatingAdmissionPolicy with a reason, advice and references: ``ControlSet`` makes the manifests,
/// and the same engine that judges the policies of users judges them.
public struct Control: Sendable, Hashable {
    /// What identifies the control for good, `workload-privileged-container`: the name of its policy and the id of its
    /// rule.
    public let id: String
    /// What objects should be like, in one sentence.
    public let summary: String
    /// What can happen otherwise.
    public let reason: String
    /// What to do.
    public let remediation: String
    /// How much harm what the control looks for can do.
    public let severity: Severity
    /// What the control is about.
    public let category: Category
    /// The resources that it judges.
    public let subject: ControlSubject
    /// Whether it is about how objects are kept in files.
    ///
    /// In a cluster they all look alike, so that no cluster can enforce it.
    public let isAboutFiles: Bool
    /// Named expressions of its own, for others of the control.
    public let variables: [Variable]
    /// What objects have to satisfy.
    public let check: ControlCheck
    /// The identifiers under which frameworks speak of it.
    public let references: [ControlReference]

    /// What a control is about.
    public enum Category: String, Sendable, Hashable, CaseIterable {
        case workloads, images, network, rbac, gitops
    }

    /// A named expression.
    public struct Variable: Sendable, Hashable {
        /// Its name behind `variables.`.
        public let name: String
        /// The expression.
        public let expression: String
    }

    init(
        _ id: String, _ severity: Severity, _ category: Category, summary: String, reason: String, remediation: String,
        of subject: ControlSubject, isAboutFiles: Bool = false, variables: [Variable] = [], _ check: ControlCheck,
        references: [ControlReference] = []
    ) {
        self.id = id
        self.summary = summary
        self.reason = reason
        self.remediation = remediation
        self.severity = severity
        self.category = category
        self.subject = subject
        self.isAboutFiles = isAboutFiles
        self.variables = variables
        self.check = check
        self.references = references
    }
}

extension Control {
    /// Every control, by category. Adding one is an entry in the table of its category.
    ///
    /// Controls that need to be told something are not among them: see ``ControlSet/allowedRegistries``.
    public static let all: [Control] = [
        workloadIsolation, workloadPrivileges, workloadHygiene, images, network, rbacGrants, rbacBindings, argo, flux,
        secrets,
    ].flatMap { $0 }
}
