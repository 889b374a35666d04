import GitOpsManifest

/// Finds Argo CD's configuration in a set and reads its policies.
struct ArgoCDConfigurationReader {
    private let manifests: [Manifest]
    private let namespace: String?
    private let limits: ArgoCDLimits
    private var lineCount = 0
    private(set) var lines: [ArgoCDPolicyLine] = []
    private(set) var linesOfProjects: [String: [ArgoCDPolicyLine]] = [:]
    private(set) var projects: [String] = []
    private(set) var projectRoles: [ArgoCDAccess.ProjectRole] = []
    private(set) var scopes = ["groups"]
    private(set) var problems: [ArgoCDProblem] = []
    /// Lines of the configuration that Argo CD cannot read.
    private(set) var malformed: [ArgoCDProblem] = []
    var matchMode = ArgoCDAccess.MatchMode.glob
    var defaultRole: (name: String, place: ArgoCDPlace)?
    /// Every line that was read, those included that Argo CD drops with their project.
    private(set) var written: [ArgoCDPolicyLine] = []

    init(_ set: ManifestSet, namespace: String?, limits: ArgoCDLimits) {
        self.limits = limits
        let all = set.manifests.filter { Self.isConfiguration($0) || Self.isProject($0) }
        let found = all.first(where: Self.isConfiguration) ?? all.first
        let place = namespace ?? found?.id.namespace
        self.namespace = place
        manifests = all.filter { manifest in
            guard let own = manifest.id.namespace, let place else { return true }
            return own.hasSameBytes(as: place)
        }
    }

    static func isConfiguration(_ manifest: Manifest) -> Bool {
        manifest.id.kind == "ConfigMap" && manifest.id.group.isEmpty && manifest.id.name == "argocd-rbac-cm"
    }

    static func isProject(_ manifest: Manifest) -> Bool {
        manifest.id.kind == "AppProject" && manifest.id.group == "argoproj.io"
    }

    mutating func read() {
        for manifest in manifests { check(manifest) }
        // Of objects with the same name the last one counts, and it is told that there are others.
        let configurations = manifests.filter(Self.isConfiguration)
        if let configuration = configurations.last {
            for other in configurations.dropLast() { report(other, replacedBy: configuration) }
            readConfiguration(configuration)
        }
        var counting: [ExactText: Manifest] = [:]
        var projects: [Manifest] = []
        for project in manifests.filter(Self.isProject).reversed() {
            if let later = counting[ExactText(project.id.name)] {
                report(project, replacedBy: later)
            } else {
                counting[ExactText(project.id.name)] = project
                projects.append(project)
            }
        }
        for project in projects.reversed() { readProject(project) }
    }

    private mutating func report(_ manifest: Manifest, replacedBy later: Manifest) {
        report(.definedTwice("\(manifest.id)", path: later.origin.path), manifest.root, manifest)
    }

    private mutating func check(_ manifest: Manifest) {
        let repeated = RepeatedKeys(manifest.root)
        for key in repeated.found {
            let place = ArgoCDPlace(path: manifest.origin.path, origin: manifest.origin, position: key.second)
            problems.append(ArgoCDProblem(reason: .repeatedKey(key.key, first: key.first), place: place))
        }
        if let count = repeated.unknownCount { report(.repeatedKeys(count), manifest.root, manifest) }
    }

    mutating func read(_ source: SourceText) {
        var reader = ArgoCDPolicyReader(limits: limits, after: lineCount)
        let text = source[0..<source.byteCount]
        var offset = 0
        for (number, line) in text.lines.enumerated() {
            let position = SourcePosition(line: number + 1, column: 1, byteOffset: offset)
            reader.read(line, project: nil, place: ArgoCDPlace(path: source.name, position: position))
            offset += line.utf8.count + 1
        }
        take(reader)
    }

    private mutating func take(_ reader: ArgoCDPolicyReader) {
        lines += reader.lines
        written += reader.lines
        problems += reader.problems
        malformed += reader.malformed
        lineCount = reader.count
    }

    // MARK: The ConfigMap

    /// Source: `PolicyCSV` and `syncUpdate` in `util/rbac/rbac.go`.
    private mutating func readConfiguration(_ manifest: Manifest) {
        guard let data = manifest.root["data"], !data.isNull else { return }
        guard data.kind == .object else {
            report(.wrongType(field: "data", expected: "an object"), data, manifest)
            return
        }
        let keys = data.members.map(\.key).filter { $0.hasPrefix("policy.") && $0.hasSuffix(".csv") }
        let overlays = keys.filter { $0 != "policy.csv" }.sorted { $0.precedesByBytes($1) }
        var reader = ArgoCDPolicyReader(limits: limits, after: lineCount)
        for key in ["policy.csv"] + overlays {
            guard let node = data[key], let text = text(node, "data.\(key)", manifest) else { continue }
            reader.read(node, text: text, path: manifest.origin.path, origin: manifest.origin, project: nil)
        }
        take(reader)
        if let node = data["policy.default"], let name = text(node, "data.policy.default", manifest), !name.isEmpty {
            defaultRole = (name, place(node, manifest))
        }
        if let node = data["policy.matchMode"], let mode = text(node, "data.policy.matchMode", manifest), !mode.isEmpty
        {
            if let known = ArgoCDAccess.MatchMode(rawValue: mode) {
                matchMode = known
            } else {
                problems.append(ArgoCDProblem(reason: .unknownMatchMode(mode), place: place(node, manifest)))
            }
        }
        if let node = data["scopes"], let text = text(node, "data.scopes", manifest) {
            readScopes(text, node, manifest)
        }
    }

    /// The scopes are YAML in a string: one text or a list.
    private mutating func readScopes(_ text: String, _ node: Node, _ manifest: Manifest) {
        let root = try? Document(yaml: text, name: "scopes").root
        if let one = root?.string {
            scopes = [one]
        } else if let list = root, list.kind == .array, list.elements.allSatisfy({ $0.string != nil }) {
            scopes = list.elements.compactMap(\.string)
        } else if root?.isNull != true {
            problems.append(
                ArgoCDProblem(
                    reason: .wrongType(field: "data.scopes", expected: "a text or a list of texts"),
                    place: place(node, manifest)))
        }
    }

    // MARK: Projects

    /// Source: `ProjectPoliciesString` in `pkg/apis/application/v1alpha1/app_project_types.go`. A project whose policy
    /// cannot be read has none: `tryGetCasbinEnforcer` falls back to that of the installation.
    private mutating func readProject(_ manifest: Manifest) {
        let project = manifest.id.name
        projects.append(project)
        var reader = ArgoCDPolicyReader(limits: limits, after: lineCount)
        let tokens = manifest.root["status"]?["jwtTokensByRole"]
        for role in elements(manifest.root["spec"]?["roles"], "spec.roles", manifest) {
            guard let name = role["name"]?.string else {
                problems.append(
                    ArgoCDProblem(
                        reason: .wrongType(field: "spec.roles[].name", expected: "a text"), place: place(role, manifest)
                    ))
                continue
            }
            let groups = strings(role["groups"], "spec.roles[].groups", manifest)
            let projectRole = ArgoCDAccess.ProjectRole(
                project: project, name: name, groups: groups.map(\.text),
                tokenCount: max(role["jwtTokens"]?.count ?? 0, tokens?[name]?["items"]?.count ?? 0),
                place: place(role, manifest))
            projectRoles.append(projectRole)
            let subject = projectRole.subject
            reader.read(
                "p, \(subject), projects, get, \(project), allow", project: project, place: place(role, manifest))
            for policy in strings(role["policies"], "spec.roles[].policies", manifest) {
                let before = reader.lines.count
                reader.read(
                    policy.node, text: policy.text, path: manifest.origin.path, origin: manifest.origin,
                    project: project)
                checkSubjects(reader.lines[before...], subject)
            }
            for group in groups {
                reader.read("g, \(group.text), \(subject)", project: project, place: place(group.node, manifest))
            }
        }
        written += reader.lines
        problems += reader.problems
        lineCount = reader.count
        if reader.malformed.isEmpty { linesOfProjects[project] = reader.lines }
    }

    private mutating func checkSubjects(_ lines: ArraySlice<ArgoCDPolicyLine>, _ expected: String) {
        for line in lines {
            if let subject = line.permission?.subject, !subject.hasSameBytes(as: expected) {
                problems.append(
                    ArgoCDProblem(reason: .foreignSubject(subject, expected: expected), place: line.place))
            }
        }
    }

    // MARK: Values

    private func place(_ node: Node, _ manifest: Manifest) -> ArgoCDPlace {
        ArgoCDPlace(path: manifest.origin.path, origin: manifest.origin, position: node.position)
    }

    private mutating func report(_ reason: ArgoCDProblem.Reason, _ node: Node, _ manifest: Manifest) {
        problems.append(ArgoCDProblem(reason: reason, place: place(node, manifest)))
    }

    private mutating func elements(_ list: Node?, _ field: String, _ manifest: Manifest) -> [Node] {
        guard let list, !list.isNull else { return [] }
        if list.kind != .array { report(.wrongType(field: field, expected: "a list"), list, manifest) }
        return list.elements.map { $0 }
    }

    private mutating func text(_ node: Node, _ field: String, _ manifest: Manifest) -> String? {
        if let text = node.string { return text }
        if !node.isNull {
            problems.append(
                ArgoCDProblem(reason: .wrongType(field: field, expected: "a text"), place: place(node, manifest)))
        }
        return nil
    }

    private mutating func strings(_ list: Node?, _ field: String, _ manifest: Manifest) -> [(node: Node, text: String)]
    {
        elements(list, field, manifest).compactMap { node in text(node, field, manifest).map { (node, $0) } }
    }
}
