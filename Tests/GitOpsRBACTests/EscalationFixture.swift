import GitOpsManifest
import GitOpsRBAC

/// A small cluster, written as statements with semicolons between them, and what its attacker gains.
///
/// | statement | meaning |
/// |---|---|
/// | `may VERBS RESOURCES[NAMES] @SCOPE` | the attacker, ServiceAccount `shop/attacker`, is granted it; `@*` is the cluster |
/// | `may VERBS RESOURCES[] @SCOPE`, `… RESOURCES[,NAME] @SCOPE` | by a rule whose `resourceNames` are the empty name, or it and others |
/// | `account:NS/NAME may …`, `user:NAME may …`, `group:NAME may …` | somebody else is |
/// | `holds role NS/NAME` (which may create pods), `holds clusterrole NAME @SCOPE`, `holds aggregate NAME @SCOPE` | the attacker is bound to it |
/// | `holds missing-role NS/NAME`, `holds missing-clusterrole NAME @SCOPE` | the attacker is bound to what does not exist |
/// | `bind SUBJECT CLUSTERROLE @SCOPE` | somebody is bound to a ClusterRole |
/// | `define NS/NAME [unmounted]` | a service account |
/// | `namespace NAME LEVEL` | a namespace that enforces a level of Pod Security |
/// | `crd PLURAL.GROUP` | a definition |
/// | `pod NS/NAME ACCOUNT [privileged\|mounted\|unmounted]`, `daemonset NS/NAME ACCOUNT` | workloads |
/// | `token NS/NAME ACCOUNT` | a Secret with a token |
/// | `config NS/NAME [KEY=VALUE]` | a ConfigMap |
/// | `project NS/NAME open\|closed` | an AppProject |
/// | `kustomization NS/NAME SOURCE-NS [ACCOUNT]` | an object of Flux |
/// | `controller NS/NAME [ARGUMENT]` | a Deployment with its service account |
/// | `cloud NS/NAME ANNOTATION` | a service account with an annotation |
/// | `source SUBJECT` | somebody else is asked about |
/// | `writer SUBJECT [ADDRESS]` | somebody can write a repository |
/// | `application NS/NAME PROJECT NAMESPACE` | an Application from `https://example.com/shop` for this cluster |
/// | `repository NS/NAME ADDRESS` | a GitRepository of Flux |
/// | `option NAME[=VALUE]` | an option of the analysis |
struct EscalationFixture {
    private var items: [String] = []
    private var number = 0
    var options = EscalationOptions()
    /// Whose gains are asked for.
    private var source = Self.attacker
    static let attacker = Subject.serviceAccount(namespace: "shop", name: "attacker")

    init(_ text: String) {
        items.append(Self.object("v1", "ServiceAccount", "shop/attacker"))
        for statement in text.split(separator: ";") {
            read(statement.split(separator: " ").map(String.init))
        }
    }

    func manifests() -> ManifestSet {
        ManifestSet(
            SourceText("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\(items.joined(separator: ",\n"))]}"))
    }

    func analysis() -> EscalationAnalysis { EscalationAnalysis(AccessModel(manifests()), options: options) }

    /// An analysis without some lines: bindings whose subjects go, roles whose rules go, and
    /// bindings that go themselves.
    func analysis(without objects: [ResourceID: EscalationCut.Line.Kind]) -> EscalationAnalysis {
        let manifests = manifests().manifests.flatMap { manifest -> [Manifest] in
            switch objects[manifest.id] {
            case nil: return [manifest]
            case .subject:
                let role = manifest.root["roleRef"]
                let (kind, name) = (role?["kind"]?.string ?? "", role?["name"]?.string ?? "")
                return without(manifest, "\"roleRef\":{\"kind\":\"\(kind)\",\"name\":\"\(name)\"},\"subjects\":[]")
            case .rule: return without(manifest, "\"rules\":[]")
            case .binding: return []
            }
        }
        return EscalationAnalysis(AccessModel(ManifestSet(manifests)), options: options)
    }

    private func without(_ manifest: Manifest, _ rest: String) -> [Manifest] {
        let path = (manifest.id.namespace.map { "\($0)/" } ?? "") + manifest.id.name
        return ManifestSet(
            SourceText(Self.object("rbac.authorization.k8s.io/v1", manifest.id.kind, path, rest))
        ).manifests
    }

    /// Every line that could be removed, alone: the fixture's bindings and roles have one subject and one rule.
    var lines: [(object: ResourceID, kind: EscalationCut.Line.Kind)] {
        manifests().manifests.flatMap { manifest -> [(ResourceID, EscalationCut.Line.Kind)] in
            switch manifest.id.kind {
            case "RoleBinding", "ClusterRoleBinding": [(manifest.id, .subject), (manifest.id, .binding)]
            case "Role",
                "ClusterRole" where manifest.root["rules"]?.elements.isEmpty == false:
                [(manifest.id, .rule)]
            default: []
            }
        }
    }

    /// The ids of the edges that the attacker can take.
    func edges() -> Set<String> { Set(analysis().gains(of: source).map(\.edge.id)) }
}

// MARK: Statements

extension EscalationFixture {
    private mutating func read(_ words: [String]) {
        switch words[0] {
        case "may": grant(Self.attacker, Array(words.dropFirst()))
        case "bind": bind("ClusterRole", words[2], subject(words[1]), words[3])
        case "holds": hold(words)
        case "define": items.append(Self.object("v1", "ServiceAccount", words[1], Self.mount(words.last) ?? ""))
        case "namespace":
            items.append(
                """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\(words[1])",\
                "labels":{"pod-security.kubernetes.io/enforce":"\(words[2])"}}}
                """)
        case "crd": define(words[1])
        case "pod": items.append(pod(words))
        case "daemonset":
            items.append(
                Self.object(
                    "apps/v1", "DaemonSet", words[1],
                    "\"spec\":{\"template\":{\"spec\":{\"serviceAccountName\":\"\(words[2])\"}}}"))
        case "token":
            items.append(
                Self.object(
                    "v1", "Secret", words[1], "\"type\":\"kubernetes.io/service-account-token\"",
                    annotation: ("kubernetes.io/service-account.name", words[2])))
        case "config": items.append(Self.object("v1", "ConfigMap", words[1], "\"data\":{\(pairs(words.dropFirst(2)))}"))
        case "project": items.append(project(words))
        case "kustomization": items.append(kustomization(words))
        case "controller": control(words)
        case "cloud":
            items.append(Self.object("v1", "ServiceAccount", words[1], annotation: (words[2], "identity")))
        case "source": source = subject(words[1])
        case "writer":
            options.gitWriters += [GitWriter(subject(words[1]), repository: words.count > 2 ? words[2] : nil)]
                .compactMap { $0 }
        case "application": items.append(application(words))
        case "repository":
            items.append(
                Self.object(
                    "source.toolkit.fluxcd.io/v1", "GitRepository", words[1], "\"spec\":{\"url\":\"\(words[2])\"}"))
        case "option": setOption(words[1])
        default: grant(subject(words[0]), Array(words.dropFirst(2)))
        }
    }

    private func subject(_ text: String) -> Subject {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "user": return .user(parts[1])
        case "group": return .group(parts[1])
        default:
            let path = parts[1].split(separator: "/").map(String.init)
            return .serviceAccount(namespace: path[0], name: path[1])
        }
    }

    private mutating func grant(_ subject: Subject, _ words: [String]) {
        number += 1
        var resources = words[1]
        var names: [String] = []
        if let bracket = resources.firstIndex(of: "[") {
            let inside = resources[resources.index(after: bracket)...].dropLast()
            names = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            resources = String(resources[..<bracket])
        }
        let parts = resources.split(separator: ",").map { text -> (group: String, name: String) in
            let halves = text.split(separator: "/", maxSplits: 1)
            let dotted = halves[0].split(separator: ".", maxSplits: 1)
            let suffix = halves.count > 1 ? "/\(halves[1])" : ""
            return (dotted.count > 1 ? String(dotted[1]) : "", "\(dotted[0])\(suffix)")
        }
        let rule = """
            {"verbs":\(list(words[0].split(separator: "|").map(String.init))),\
            "apiGroups":\(list(parts.map(\.group))),"resources":\(list(parts.map(\.name))),\
            "resourceNames":\(list(names))}
            """
        items.append(Self.object("rbac.authorization.k8s.io/v1", "ClusterRole", "g\(number)", "\"rules\":[\(rule)]"))
        bind("ClusterRole", "g\(number)", subject, words[2])
    }

    private mutating func bind(_ kind: String, _ name: String, _ subject: Subject, _ scope: String) {
        number += 1
        let isCluster = scope == "@*"
        let metadata = isCluster ? "b\(number)" : "\(scope.dropFirst())/b\(number)"
        let namespace = subject.namespace.map { "\"namespace\":\"\($0)\"," } ?? ""
        items.append(
            Self.object(
                "rbac.authorization.k8s.io/v1", isCluster ? "ClusterRoleBinding" : "RoleBinding", metadata,
                """
                "roleRef":{"kind":"\(kind)","name":"\(name)"},\
                "subjects":[{"kind":"\(subject.kind.rawValue)",\(namespace)"name":"\(subject.name)"}]
                """))
    }

    private mutating func hold(_ words: [String]) {
        let path = words[2].split(separator: "/").map(String.init)
        let group = "rbac.authorization.k8s.io/v1"
        switch words[1] {
        case "role":
            let rule = "{\"verbs\":[\"create\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}"
            items.append(Self.object(group, "Role", words[2], "\"rules\":[\(rule)]"))
            bind("Role", path[1], Self.attacker, "@\(path[0])")
        case "missing-role": bind("Role", path[1], Self.attacker, "@\(path[0])")
        case "clusterrole":
            items.append(Self.object(group, "ClusterRole", words[2], "\"rules\":[]"))
            bind("ClusterRole", words[2], Self.attacker, words[3])
        case "aggregate":
            let selector = "{\"matchLabels\":{\"into\":\"\(words[2])\"}}"
            items.append(
                Self.object(
                    group, "ClusterRole", words[2],
                    "\"rules\":[],\"aggregationRule\":{\"clusterRoleSelectors\":[\(selector)]}"))
            bind("ClusterRole", words[2], Self.attacker, words[3])
        default: bind("ClusterRole", words[2], Self.attacker, words[3])
        }
    }

    private mutating func define(_ resource: String) {
        let parts = resource.split(separator: ".", maxSplits: 1)
        items.append(
            Self.object(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition", resource,
                "\"spec\":{\"group\":\"\(parts[1])\",\"names\":{\"plural\":\"\(parts[0])\"}}"))
    }

    private mutating func control(_ words: [String]) {
        items.append(Self.object("v1", "ServiceAccount", words[1]))
        let arguments = list(words.count > 2 ? [words[2]] : [])
        let name = words[1].split(separator: "/").last ?? ""
        items.append(
            Self.object(
                "apps/v1", "Deployment", words[1],
                """
                "spec":{"template":{"spec":{"serviceAccountName":"\(name)",\
                "containers":[{"name":"main","args":\(arguments)}]}}}
                """))
    }

    private mutating func setOption(_ text: String) {
        let parts = text.split(separator: "=").map(String.init)
        switch parts[0] {
        case "minor": options.kubernetes = KubernetesVersion(minor: Int(parts[1]) ?? 0)
        case "control-plane": options.controlPlaneNodesTakePods = true
        case "strict-accounts": options.boundAccountsExist = false
        default: break
        }
    }
}

// MARK: Objects

extension EscalationFixture {
    private func list(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: ","))]" }

    private func pairs(_ texts: ArraySlice<String>) -> String {
        texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1)
            return "\"\(parts[0])\":\"\(parts.count > 1 ? parts[1] : "")\""
        }
        .joined(separator: ",")
    }

    private static func object(
        _ version: String, _ kind: String, _ path: String, _ rest: String = "",
        annotation: (name: String, value: String)? = nil
    ) -> String {
        let parts = path.split(separator: "/")
        let namespace = parts.count > 1 ? "\"namespace\":\"\(parts[0])\"," : ""
        let annotations = annotation.map { ",\"annotations\":{\"\($0.name)\":\"\($0.value)\"}" } ?? ""
        return """
            {"apiVersion":"\(version)","kind":"\(kind)",\
            "metadata":{\(namespace)"name":"\(parts.last ?? "")"\(annotations)}\(rest.isEmpty ? "" : ",")\(rest)}
            """
    }

    /// Whether pods have the token of their account, where a statement's last word says so.
    private static func mount(_ word: String?) -> String? {
        guard let word, ["mounted", "unmounted"].contains(word) else { return nil }
        return "\"automountServiceAccountToken\":\(word == "mounted")"
    }

    private func pod(_ words: [String]) -> String {
        let isPrivileged = words.last == "privileged"
        let mount = Self.mount(words.last).map { "\($0)," } ?? ""
        return Self.object(
            "v1", "Pod", words[1],
            """
            "spec":{"serviceAccountName":"\(words[2])",\(mount)\
            "containers":[{"name":"main","securityContext":{"privileged":\(isPrivileged)}}]}
            """)
    }

    private func project(_ words: [String]) -> String {
        let isOpen = words[2] == "open"
        return Self.object(
            "argoproj.io/v1alpha1", "AppProject", words[1],
            """
            "spec":{"destinations":[{"server":"*","namespace":"\(isOpen ? "*" : "shop")"}],\
            "clusterResourceWhitelist":\(isOpen ? "[{\"group\":\"*\",\"kind\":\"*\"}]" : "[]")}
            """)
    }

    private func application(_ words: [String]) -> String {
        Self.object(
            "argoproj.io/v1alpha1", "Application", words[1],
            """
            "spec":{"project":"\(words[2])","source":{"repoURL":"https://example.com/shop"},\
            "destination":{"server":"https://kubernetes.default.svc","namespace":"\(words[3])"}}
            """)
    }

    private func kustomization(_ words: [String]) -> String {
        let account = words.count > 3 ? ",\"serviceAccountName\":\"\(words[3])\"" : ""
        return Self.object(
            "kustomize.toolkit.fluxcd.io/v1", "Kustomization", words[1],
            """
            "spec":{"sourceRef":{"kind":"GitRepository","name":"source","namespace":"\(words[2])"}\(account)}
            """)
    }
}
