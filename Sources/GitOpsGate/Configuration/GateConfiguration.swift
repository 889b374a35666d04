public import GitOpsManifest
public import GitOpsPolicy
public import GitOpsReport

/// What a gate looks at, and what it fails on.
///
/// The defaults need no file. A file `.gitops.yaml` says otherwise:
///
/// ```yaml
/// apiVersion: gate.swift-gitops.dev/v1alpha1
/// kind: GateConfiguration
/// kubernetesVersion: "1.34"
/// manifests:
///   exclude: [charts/*/templates]
/// policies:
///   paths: [policies]
/// failOn:
///   new: high
/// ```
///
/// Paths are those of the state that is checked, from its root.
///
/// Properties are named as the keys of the file are. The exceptions are truth values, which say in Swift what is true of
/// the part they stand in, and a key whose value has a type with another name:
///
/// | key | property |
/// |---|---|
/// | `enabled` of a part | `isEnabled` |
/// | `manifests.hidden` | `manifests.readsHiddenFiles` |
/// | `policies.ofManifests` | `policies.usesManifests` |
/// | `access.paths` | `access.findsPaths` |
/// | `commits.attribution` | `commits.hasAttribution` |
/// | `podSecurity.level` and `podSecurity.version` | `podSecurity.standard` |
public struct GateConfiguration: Sendable {
    /// The version whose rules apply.
    public var kubernetesVersion = KubernetesVersion.newest
    /// Where objects go that live in a namespace and name none.
    public var defaultNamespace = "default"
    /// Which files are manifests.
    public var manifests = ManifestFilter()
    /// Objects against the schemas of their kinds.
    public var validation = Validation()
    /// Admission policies.
    public var policies = Policies()
    /// Built-in controls.
    public var controls = Controls()
    /// Pod Security.
    public var podSecurity = PodSecurity()
    /// Who may do what.
    public var access = Access()
    /// Signatures and authors of commits.
    public var commits = Commits()
    /// What changes do to what runs.
    public var changes = Changes()
    /// What makes the gate fail.
    public var failOn = Thresholds()
    /// What is wrong with the file in whose place the defaults stand, because the change mends it; it is told as a finding.
    var mendedProblems: [ReportProblem] = []

    /// The defaults.
    public init() {}

    /// Objects against the schemas of their kinds.
    public struct Validation: Sendable {
        /// Whether objects are checked.
        public var isEnabled = true
        /// What a kind that nobody knows is.
        public var unknownKinds = UnknownKinds.unknown
        /// Files and folders with more definitions of custom resources.
        public var definitions: [String] = []
        /// How bad a change of a kustomization or chart is, which is not looked at as it is rendered; `nil` not to be told.
        public var unrendered: Severity? = .low

        /// What an object is whose kind nobody knows, so that it cannot be checked.
        public enum UnknownKinds: String, Sendable, Hashable, CaseIterable {
            /// Unknown, which fails the gate.
            case unknown
            /// Told, and no more.
            case warn
            /// Not told.
            case ignore
        }
    }

    /// Admission policies.
    public struct Policies: Sendable {
        /// Whether policies are asked.
        public var isEnabled = true
        /// Files and folders of policies, bindings and parameters.
        public var paths: [String] = []
        /// Policies among the manifests are asked as well: the cluster will have them.
        public var usesManifests = true
        /// Files and folders of exceptions.
        public var exceptions: [String] = []
        /// How long before its end an exception is told to be expiring.
        public var expiringWithinDays = 30
    }

    /// Built-in controls.
    public struct Controls: Sendable {
        /// Whether controls are asked.
        public var isEnabled = true
        /// Controls of a lower severity are not asked.
        public var minimumSeverity = Severity.low
        /// The ids of controls that are not asked.
        public var disabled: [String] = []
        /// The registries that images may come from; empty for all.
        public var allowedRegistries: [String] = []
    }

    /// Pod Security.
    public struct PodSecurity: Sendable {
        /// Whether pods are judged.
        public var isEnabled = true
        /// What goes for namespaces that say nothing; `nil` to ask only where labels of the manifests do.
        public var standard: PodSecurityStandard?
    }

    /// Who may do what.
    public struct Access: Sendable {
        /// Whether roles and bindings are looked at.
        public var isEnabled = true
        /// Whether chains of permissions are searched for.
        public var findsPaths = true
        /// Files of statements about access.
        public var assertions: [String] = []
        /// How bad a permission is that somebody gains, where nothing says it is dangerous.
        public var gained = Severity.low
    }

    /// Signatures and authors of commits.
    public struct Commits: Sendable {
        /// The file of the commit policy; `nil` for none.
        public var policy: String?
        /// Whether new findings are traced to the commit that brought them.
        public var hasAttribution = true
    }

    /// What changes do to what runs.
    public struct Changes: Sendable {
        /// Whether changes are findings.
        public var isEnabled = true
        /// How bad each class is; classes that are not named are not told.
        public var severities: [Risk: Severity] = Risk.defaultSeverities

        /// A class of changes that may be told as a finding.
        public enum Risk: String, Sendable, Hashable, CaseIterable {
            case dataLoss, rulesLoosened, guardrailLoosened, guardrail, sourceLoosened, source, privilege, exposure,
                recreate, rollingRestart, capacity

            /// What can be taken back weighs less than what cannot. A guardrail that is loosened fails, because later changes would
            /// pass that nobody looks at; other changes of guardrails are told, because nobody can say what they do. So fails what is
            /// deployed from elsewhere, unverified or no longer fixed; another revision, as every day brings one, is told.
            public static let defaultSeverities: [Risk: Severity] = [
                .dataLoss: .high, .rulesLoosened: .high, .guardrailLoosened: .high, .guardrail: .low,
                .sourceLoosened: .high, .source: .low, .privilege: .low, .exposure: .low, .recreate: .low,
            ]
        }
    }

    /// What makes the gate fail.
    public struct Thresholds: Sendable {
        /// The least severity of a new finding that fails; `nil` for none.
        public var new: Severity? = .medium
        /// The least severity of a finding that the base has as well; `nil` for none.
        public var existing: Severity?
        /// Which documents and policies fail that could not be read or evaluated.
        public var unknown = Unknown.all

        /// Which unknowns fail.
        public enum Unknown: String, Sendable, Hashable, CaseIterable {
            /// All.
            case all
            /// Those that the base does not have as well.
            case new
            /// None.
            case none
        }
    }
}
