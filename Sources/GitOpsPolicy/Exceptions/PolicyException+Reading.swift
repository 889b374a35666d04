import GitOpsManifest
import GitOpsReport

extension PolicyException {
    /// Whether an object is an exception of any version.
    static func isException(_ id: ResourceID) -> Bool {
        id.kind == kind && id.group == ResourceID.group(ofAPIVersion: apiVersion)
    }

    /// The second after the last one of a day or instant; `nil` when the text is neither.
    static func end(_ text: String) -> Int64? {
        if text.utf8.count == 10, let day = try? Timestamp(parsing: "\(text)T00:00:00Z") { return day.seconds + 86_400 }
        return (try? Timestamp(parsing: text))?.seconds
    }

    /// Reads an exception; `nil` when something is wrong with it, because half an exception is none.
    init?(_ manifest: Manifest, index: Int, issues: inout [PolicyIssue]) {
        var reader = PolicyFieldReader(manifest)
        let root = FieldPath([.field("spec")])
        let spec = manifest.root["spec"] ?? manifest.root
        if manifest.apiVersion != Self.apiVersion {
            reader.note(
                manifest.root["apiVersion"], FieldPath([.field("apiVersion")]), "is not known; write \(Self.apiVersion)"
            )
        }
        if manifest.root["spec"]?.kind != .object { reader.note(manifest.root["spec"], root, "is required; write it") }
        reader.refuseUnknownFields(ofSpec: .exception)
        self.manifest = manifest
        self.index = index
        name = manifest.id.name
        owner = reader.requiredText(spec, "owner", root)
        reason = reader.requiredText(spec, "reason", root)
        expires = reader.requiredText(spec, "expires", root)
        end = reader.end(expires, spec["expires"], root.appending(.field("expires")))
        let policyPath = root.appending(.field("policies"))
        policies = reader.elements(spec["policies"], policyPath).map { entry in
            PolicyChoice(
                name: reader.pattern(
                    reader.requiredText(entry.node, "name", entry.path), entry.node["name"],
                    entry.path.appending(.field("name"))),
                rules: reader.choice(entry.node, "rules", entry.path, everything: "all rules"))
        }
        if policies.isEmpty, spec["policies"] != nil || spec["rules"] == nil {
            reader.note(spec["policies"] ?? spec, policyPath, "is required; name at least one policy")
        }
        rules = reader.rules(spec, root)
        let resourcePath = root.appending(.field("resources"))
        resources = reader.elements(spec["resources"], resourcePath).map { reader.resources($0.node, $0.path) }
        if resources.isEmpty {
            reader.note(spec["resources"] ?? spec, resourcePath, "is required; say which objects are excepted")
        }
        if let pattern = rules.first(where: { $0.isWellFormed && $0.text.isOpenFamily }),
            resources.contains(where: \.isUnlimited)
        {
            reader.note(
                spec["resources"] ?? spec, resourcePath,
                "are all objects, which \(pattern.text.goQuoted) needs fewer of; name kinds, namespaces, names or labels"
            )
        }
        issues += reader.issues
        if reader.issues.contains(where: { $0.kind == .error }) { return nil }
    }
}

extension PolicyFieldReader {
    /// The second after the last one.
    fileprivate mutating func end(_ text: String, _ node: Node?, _ path: FieldPath) -> Int64 {
        if text.isEmpty { return 0 }
        if let end = PolicyException.end(text) { return end }
        note(node, path, "is \(text.goQuoted); write a day such as 2026-12-31")
        return 0
    }

    fileprivate mutating func pattern(_ text: String, _ node: Node?, _ path: FieldPath) -> GlobPattern {
        let pattern = GlobPattern(text)
        if !pattern.isWellFormed {
            note(node, path, "is \(text.goQuoted), which matches nothing; close its brackets")
        }
        return pattern
    }

    /// Rules of the gate. What says nothing about the rules that are meant would cover those to come as well.
    fileprivate mutating func rules(_ spec: Node, _ root: FieldPath) -> [GlobPattern] {
        choice(spec, "rules", root, everything: "policies alone").map { text in
            let path = root.appending(.field("rules"))
            if !text.namesFamily {
                note(
                    spec["rules"], path,
                    "has \(text.goQuoted), which names no rules of changes or access; begin with change- or rbac-, and "
                        + "name controls and other policies in policies")
            }
            return pattern(text, spec["rules"], path)
        }
    }

    fileprivate mutating func resources(_ node: Node, _ path: FieldPath) -> PolicyException.ResourceChoice {
        func field(_ name: String) -> FieldPath { path.appending(.field(name)) }
        if node.count == 0 { note(node, path, "says nothing; write names: [\"*\"] for all objects") }
        var labels: [(String, GlobPattern)] = []
        if let given = node["labels"], given.count == 0 {
            note(given, field("labels"), "says nothing; leave it out for all labels")
        }
        for (key, value) in node.members(of: "labels") {
            let path = field("labels").appending(.field(key))
            if let text = text(value, path) { labels.append((key, pattern(text, value, path))) }
        }
        func patterns(_ name: String, _ everything: String) -> [GlobPattern] {
            choice(node, name, path, everything: everything).map { pattern($0, node[name], field(name)) }
        }
        return PolicyException.ResourceChoice(
            kinds: patterns("kinds", "all kinds"), namespaces: patterns("namespaces", "all namespaces"),
            names: patterns("names", "all names"), labels: labels)
    }

    /// A list that narrows the exception. One that is there and empty is refused: nothing is not everything, and
    /// whoever wrote it has forgotten something.
    fileprivate mutating func choice(
        _ parent: Node, _ name: String, _ path: FieldPath, everything: String
    ) -> [String] {
        let path = path.appending(.field(name))
        guard let node = parent[name] else { return [] }
        if node.isNull || node.kind == .array && node.count == 0 {
            note(node, path, "is empty; leave it out for \(everything)")
        }
        return texts(node, path)
    }
}

extension String {
    /// Whether a pattern says that rules of changes or of access are meant.
    fileprivate var namesFamily: Bool {
        let start = prefix { !"*?[\\".contains($0) }
        return ["change-", "rbac-"].contains { start.hasPrefix($0) }
    }

    /// Whether it is about more rules than one of its family.
    fileprivate var isOpenFamily: Bool { namesFamily && contains { "*?[".contains($0) } }
}
