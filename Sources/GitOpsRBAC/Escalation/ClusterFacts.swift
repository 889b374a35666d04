import GitOpsManifest

/// What a set of manifests says about the cluster besides its RBAC objects, as far as edges depend on it.
struct ClusterFacts: Sendable {
    /// A service account that exists, or is taken to exist.
    struct Account: Sendable {
        let username: NameID
        let namespace: NameID
        let name: NameID
        let exists: Bool
    }

    struct Workload: Sendable {
        let namespace: NameID
        let name: NameID
        /// Whether it is one pod, which has its name; those of the others have longer ones.
        let isPod: Bool
        let account: NameID
        let token: PodTemplate.Token
        let isOnEveryNode: Bool
        /// The value that makes it privileged.
        let privileged: Evidence?
    }

    /// A value in a manifest that shows that a condition holds.
    struct Evidence: Sendable {
        let manifest: UInt32
        let node: UInt32
    }

    /// A Secret that holds the token of an account.
    struct StoredToken: Sendable {
        let namespace: NameID
        let name: NameID
        let account: NameID
        let evidence: Evidence
    }

    /// An object of Flux, the namespace of its source, and the account it applies with: its own, or the controller's.
    struct SourceConsumer: Sendable {
        let sourceNamespace: NameID
        let account: NameID?
        let controller: Controller
        let evidence: Evidence
    }

    /// The names of the model and those that only other manifests have.
    var names: NameTable
    var accounts: [Account] = []
    var accountNumbers: [NameID: Int] = [:]
    /// Numbers of the accounts of a namespace.
    var accountsIn: [NameID: [Int]] = [:]
    var workloads: [Workload] = []
    var workloadsIn: [NameID: [Int]] = [:]
    var workloadsNamed: [NameID: [Int]] = [:]
    /// Accounts whose tokens are put only into pods that ask for them.
    var accountsWithoutMount: Set<NameID> = []
    var tokens: [StoredToken] = []
    var consumers: [SourceConsumer] = []
    /// Namespaces whose labels keep privileged pods out, and the label.
    var restrictedNamespaces: [NameID: Evidence] = [:]
    var served: Set<String> = []
    var controllers: [Controller: [NameID]] = [:]
    /// Namespaces in which some AppProject is open, and in which one called `default` is written at all.
    var openProjects: [NameID: Evidence] = [:]
    var namespacesWithDefaultProject: Set<NameID> = []
    var clouds: [CloudProvider: [(namespace: NameID, evidence: Evidence)]] = [:]
    var snippets: Evidence?
    var authMap: Evidence?
    var hasOpenShift = false
    /// Controllers of Flux that are told not to apply with their own rights.
    var confinedControllers: Set<Controller> = []

    /// What users and groups have controllers do by Argo CD and Git.
    var delegations: [Holder: [Delegation]] = [:]
    var delegatingSubjects: Set<Subject> = []

    init(_ index: AccessIndex, options: EscalationOptions) {
        names = index.names
        for (position, manifest) in index.manifests.enumerated() where position >= index.bootstrapCount {
            read(manifest, UInt32(truncatingIfNeeded: position))
        }
        findServed(index)
        findAccounts(index, options)
        readDelegations(index, options)
        for (position, workload) in workloads.enumerated() {
            workloadsIn[workload.namespace, default: []].append(position)
            workloadsNamed[workload.name, default: []].append(position)
        }
    }

    func find(_ text: String) -> NameID { names.find(text) }
}

// MARK: Accounts

extension ClusterFacts {
    static let accountPrefix = "system:serviceaccount:"

    private mutating func findAccounts(_ index: AccessIndex, _ options: EscalationOptions) {
        for username in index.accounts { addAccount(username, exists: true) }
        for workload in workloads { addAccount(workload.account, exists: true) }
        for subject in index.subjects where !subject.isGroup {
            let isOfCluster = names[subject.name].hasPrefix("\(Self.accountPrefix)kube-system:")
            addAccount(subject.name, exists: options.boundAccountsExist || isOfCluster)
        }
        accounts.sort { names.precedes($0.username, $1.username) }
        for (number, account) in accounts.enumerated() {
            accountNumbers[account.username] = number
            accountsIn[account.namespace, default: []].append(number)
            guard account.exists else { continue }
            let name = names[account.name]
            for controller in Controller.allCases where controller.isName(name) {
                controllers[controller, default: []].append(account.username)
            }
        }
    }

    private mutating func addAccount(_ username: NameID, exists: Bool) {
        guard accountNumbers[username] == nil else { return }
        let text = names[username]
        guard text.utf8.starts(with: Self.accountPrefix.utf8) else { return }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return }
        accountNumbers[username] = accounts.count
        let namespace = names.intern(String(parts[2]))
        accounts.append(
            Account(username: username, namespace: namespace, name: names.intern(String(parts[3])), exists: exists))
    }

    /// Whether constrained impersonation takes a name for a user's. Service accounts and nodes have modes of their own.
    func isActedForAsUser(_ name: NameID) -> Bool {
        accountNumbers[name] == nil && !names.withBytes(of: name) { $0.starts(with: "system:node:".utf8) }
    }

    /// The username of an account, known from here on.
    mutating func username(_ namespace: String, _ name: String) -> NameID {
        names.intern("\(Self.accountPrefix)\(namespace):\(name)")
    }
}

// MARK: Resources

extension ClusterFacts {
    /// Resources of custom definitions, and those that rules name: who grants something for a resource has it.
    ///
    /// Only what conditions ask for is looked for: the pairs of thousands of groups and resources would be millions.
    private mutating func findServed(_ index: AccessIndex) {
        var missing = Self.askedResources.map { (asked: $0, group: names.find($0.group)) }
        missing.removeAll { $0.group == NameTable.unknown }
        for rule in index.rules[...] where !missing.isEmpty {
            let groups = index.lists[rule.groups.range]
            let resources = index.lists[rule.resources.range]
            missing.removeAll { asked, group in
                guard groups.contains(group),
                    resources.contains(where: { names.withBytes(of: $0) { Self.isPart($0, of: asked.resource) } })
                else { return false }
                served.insert(asked.text)
                return true
            }
        }
        hasOpenShift = served.contains("securitycontextconstraints.security.openshift.io")
    }
}

/// A resource whose being there is a condition of some edge.
private struct AskedResource: Hashable {
    let text: String
    let resource: [UInt8]
    let group: String

    init(_ text: some StringProtocol) {
        let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) ?? text.utf8.endIndex
        self.text = String(text)
        resource = Array(text.utf8[..<dot])
        group = String(decoding: text.utf8[dot...].dropFirst(), as: UTF8.self)
    }
}

extension ClusterFacts {
    private static let askedResources: [AskedResource] = {
        var asked: Set = [
            AskedResource("securitycontextconstraints.security.openshift.io"),
            AskedResource("podsecuritypolicies.policy"),
        ]
        for edge in EscalationEdge.all {
            for case .given(.serves(let resources)) in edge.needs {
                asked.formUnion(resources.split(separator: ",").map { AskedResource($0) })
            }
        }
        return Array(asked)
    }()

    /// Whether a rule's resource is the one, or a subresource of it.
    private static func isPart(_ resource: UnsafeBufferPointer<UInt8>, of name: [UInt8]) -> Bool {
        resource.starts(with: name) && (resource.count == name.count || resource[name.count] == UInt8(ascii: "/"))
    }

    /// Whether a condition that does not depend on a namespace holds; `nil` for the others.
    func holds(_ condition: ClusterCondition, _ options: EscalationOptions) -> Bool? {
        switch condition {
        case .serves(let resources): resources.split(separator: ",").contains { served.contains(String($0)) }
        case .runs(let controller): controllers[controller] != nil
        case .fluxRuns: controllers[.kustomizeController] != nil || controllers[.helmController] != nil
        case .fluxTrustsObjects(let controller):
            controllers[controller] != nil && !confinedControllers.contains(controller)
        case .ingressSnippets: snippets != nil
        case .argoCDAllows, .writesRepository: !delegations.isEmpty
        case .kubernetesBefore(let minor): options.kubernetes.minor < minor
        case .kubernetesFrom(let minor): options.kubernetes.minor >= minor
        case .isEKS: options.isEKS ?? (authMap != nil || clouds[.aws] != nil)
        case .isOpenShift: options.isOpenShift ?? hasOpenShift
        case .podSecurityIsByLabels:
            !(options.isOpenShift ?? hasOpenShift)
                && !(options.kubernetes.minor < 25 && served.contains("podsecuritypolicies.policy"))
        case .controlPlaneNodesTakePods: options.controlPlaneNodesTakePods
        case .cloudAccounts(let provider): clouds[provider] == nil ? false : nil
        case .bootstrapTokensJoin, .podsMayBePrivileged, .podsArePrivileged, .ownPodsArePrivileged, .runsHere,
            .argoProjectIsOpen:
            nil
        }
    }
}
