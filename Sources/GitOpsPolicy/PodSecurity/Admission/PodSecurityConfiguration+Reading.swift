public import GitOpsManifest

extension PodSecurityConfiguration {
    /// Reads the configuration of the admission plugin: a `PodSecurityConfiguration`, or an `AdmissionConfiguration`
    /// that holds one.
    ///
    /// Unknown fields are errors, as they are for the server. Throws the first problem.
    ///
    /// Source: `admission/api/load/load.go` and `admission/api/validation/validation.go` of pod-security-admission.
    public init(_ root: Node) throws(PodSecurityConfigurationError) {
        let reader = PodSecurityConfigurationReader(root)
        guard let kind = root["kind"]?.string, let apiVersion = root["apiVersion"]?.string else {
            throw reader.error(root, "apiVersion and kind are expected")
        }
        if kind == "AdmissionConfiguration", ResourceID.group(ofAPIVersion: apiVersion) == "apiserver.config.k8s.io" {
            self = try PodSecurityConfiguration(reader.embedded())
            return
        }
        if let duplicate = root.document.duplicateKeys.first, root.index == root.storage.rootIndex {
            throw reader.error(root, "\(duplicate.key) comes twice; remove one")
        }
        let versions = ["v1", "v1beta1", "v1alpha1"].map { "pod-security.admission.config.k8s.io/\($0)" }
        guard kind == "PodSecurityConfiguration", versions.contains(apiVersion) else {
            throw reader.error(root, "a PodSecurityConfiguration of \(versions[0]) is expected, this is another kind")
        }
        try reader.allow(root, ["apiVersion", "kind", "defaults", "exemptions"])
        self.init()
        if let defaults = try reader.object(root, "defaults") { try readDefaults(defaults, reader) }
        if let exemptions = try reader.object(root, "exemptions") { try readExemptions(exemptions, reader) }
    }

    private mutating func readDefaults(
        _ node: Node, _ reader: PodSecurityConfigurationReader
    ) throws(PodSecurityConfigurationError) {
        try reader.allow(node, ["enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version"])
        try reader.standard(node, "enforce", &defaults.enforce)
        try reader.standard(node, "audit", &defaults.audit)
        try reader.standard(node, "warn", &defaults.warn)
    }

    private mutating func readExemptions(
        _ node: Node, _ reader: PodSecurityConfigurationReader
    ) throws(PodSecurityConfigurationError) {
        try reader.allow(node, ["usernames", "namespaces", "runtimeClasses"])
        exemptUsernames = try reader.names(node, "usernames") { !$0.isEmpty }
        exemptNamespaces = try reader.names(node, "namespaces") {
            PodSecurityNames.isSubdomain($0, ofLabels: 1...1, length: 63)
        }
        exemptRuntimeClasses = try reader.names(node, "runtimeClasses") {
            PodSecurityNames.isSubdomain($0, ofLabels: 1...253, length: 253)
        }
    }
}

/// What is wrong with a configuration of Pod Security.
public struct PodSecurityConfigurationError: Error, Sendable {
    /// The value in question.
    public let node: Node
    /// What is expected, and what to do.
    public let message: String
}

extension PodSecurityConfigurationError: CustomStringConvertible {
    /// `admission.yaml:4:12: defaults.enforce: …`
    public var description: String {
        let place = node.position.map { "\(node.document.source.name):\($0): " } ?? ""
        let path = node.path
        return place + (path.steps.isEmpty ? message : "\(path): \(message)")
    }
}

/// Reads the parts of a configuration.
struct PodSecurityConfigurationReader {
    typealias Failure = PodSecurityConfigurationError

    private let root: Node

    init(_ root: Node) { self.root = root }

    func error(_ node: Node, _ message: String) -> Failure { Failure(node: node, message: message) }

    /// The configuration inside of the one for all plugins.
    func embedded() throws(Failure) -> Node {
        guard let plugins = root["plugins"] else { throw error(root, "plugins are expected; add PodSecurity") }
        guard let plugin = plugins.elements.first(where: { $0["name"]?.string == "PodSecurity" }) else {
            throw error(plugins, "a plugin of the name PodSecurity is expected; add it")
        }
        guard let configuration = plugin["configuration"], !configuration.isNull else {
            throw error(
                plugin, "a configuration in place is expected; read the file at path instead where there is one")
        }
        guard configuration["kind"]?.string == "PodSecurityConfiguration" else {
            throw error(configuration, "a PodSecurityConfiguration is expected, this is another kind")
        }
        return configuration
    }

    func allow(_ node: Node, _ names: [String]) throws(Failure) {
        for (name, value) in node.members where !names.contains(where: { $0.hasSameBytes(as: name) }) {
            throw error(value, "there is no such field; one of \(names.joined(separator: ", ")) is expected")
        }
    }

    func object(_ node: Node, _ name: String) throws(Failure) -> Node? {
        guard let value = node[name], !value.isNull else { return nil }
        guard value.kind == .object else { throw error(value, "an object is expected") }
        return value
    }

    private func text(_ node: Node, _ name: String) throws(Failure) -> (Node, String)? {
        guard let value = node[name], !value.isNull else { return nil }
        guard let text = value.string else { throw error(value, "a string is expected; quote the value") }
        // An empty one stands for the default.
        return text.isEmpty ? nil : (value, text)
    }

    func standard(_ node: Node, _ name: String, _ standard: inout PodSecurityStandard) throws(Failure) {
        if let (value, text) = try text(node, name) {
            guard let level = PodSecurityLevel.exactly(text) else { throw error(value, PodSecurityLevel.expected) }
            standard.level = level
        }
        if let (value, text) = try text(node, "\(name)-version") {
            guard let version = PodSecurityVersion(text) else { throw error(value, PodSecurityVersion.expected) }
            standard.version = version
        }
    }

    func names(_ node: Node, _ name: String, where isValid: (String) -> Bool) throws(Failure) -> [String] {
        guard let list = node[name], !list.isNull else { return [] }
        guard list.kind == .array else { throw error(list, "a list of names is expected") }
        var seen: Set<ExactText> = []
        var names: [String] = []
        for item in list.elements {
            guard item.isNull || item.kind == .string else {
                throw error(item, "a string is expected; quote the value")
            }
            let text = item.string ?? ""
            guard isValid(text) else { throw error(item, "this is no name that can be exempt; correct it") }
            guard seen.insert(ExactText(text)).inserted else { throw error(item, "the name comes twice; remove one") }
            names.append(text)
        }
        return names
    }
}

/// Names of objects. Source: apimachinery `pkg/util/validation`, `IsDNS1123Label` and `IsDNS1123Subdomain`.
private enum PodSecurityNames {
    static func isSubdomain(_ name: String, ofLabels count: ClosedRange<Int>, length: Int) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        }
        return count.contains(labels.count) && name.utf8.count <= length
            && labels.allSatisfy { label in
                isAlphanumeric(label.first) && isAlphanumeric(label.last)
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }
}
