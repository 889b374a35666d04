public import GitOpsManifest
import GitOpsPolicy
public import GitOpsReport
import GitOpsSchema

/// What is wrong with a configuration.
public struct GateConfigurationError: Error, Sendable, Hashable {
    /// The problems, in the order of the file; never empty.
    public let problems: [ReportProblem]

    init(_ problems: [ReportProblem]) { self.problems = problems }
}

extension GateConfigurationError: CustomStringConvertible {
    /// A line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension GateConfiguration {
    /// The name of the file in the root of what is checked.
    public static let fileName = ".gitops.yaml"

    /// The JSON Schema of the file, for editors.
    public static var jsonSchema: String { GateConfigurationSchema.jsonSchema }

    /// Reads a configuration; what it does not say is as in the defaults. Complexity: O(bytes).
    ///
    /// - Throws: `GateConfigurationError` with every member that does not fit the schema, its place and the nearest name.
    public init(_ source: SourceText) throws(GateConfigurationError) {
        self.init()
        var reader = GateConfigurationReader(file: source.name)
        guard let root = reader.root(source) else { throw GateConfigurationError(reader.problems) }
        reader.read(root, into: &self)
        guard reader.problems.isEmpty else { throw GateConfigurationError(reader.problems) }
    }
}

/// Takes a configuration from a document that fits the schema.
private struct GateConfigurationReader {
    let file: String
    private(set) var problems: [ReportProblem] = []

    init(file: String) { self.file = file }

    private mutating func report(_ position: SourcePosition?, _ message: String) {
        problems.append(
            ReportProblem(place: SourcePlace(origin: Origin(path: file), position: position), message: message))
    }

    private static let noConfiguration =
        "this is no configuration of the gate: begin with apiVersion: \(GateConfigurationSchema.apiVersion) and "
        + "kind: \(GateConfigurationSchema.kind)"

    /// The document, when its form is right.
    mutating func root(_ source: SourceText) -> Node? {
        var documents: [Document] = []
        for result in DocumentReader().read(source) {
            switch result {
            case .success(let document): documents.append(document)
            case .failure(let error):
                report(error.position, "\(error.problemText); \(error.nextStep)")
                return nil
            }
        }
        guard let document = documents.first else {
            report(nil, Self.noConfiguration)
            return nil
        }
        if documents.count > 1 {
            report(documents[1].root.position, "only one document is expected; bring all settings into the first")
            return nil
        }
        let root = document.root
        guard root["apiVersion"]?.string == GateConfigurationSchema.apiVersion,
            root["kind"]?.string == GateConfigurationSchema.kind
        else {
            report((root["apiVersion"] ?? root["kind"] ?? root).position, Self.noConfiguration)
            return nil
        }
        for violation in SchemaValidator(schema: GateConfigurationSchema.schema).validate(root) ?? [] {
            report(violation.position ?? root.position, violation.description)
        }
        return problems.isEmpty ? root : nil
    }

    mutating func read(_ root: Node, into configuration: inout GateConfiguration) {
        if let node = root["kubernetesVersion"], let text = node.string {
            if let version = KubernetesVersion(text) {
                configuration.kubernetesVersion = version
            } else {
                report(node.position, "'\(text)' is no version of Kubernetes; write one such as 1.34")
            }
        }
        configuration.defaultNamespace = root["defaultNamespace"]?.string ?? configuration.defaultNamespace
        if let node = root["manifests"] {
            configuration.manifests.include = patterns(node["include"])
            configuration.manifests.exclude = patterns(node["exclude"])
            configuration.manifests.readsHiddenFiles = node["hidden"]?.bool ?? false
        }
        if let node = root["validation"] { read(node, into: &configuration.validation) }
        if let node = root["policies"] { read(node, into: &configuration.policies) }
        if let node = root["controls"] { read(node, into: &configuration.controls) }
        if let node = root["podSecurity"] { read(node, into: &configuration.podSecurity) }
        if let node = root["access"] { read(node, into: &configuration.access) }
        if let node = root["commits"] {
            configuration.commits.policy = node["policy"]?.string
            configuration.commits.hasAttribution = node["attribution"]?.bool ?? true
        }
        if let node = root["changes"] { read(node, into: &configuration.changes) }
        if let node = root["failOn"] { read(node, into: &configuration.failOn) }
    }

    private func read(_ node: Node, into validation: inout GateConfiguration.Validation) {
        validation.isEnabled = node["enabled"]?.bool ?? true
        validation.unknownKinds = value(node["unknownKinds"]) ?? .unknown
        validation.definitions = texts(node["definitions"])
        if let unrendered = node["unrendered"] { validation.unrendered = value(unrendered) }
    }

    private func read(_ node: Node, into policies: inout GateConfiguration.Policies) {
        policies.isEnabled = node["enabled"]?.bool ?? true
        policies.paths = texts(node["paths"])
        policies.usesManifests = node["ofManifests"]?.bool ?? true
        policies.exceptions = texts(node["exceptions"])
        policies.expiringWithinDays = node["expiringWithinDays"]?.int64.flatMap { Int(exactly: $0) } ?? 30
    }

    private mutating func read(_ node: Node, into controls: inout GateConfiguration.Controls) {
        controls.isEnabled = node["enabled"]?.bool ?? true
        controls.minimumSeverity = value(node["minimumSeverity"]) ?? .low
        controls.disabled = texts(node["disabled"])
        controls.allowedRegistries = texts(node["allowedRegistries"])
        let known = Control.all.map(\.id)
        for id in ControlSet(disabled: Set(controls.disabled)).unknownIDs {
            let position = node["disabled"]?.elements.first { $0.string?.hasSameBytes(as: id) ?? false }?.position
            let nearest = NearestName.of(id, among: known).map { "; did you mean '\($0)'?" } ?? "; remove it"
            report(position, "there is no control of this name\(nearest)")
        }
    }

    private mutating func read(_ node: Node, into podSecurity: inout GateConfiguration.PodSecurity) {
        podSecurity.isEnabled = node["enabled"]?.bool ?? true
        guard let level: PodSecurityLevel = value(node["level"]) else {
            if let version = node["version"] {
                report(version.keyPosition, "a version needs a level; add one of privileged, baseline, restricted")
            }
            return
        }
        let text = node["version"]?.string ?? "latest"
        guard let version = PodSecurityVersion(text) else {
            report(
                node["version"]?.position, "'\(text)' is no version of a standard; write one such as v1.30, or latest")
            return
        }
        podSecurity.standard = PodSecurityStandard(level, version)
    }

    private func read(_ node: Node, into access: inout GateConfiguration.Access) {
        access.isEnabled = node["enabled"]?.bool ?? true
        access.findsPaths = node["paths"]?.bool ?? true
        access.assertions = texts(node["assertions"])
        access.gained = value(node["gained"]) ?? access.gained
    }

    private func read(_ node: Node, into changes: inout GateConfiguration.Changes) {
        changes.isEnabled = node["enabled"]?.bool ?? true
        for risk in GateConfiguration.Changes.Risk.allCases {
            guard let severity = node[risk.rawValue] else { continue }
            changes.severities[risk] = value(severity)
        }
    }

    private func read(_ node: Node, into thresholds: inout GateConfiguration.Thresholds) {
        if let new = node["new"] { thresholds.new = value(new) }
        if let existing = node["existing"] { thresholds.existing = value(existing) }
        thresholds.unknown = value(node["unknown"]) ?? .all
    }

    private mutating func patterns(_ node: Node?) -> [GlobPattern] {
        (node.map { Array($0.elements) } ?? []).compactMap { element in
            guard let pattern = element.string.map({ GlobPattern($0) }) else { return nil }
            if pattern.isWellFormed { return pattern }
            report(element.position, "the pattern is not well formed; write one as in .gitignore")
            return nil
        }
    }

    private func texts(_ node: Node?) -> [String] { node?.elements.compactMap(\.string) ?? [] }

    /// The case of a name; the schema has checked the name, and `none` is no severity.
    private func value<Choice: RawRepresentable<String>>(_ node: Node?) -> Choice? {
        node?.string.flatMap(Choice.init(rawValue:))
    }
}
